"""Counting scans and guesses, and writing down what in them should be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.trace.resolver.models import Destination, Guess, Report, Scan, Sign
from nguongoc.trace.resolver.provinces import HERE
from nguongoc.trace.resolver.signs import A_SHELF, PRINTED_AT_ONCE, impossible_ways

AGAIN = timedelta(minutes=10)
"""One phone that looks at the same thing again within these is one scan."""
LATELY = timedelta(days=1)
"""How far back the signs are looked for; a stamp's phones are counted over all that is kept."""
GUESSES_KEPT = timedelta(days=7)
NOT_TO_BE_SOLD = ("not_active", "blocked", "void", "recalled", "destroyed", "disposed", "stolen")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at: a registered product, its lot and serial ("" where the code has none), what its page said."""

    product: int
    lot_number: str
    serial: str
    condition: str


def count(seen: Seen, *, device: bytes, at: datetime, place: str = "") -> bool:
    """Count this scan, unless the same phone looked at the same thing within ten minutes. Losing the last moments of
    counts in a crash is no harm, so nobody waits for the disk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(
            """
            INSERT INTO resolver_scan (at, product_id, lot_number, serial, device, place, condition)
            SELECT %(at)s, %(product)s, %(lot)s, %(serial)s, %(device)s, %(place)s, %(condition)s
            WHERE NOT EXISTS (
                SELECT FROM resolver_scan WHERE product_id = %(product)s AND at > %(since)s
                AND lot_number = %(lot)s AND serial = %(serial)s AND device = %(device)s
            )
            """,
            {
                "at": at,
                "since": at - AGAIN,
                "product": seen.product,
                "lot": seen.lot_number,
                "serial": seen.serial,
                "condition": seen.condition,
                "device": device,
                "place": place,
            },
        )
        return bool(cursor.rowcount)


def place_last(*, device: bytes, place: str, at: datetime) -> int:
    """A buyer says where they are: the place of what their phone scanned in the last hour. Answers how many."""
    found = Scan.objects.filter(device=device, at__gt=at - timedelta(hours=1), place="")
    return found.update(place=place)


def guess(gtin: str, *, network: bytes, at: datetime) -> int:
    """Somebody asked for a serial that nobody issued; answers how often this network did within ten minutes."""
    Guess.objects.create(at=at, network=network, gtin=gtin)
    return Guess.objects.filter(network=network, at__gt=at - AGAIN).count()


def watch(at: datetime) -> None:
    """Look for signs in the latest scans, and let go what was kept long enough: once a minute, by the worker."""
    today = timezone.localdate(at)
    for rule, group, first, last, number in _found(at, today):
        _note(rule, group, first, last, number)
    _forget(at, today)


_Group = tuple[int | None, str, str]
_Finding = tuple[str, _Group, datetime, datetime, int]


def _found(at: datetime, today: date) -> Iterator[_Finding]:
    lately = Scan.objects.filter(at__gt=at - LATELY)
    yield from _many_devices(lately.exclude(serial="").values_list("serial", flat=True).distinct(), today)
    yield from _too_fast(at)
    untimely = lately.filter(condition__in=NOT_TO_BE_SOLD).order_by()
    for row in untimely.values("product", "lot_number", "serial").annotate(
        n=Count("pk"), a=Min("at"), z=Max("at")
    ):
        yield "sai-luc", (row["product"], row["lot_number"], row["serial"]), row["a"], row["z"], row["n"]
    yield from _elsewhere(lately, today)
    yield from _past_their_date(lately)
    yield from _many_serials(at)
    yield from _guesses(at, today)


def _many_devices(serials: Iterable[str], today: date) -> Iterator[_Finding]:
    most = setting("scan.devices", on=today)
    rows = Scan.objects.filter(serial__in=serials).order_by().values("product", "lot_number", "serial")
    for row in rows.annotate(n=Count("device", distinct=True), a=Min("at"), z=Max("at")).filter(n__gt=most):
        yield "nhieu-may", (row["product"], row["lot_number"], row["serial"]), row["a"], row["z"], row["n"]


def _too_fast(at: datetime) -> Iterator[_Finding]:
    placed = Scan.objects.filter(at__gt=at - 2 * LATELY).exclude(serial="").exclude(place="")
    rows = placed.order_by("product", "serial", "at").values_list(
        "product", "serial", "lot_number", "at", "place"
    )
    for (product, serial), group in groupby(rows, key=lambda row: row[:2]):
        seen = list(group)
        number = impossible_ways([(row[3], row[4]) for row in seen])
        if number:
            yield "qua-nhanh", (product, seen[0][2], serial), seen[0][3], seen[-1][3], number


