"""Questions to the audit and to the attached files: how far it is sealed, and whether all is as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from nguongoc.domain.problem import Problem, Text
from nguongoc.foundation.evidence import chain, files
from nguongoc.foundation.evidence.models import Attachment, Entry, Seal
from nguongoc.foundation.shared.log import Place, between

BATCH = 2_000


@dataclass(slots=True)
class Sealing:
    """The hash chain as it was found: its links, the entries that wait behind them, and its last hash."""

    sealed: int = 0
    unsealed: int = 0
    head: str = ""
    problems: list[Problem] = field(default_factory=list)


def sealing() -> Sealing:
    """Follow the whole chain and compare every entry with its link.

    Each problem names one entry or one link. Ask within one snapshot where others write meanwhile.
    """
    found, last = Sealing(), None
    for seal, entry in _sealed():
        found.problems += _faults(last, seal, entry)
        found.sealed, last = found.sealed + 1, seal
    found.head = bytes(last.hash).hex() if last else ""
    found.problems += [_slipped_in(entry) for entry in _behind(last).order_by("id")]
    found.unsealed = Entry.objects.count() - Seal.objects.filter(entry__in=Entry.objects.values("id")).count()
    return found


def _sealed() -> Iterator[tuple[Seal, Entry | None]]:
    """Every link in order, with its entry where that is still there."""
    seals = Seal.objects.order_by("position").iterator(BATCH)
    while batch := list(islice(seals, BATCH)):
        entries = Entry.objects.in_bulk([seal.entry for seal in batch])
        for seal in batch:
            yield seal, entries.get(seal.entry)


def _behind(last: Seal | None) -> QuerySet[Entry]:
    """Entries that stand before the chain's end and are in no link."""
    if last is None:
        return Entry.objects.none()
    sealed = Exists(Seal.objects.filter(entry=OuterRef("pk")))
    return between(
        Entry.objects.all(), Place(), Place(last.generation, last.tx, last.entry), number="id"
    ).filter(~sealed)


def _faults(last: Seal | None, seal: Seal, entry: Entry | None) -> Iterator[Problem]:
    expected = (1, chain.BEGINNING) if last is None else (last.position + 1, bytes(last.hash))
    if (seal.position, bytes(seal.previous)) != expected:
        yield _broken(seal)
    if entry is None:
        yield _missing(seal)
    elif chain.link(bytes(seal.previous), entry) != bytes(seal.hash):
        yield _altered(seal, entry)


def _broken(seal: Seal) -> Problem:
    why = Text(
        f"Mắt xích thứ {seal.position} không nối vào mắt xích trước: có mắt xích đã bị sửa, bị xóa hoặc bị chèn. "
        "Giữ nguyên kho này và đối chiếu với bản sao lưu gần nhất.",
        f"Link {seal.position} does not continue the one before it: a link was changed, removed or inserted. "
        "Keep this store as it is and compare it with the latest backup.",
    )
    return Problem(f"seal {seal.position}", why, "chain-broken")


def _missing(seal: Seal) -> Problem:
    why = Text(
        f"Bản ghi nhật ký {seal.entry} đã được niêm phong (mắt xích {seal.position}) nhưng không còn trong kho. "
        "Hãy tìm lại trong bản sao lưu.",
        f"Audit entry {seal.entry} was sealed (link {seal.position}) and is no longer in the store. "
        "Look for it in a backup.",
    )
    return Problem(f"entry {seal.entry}", why, "entry-missing")


def _altered(seal: Seal, entry: Entry) -> Problem:
    why = Text(
        f"Bản ghi nhật ký {entry.pk} ({entry.verb}, {entry.subject}) khác với lúc niêm phong (mắt xích "
        f"{seal.position}). Hãy đối chiếu với bản sao lưu.",
        f"Audit entry {entry.pk} ({entry.verb}, {entry.subject}) is not what was sealed (link {seal.position}). "
        "Compare it with a backup.",
    )
    return Problem(f"entry {entry.pk}", why, "entry-altered")


def _slipped_in(entry: Entry) -> Problem:
    why = Text(
        f"Bản ghi nhật ký {entry.pk} ({entry.verb}, {entry.subject}) đứng trước mắt xích cuối mà không được niêm "
        "phong: nó đã được chèn vào sau.",
        f"Audit entry {entry.pk} ({entry.verb}, {entry.subject}) stands before the last link and is not sealed: "
        "it was slipped in afterwards.",
    )
    return Problem(f"entry {entry.pk}", why, "entry-slipped-in")


def attachments_kept() -> int:
    """How many attached files are there to be handed out."""
    return Attachment.objects.filter(withdrawn_at=None).count()


def attachment_faults() -> Iterator[Problem]:
    """Attached files whose bytes are missing, or are not those that were handed in."""
    for one in Attachment.objects.filter(withdrawn_at=None).order_by("kept_at", "id").iterator(BATCH):
        place = files.place(one.sha256)
        if not place.is_file():
            yield _no_bytes(one)
            continue
        with place.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != one.sha256:
                yield _other_bytes(one)


def _no_bytes(attachment: Attachment) -> Problem:
    why = Text(
        f"Tệp đính kèm “{attachment.name}” không còn trong thư mục dữ liệu. Hãy lấy lại từ bản sao lưu.",
        f"The attached file “{attachment.name}” is not in the data folder. Bring it back from a backup.",
    )
    return Problem(f"attachment {attachment.pk}", why, "file-missing")


def _other_bytes(attachment: Attachment) -> Problem:
    why = Text(
        f"Tệp đính kèm “{attachment.name}” khác với lúc nhận (mã băm không khớp). Hãy lấy lại từ bản sao lưu.",
        f"The attached file “{attachment.name}” is not what was handed in (its hash differs). Bring it back from a "
        "backup.",
    )
    return Problem(f"attachment {attachment.pk}", why, "file-altered")
