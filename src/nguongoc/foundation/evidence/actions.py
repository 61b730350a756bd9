"""Write down what was done, in the transaction of the deed; chain what was written, behind the writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.calendar import fixed
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.evidence import chain, files
from nguongoc.foundation.evidence.dated import BEGINNING, CALENDAR, KNOWN, setting
from nguongoc.foundation.evidence.media import Kind, kind_of, named
from nguongoc.foundation.evidence.models import Attachment, Entry, Seal, Setting, SpecialDay
from nguongoc.foundation.shared.log import Place, between, horizon

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

BATCH = 2_000
ONE_SEALER = 0x5EA1  # advisory lock: links are made one after the other


def record(
    verb: str, subject: models.Model | str, *, actor: User | None, at: datetime, **details: Any
) -> Entry:
    """One audit entry. `verb` is `app.deed` (`token.made`); `subject` the record it was done to."""
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    entry = Entry(verb=verb, subject=name, actor=actor, at=at, details=details)
    waiting = _waiting.get()
    if waiting is None:
        entry.save(force_insert=True)
    else:
        waiting.append(entry)
    return entry


_waiting: ContextVar[list[Entry] | None] = ContextVar("waiting", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Within a transaction: what is recorded in here is written in one go at its end, in its order. Where something is
    raised, nothing of it is: the deeds are taken back, too."""
    gathered: list[Entry] = []
    token = _waiting.set(gathered)
    try:
        yield
    finally:
        _waiting.reset(token)
    Entry.objects.bulk_create(gathered)


def seal_all(at: datetime) -> None:
    """Chain every settled entry that no seal holds yet."""
    while seal(at=at):
        pass


def seal(*, at: datetime, limit: int = BATCH) -> int:
    """Chain the next settled entries, at most `limit`; answers how many. 0 also where another sealer is at it."""
    with transaction.atomic():
        if not _alone():
            return 0
        head = Seal.objects.order_by("-position").first()
        place = Place() if head is None else Place(head.generation, head.tx, head.entry)
        entries = between(Entry.objects.all(), place, horizon(), number="id")[:limit]
        seals = list(_links(head, entries, at))
        Seal.objects.bulk_create(seals)
    return len(seals)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        return bool(cursor.fetchone()[0])


def _links(head: Seal | None, entries: Iterable[Entry], at: datetime) -> Iterator[Seal]:
    last, previous = (0, chain.BEGINNING) if head is None else (head.position, bytes(head.hash))
    for position, entry in enumerate(entries, last + 1):
        made = chain.link(previous, entry)
        yield Seal(
            position=position,
            entry=entry.pk,
            generation=entry.generation,
            tx=entry.tx,
            previous=previous,
            hash=made,
            sealed_at=at,
        )
        previous = made


MB = 1_000_000
ERASED_AFTER = timedelta(days=1)
"""Between withdrawing a file and removing its bytes: a backup that began before finds them all the same."""


@transaction.atomic
def keep(source: IO[bytes], *, name: str, actor: User | None, at: datetime) -> Attachment:
    """Keep a file that somebody hands in, as it came, and answer its row; `attachment.remark` says what the person
    must know of it. Raises Refused for one that is empty, too large, or of no kind taken here.

    `source` is what a form's file field cleans to (Django's `UploadedFile`), or any seekable binary file.
    """
    given, kind = check(source, name=name, at=at)
    sha256, size = files.put(source)
    kept = Attachment.objects.create(
        name=named(given, kind),
        given_name=given,
        media_type=kind.media_type,
        size=size,
        sha256=sha256,
        kept_by=actor,
        kept_at=at,
    )
    record("attachment.kept", kept, actor=actor, at=at, name=kept.name, sha256=sha256, size=size)
    return kept


def check(source: IO[bytes], *, name: str, at: datetime) -> tuple[str, Kind]:
    """What a file would be called and of what kind it is. Raises Refused as `keep` does, and keeps nothing."""
    given = nfc(name.replace("\\", "/").rpartition("/")[2].strip())[-180:] or "tep"
    _refuse_too_large(source, given, at)
    return given, kind_of(source, given)


def _refuse_too_large(source: IO[bytes], name: str, at: datetime) -> None:
    largest = setting("attachment.largest", on=timezone.localdate(at))
    size = source.seek(0, 2)
    size = source.tell() if size is None else size  # Django's uploaded files answer nothing
    if size > largest * MB:
        why = Text(
            f"Tệp “{name}” nặng hơn mức cho phép {largest} MB. Hãy quét lại ở 200 dpi, hoặc chia thành nhiều tệp.",
            f"The file “{name}” is larger than the {largest} MB allowed. Scan it again at 200 dpi, or split it.",
        )
        raise Refused(Problem("file", why, "too-large"))


