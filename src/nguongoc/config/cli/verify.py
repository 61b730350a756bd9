"""`nguongoc verify [--json]`: counts, hash chain, raw documents against stored events."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nguongoc.config.verification import Verification
    from nguongoc.domain.problem import Problem


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--data", help="data folder")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Verify, name every problem on stdout, answer 1 if there was one."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from nguongoc.config import verification

    if options.json:
        named: list[Problem] = []
        done = verification.run(named.append)
        print(json.dumps(as_object(done, named), ensure_ascii=False))
    else:
        done = verification.run(print_problem)
        print_counts(done)
    return 1 if done.problems else 0


def print_problem(problem: Problem) -> None:
    """One line a problem."""
    print(f"{problem.where}: {problem.why.vi} ({problem.why.en})", flush=True)


def print_counts(done: Verification) -> None:
    """What was verified, on stderr: stdout is for problems."""
    counts, audit = done.counts, done.audit
    print(
        f"{counts.events} sự kiện, {counts.items} dòng đối tượng, {counts.captures} tài liệu ({counts.bytes} byte), "
        f"{counts.waiting} đang chờ; nhật ký: {audit.sealed} đã niêm phong, {audit.unsealed} chưa; "
        f"{done.files} tệp đính kèm; {done.problems} lỗi\n"
        f"({counts.events} events, {counts.items} items, {counts.captures} documents of {counts.bytes} bytes, "
        f"{counts.waiting} waiting; audit: {audit.sealed} sealed, {audit.unsealed} not yet, "
        f"last link {audit.head or 'none'}; {done.files} attached files; {done.problems} problems)",
        file=sys.stderr,
    )


def as_object(done: Verification, named: list[Problem]) -> dict[str, Any]:
    """The answer for machines."""
    counts, audit = done.counts, done.audit
    return {
        "ok": not named,
        "captures": counts.captures,
        "waiting": counts.waiting,
        "bytes": counts.bytes,
        "events": counts.events,
        "items": counts.items,
        "sealed": audit.sealed,
        "unsealed": audit.unsealed,
        "head": audit.head,
        "files": done.files,
        "problems": [
            {"where": one.where, "code": one.code, "vi": one.why.vi, "en": one.why.en} for one in named
        ],
    }
