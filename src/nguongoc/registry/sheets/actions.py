"""What may be done with sheets: sent in, read, done whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.db import DEFAULT_DB_ALIAS, DatabaseError, DataError, IntegrityError, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence import files
from nguongoc.foundation.evidence.actions import gathering, keep, record
from nguongoc.foundation.shared.http import as_json
from nguongoc.foundation.shared.savepoints import as_one_step
from nguongoc.foundation.shared.sheets_in import Read, Row, read
from nguongoc.registry.parties.rights import viewer
from nguongoc.registry.sheets.models import Upload
from nguongoc.registry.sheets.registers import REGISTERS, Register, Sender

TAKE_IN = "sheets.take_in"
SHOWN_PROBLEMS = 500
EVERY = 50
"""How many rows are done in one step, after which the bar is moved on."""


@transaction.atomic
def send_in(
    register: str, file: IO[bytes], *, name: str, only_check: bool, actor: User, at: datetime
) -> Upload:
    """Keep a sheet and have it read. Raises Refused for a file that is not taken here at all."""
    kept = keep(file, name=name, actor=actor, at=at)
    upload = Upload.objects.create(
        register=register, file=kept, sent_by=actor, sent_at=at, only_check=only_check
    )
    wake(upload)
    return upload


def wake(upload: Upload) -> None:
    """Queue it for a worker."""
    app.configure_task(TAKE_IN).defer(upload=str(upload.pk))


class _OnlyAsked(Exception):
    """Everything was right, and only a check was asked for: take it back."""


def take_in(upload: Upload, *, at: datetime) -> None:
    """Read a sheet and do what every row says, or nothing at all; what is wrong is told by cell."""
    register = REGISTERS[upload.register]
    with files.place(upload.file.sha256).open("rb") as opened:
        try:
            found = read(opened, upload.file.name, register.fields)
        except Refused as refused:
            _finish(upload, Upload.State.REFUSED, list(refused.problems), at)
            return
    upload.remarks = [one._asdict() for one in found.remarks]
    _move_on(upload, 0, len(found.rows))
    problems = list(found.problems) or _nothing(found)
    if not problems:
        try:
            with transaction.atomic():
                problems = _do(upload, register, found, at)
                if problems or upload.only_check:
                    raise _OnlyAsked
                record(
                    "sheet.taken_in",
                    upload,
                    actor=upload.sent_by,
                    at=at,
                    register=register.key,
                    rows=len(found.rows),
                )
        except _OnlyAsked:
            pass
    done = Upload.State.CHECKED if upload.only_check else Upload.State.DONE
    _finish(upload, Upload.State.REFUSED if problems else done, problems, at)


def _nothing(found: Read) -> list[Problem]:
    why = Text("Bảng không có dòng nào dưới dòng đầu.", "The sheet has no rows below its head.")
    return [] if found.rows else [Problem("A2", why, "no-rows")]


def _do(upload: Upload, register: Register, found: Read, at: datetime) -> list[Problem]:
    """Every row through the register's action, so many in one step; a step in which a row is refused is taken back and
    gone through row by row, so that each is named and the next is tried."""
    who = upload.sent_by
    sender = Sender(viewer(who, on=timezone.localdate(at)), who, at)
    problems: list[Problem] = []
    for done in range(0, len(found.rows), EVERY):
        rows, before = found.rows[done : done + EVERY], sender.copy()
        try:
            with as_one_step(), gathering():
                for row in rows:
                    register.take(dict(row.values), sender)
        except (Refused, DatabaseError):
            sender = before
            problems += [problem for row in rows for problem in _alone(register, row, sender, found)]
        _move_on(upload, done + len(rows), len(found.rows))
    return problems


def _alone(register: Register, row: Row, sender: Sender, found: Read) -> list[Problem]:
    """What is wrong with one row; one that is refused leaves nothing."""
    try:
        with transaction.atomic():
            register.take(dict(row.values), sender)
    except Refused as refused:
        return [Problem(found.cell(one.where, row.line), one.why, one.code) for one in refused.problems]
    except (DataError, IntegrityError) as error:
        why = Text(
            f"Dòng này có ô quá dài hoặc giá trị không thể có ({type(error).__name__}).",
            "A cell of this row is too long, or cannot be.",
        )
        return [Problem(str(row.line), why, "row")]
    return []


def _move_on(upload: Upload, done: int, total: int) -> None:
    """Move the bar on by a connection of its own: the rows' transaction shows nothing until it ends."""
    upload.done, upload.total = done, total
    own = connections[DEFAULT_DB_ALIAS].copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE sheets_upload SET state = 'running', done = %s, total = %s WHERE id = %s",
                [done, total, upload.pk],
            )
    finally:
        own.close()


def _finish(upload: Upload, state: str, problems: list[Problem], at: datetime) -> None:
    upload.state, upload.finished_at = state, at
    upload.problems = [as_json(one) for one in problems[:SHOWN_PROBLEMS]]
    upload.done = upload.total
    upload.save()


def give_up(upload: Upload, why: str, *, at: datetime) -> None:
    """Our own fault: say so, and end it."""
    told = Text(
        f"Chương trình gặp lỗi ({why}). Chưa lưu gì; hãy báo đơn vị vận hành.", f"The program failed ({why})."
    )
    _finish(upload, Upload.State.FAILED, [Problem("", told, "internal")], at)