@transaction.atomic
def withdraw(attachment: Attachment, *, why: str, actor: User | None, at: datetime) -> None:
    """Hand this file out to nobody any more; the sweeper removes its bytes after a day. Twice changes nothing."""
    if Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None).update(withdrawn_at=at):
        attachment.withdrawn_at = at
        record("attachment.withdrawn", attachment, actor=actor, at=at, name=attachment.name, why=why)


def erase_withdrawn(at: datetime) -> None:
    """Remove the bytes of files withdrawn a day ago, unless another row needs the same ones."""
    for one in Attachment.objects.filter(erased_at=None, withdrawn_at__lte=at - ERASED_AFTER):
        with transaction.atomic():
            if not Attachment.objects.filter(sha256=one.sha256, withdrawn_at=None).exists():
                files.place(one.sha256).unlink(missing_ok=True)
            Attachment.objects.filter(pk=one.pk).update(erased_at=at)
            record("attachment.erased", one, actor=None, at=at, sha256=one.sha256)


def load_settings(*, at: datetime) -> None:
    """The figures that a new installation begins with. Those an administrator has set are left as they are."""
    begun = [
        Setting(code=code, valid_from=BEGINNING, value=known.value, source=known.source, set_at=at)
        for code, known in KNOWN.items()
    ]
    Setting.objects.bulk_create(begun, ignore_conflicts=True)


@transaction.atomic
def set_figure(
    code: str, value: int, *, since: date, source: str, actor: User | None, at: datetime
) -> Setting:
    """Set a figure from a day on. Raises Refused outside its bounds, and for a day that has passed: what was
    decided under the old figure stays decided."""
    known = KNOWN[code]
    problems = []
    if not known.lowest <= value <= known.highest:
        why = Text(
            f"Phải từ {known.lowest} đến {known.highest} {known.unit.vi}.",
            f"Between {known.lowest} and {known.highest} {known.unit.en}.",
        )
        problems.append(Problem("value", why, "out-of-bounds"))
    if since < timezone.localdate(at):
        why = Text("Ngày áp dụng phải từ hôm nay trở đi.", "It can be set from today on, not for days past.")
        problems.append(Problem("since", why, "in-the-past"))
    if problems:
        raise Refused(problems)
    made, _ = Setting.objects.update_or_create(
        code=code,
        valid_from=since,
        defaults={"value": value, "source": nfc(source), "set_by": actor, "set_at": at},
    )
    record(
        "setting.set",
        f"setting:{code}",
        actor=actor,
        at=at,
        value=value,
        since=since.isoformat(),
        source=source,
    )
    return made


HOLIDAYS_OF = range(2021, 2028)
"""The years whose holidays a new installation knows, as far as the law alone fixes them."""


def load_holidays(*, at: datetime) -> None:
    """The holidays that follow from the law. What an administrator has told of a day stays."""
    rows = [
        SpecialDay(day=one.day, name_vi=one.name.vi, name_en=one.name.en, source=one.source, set_at=at)
        for year in HOLIDAYS_OF
        for one in fixed(year)
    ]
    SpecialDay.objects.bulk_create(rows, ignore_conflicts=True)
    CALENDAR.forget()


@transaction.atomic
def tell_day(
    day: date, *, is_worked: bool, name: str, source: str, actor: User | None, at: datetime
) -> SpecialDay:
    """This day is off, or is worked in exchange, by this law or decision. Deadlines that were promised before stay.
    Raises Refused for what a day is anyhow."""
    if is_worked is (day.weekday() < 5) and not SpecialDay.objects.filter(day=day).exists():
        why = Text(
            "Ngày này vốn đã như vậy: thứ Hai đến thứ Sáu làm việc, thứ Bảy và Chủ nhật nghỉ.",
            "This day is so anyhow: Monday to Friday are worked, Saturday and Sunday are off.",
        )
        raise Refused(Problem("day", why, "as-it-is"))
    told = {"is_worked": is_worked, "name_vi": nfc(name), "name_en": "", "source": nfc(source)}
    made, _ = SpecialDay.objects.update_or_create(day=day, defaults={**told, "set_by": actor, "set_at": at})
    CALENDAR.forget()
    record("day.told", f"day:{day.isoformat()}", actor=actor, at=at, **told)
    return made


@transaction.atomic
def forget_day(day: date, *, why: str, actor: User | None, at: datetime) -> None:
    """This day is as its weekday is, after all."""
    if SpecialDay.objects.filter(day=day).delete()[0]:
        CALENDAR.forget()
        record("day.forgotten", f"day:{day.isoformat()}", actor=actor, at=at, why=nfc(why))
