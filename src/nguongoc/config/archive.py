"""The backup file: a tar of `manifest.json`, `database.dump` (pg_dump's custom format), `files/…` and, where the
data folder holds it, `secret`. The manifest names every other member with its size and SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from nguongoc.domain.problem import Problem, Refused, Text

FORM = 1
MANIFEST, DUMP, SECRET, FILES = "manifest.json", "database.dump", "secret", "files/"
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive, as it must be found again."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows of every table, the last link of the audit chain, the migrations it stands on."""

    made_at: str
    program: str
    postgres: str
    rows: Mapping[str, int]
    sealed: int
    head: str
    migrations: list[str]
    members: Mapping[str, Member] = field(default_factory=dict)
    form: int = FORM


def write(target: Path, manifest: Manifest, sources: Mapping[str, Path]) -> None:
    """Write the archive in full and under its name only when it is complete and on the disk."""
    part = target.with_name(f".{target.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                text = json.dumps(asdict(manifest), indent=1).encode()
                tar.addfile(_described(MANIFEST, len(text)), io.BytesIO(text))
                for name, path in sources.items():
                    with path.open("rb") as source:
                        tar.addfile(_described(name, manifest.members[name].size), source)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _described(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def measured(path: Path) -> Member:
    """Size and hash of a file."""
    with path.open("rb") as source:
        return Member(path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """The archive and its manifest. Raises Refused where it is no backup of ours, OSError where it cannot be read."""
    with path.open("rb") as raw:
        try:
            with tarfile.open(fileobj=raw, mode="r:") as tar:
                yield tar, _manifest(tar)
        except tarfile.TarError as error:
            raise Refused(no_backup(path.name, str(error))) from error


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    source = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if source is None:
        raise Refused(no_backup(MANIFEST, "missing"))
    try:
        said: dict[str, Any] = json.load(source)
        if said["form"] != FORM:
            raise Refused(no_backup(MANIFEST, f"form {said['form']}"))
        said["members"] = {name: Member(**member) for name, member in said["members"].items()}
        return Manifest(**said)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(no_backup(MANIFEST, repr(error))) from error


def extract(tar: tarfile.TarFile, manifest: Manifest, folder: Path) -> None:
    """Lay out every member in this folder. Raises Refused where one is missing, damaged or not in the manifest."""
    found = set()
    for info in tar:
        if info.name == MANIFEST:
            continue
        expected = manifest.members.get(info.name)
        source = tar.extractfile(info)
        if expected is None or source is None or not _is_inside(folder, info.name):
            raise Refused(_damaged(info.name))
        if _copied(source, folder / info.name) != expected:
            raise Refused(_damaged(info.name))
        found.add(info.name)
    if missing := sorted(manifest.members.keys() - found):
        raise Refused([_damaged(name) for name in missing])


def _is_inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _copied(source: IO[bytes], target: Path) -> Member:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        while piece := source.read(CHUNK):
            digest.update(piece)
            size += written.write(piece)
    return Member(size, digest.hexdigest())


def no_backup(where: str, detail: str) -> Problem:
    """This file is not one that `nguongoc backup` wrote, or not whole."""
    why = Text(
        f"Đây không phải bản sao lưu của nguongoc, hoặc tệp bị cắt ({detail}). Hãy chọn tệp khác.",
        f"This is no backup of nguongoc, or it was cut short ({detail}). Choose another file.",
    )
    return Problem(where, why, "no-backup")


def _damaged(name: str) -> Problem:
    why = Text(
        "Phần này của bản sao lưu bị thiếu hoặc hỏng (khác mã băm đã ghi). Hãy dùng bản sao lưu khác.",
        "This part of the backup is missing or damaged (not the recorded hash). Use another backup.",
    )
    return Problem(name, why, "damaged")