def _elsewhere(lately: QuerySet[Scan], today: date) -> Iterator[_Finding]:
    """Phones in provinces into which a lot was not delivered, where its maker tells of that. Whoever made it lives
    here, so this province is never elsewhere."""
    told = Destination.objects.filter(lot__product=OuterRef("product"), lot__number=OuterRef("lot_number"))
    placed = Scan.objects.exclude(lot_number="").exclude(place="").filter(Exists(told)).order_by()
    fresh = placed.filter(pk__in=lately.values("pk"))
    province = Case(When(length=5, then=Value(HERE)), default=F("place"))
    away = (
        placed.filter(product__in=fresh.values("product"), lot_number__in=fresh.values("lot_number"))
        .annotate(length=Length("place"))
        .annotate(province=province)
        .exclude(province=HERE)
        .exclude(Exists(told.filter(province=OuterRef("province"))))
    )
    rows = away.values("product", "lot_number").annotate(
        n=Count("device", distinct=True), a=Min("at"), z=Max("at")
    )
    for row in rows.filter(n__gte=setting("scan.elsewhere", on=today)):
        yield "noi-la", (row["product"], row["lot_number"], ""), row["a"], row["z"], row["n"]


def _past_their_date(lately: QuerySet[Scan]) -> Iterator[_Finding]:
    """One phone may be somebody's larder; several are a shelf."""
    rows = (
        lately.filter(condition="expired").exclude(lot_number="").order_by().values("product", "lot_number")
    )
    for row in rows.annotate(n=Count("device", distinct=True), a=Min("at"), z=Max("at")).filter(
        n__gte=A_SHELF
    ):
        yield "het-han", (row["product"], row["lot_number"], ""), row["a"], row["z"], row["n"]


def _many_serials(at: datetime) -> Iterator[_Finding]:
    rows = Scan.objects.filter(at__gt=at - AGAIN).exclude(serial="").exclude(lot_number="").order_by()
    grouped = rows.values("product", "lot_number", "device")
    for row in grouped.annotate(n=Count("serial", distinct=True), a=Min("at"), z=Max("at")).filter(
        n__gte=PRINTED_AT_ONCE
    ):
        yield "nhieu-so", (row["product"], row["lot_number"], ""), row["a"], row["z"], row["n"]


def _guesses(at: datetime, today: date) -> Iterator[_Finding]:
    rows = Guess.objects.filter(at__gt=at - AGAIN).order_by().values("network")
    most = setting("scan.guesses", on=today)
    for row in rows.annotate(n=Count("pk"), a=Min("at"), z=Max("at")).filter(n__gt=most):
        yield "do-so", (None, "", ""), row["a"], row["z"], row["n"]


def _note(rule: str, group: _Group, first: datetime, last: datetime, number: int) -> None:
    """Open a sign, or bring the open one up to date. What was answered is not asked again for what was there then."""
    product, lot, serial = group
    same = Sign.objects.filter(rule=rule, product=product, lot_number=lot, serial=serial)
    if same.filter(state=Sign.State.OPEN).update(last_at=last, count=number):
        return
    if same.filter(answered_at__gte=last).exists():
        return
    Sign.objects.bulk_create(
        [
            Sign(
                rule=rule,
                product_id=product,
                lot_number=lot,
                serial=serial,
                first_at=first,
                last_at=last,
                count=number,
            )
        ],
        ignore_conflicts=True,
    )


def _forget(at: datetime, today: date) -> None:
    Scan.objects.filter(at__lt=at - timedelta(days=setting("scan.days", on=today))).delete()
    Guess.objects.filter(at__lt=at - GUESSES_KEPT).delete()
    kept = timedelta(days=setting("report.days", on=today))
    done = Report.objects.filter(state=Report.State.CLOSED, handled_at__lt=at - kept)
    done.exclude(contact="").update(contact="")


@transaction.atomic
def answer_sign(sign: Sign, words: str, *, close: bool, actor: User | None, at: datetime) -> Sign:
    """Whoever makes the goods says why; an inspector may close it. Raises Refused without words."""
    sign = Sign.objects.select_for_update().get(pk=sign.pk)
    if not words.strip():
        raise Refused(
            Problem("answer", Text("Ghi vài lời giải thích.", "Say in a few words why."), "words-needed")
        )
    sign.state = Sign.State.CLOSED if close else Sign.State.ANSWERED
    sign.answer, sign.answered_by, sign.answered_at = words.strip(), actor, at
    sign.save()
    record("scan.sign-answered", sign, actor=actor, at=at, rule=sign.rule, state=sign.state)
    return sign
