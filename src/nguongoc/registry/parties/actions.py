"""What may be done to parties, their places and their people. Each deed is audited in its own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.ground import Feature, Ground, Province, area_km2, from_geojson
from nguongoc.domain.vietnam.places import (
    DISTRICTS,
    KNOWN_SINCE,
    PROVINCE_CODE,
    PROVINCE_NAME,
    SINCE,
    FormerUnit,
    communes,
    former_communes,
    spellings,
)
from nguongoc.domain.vietnam.succession import check_shares
from nguongoc.domain.vietnam.tax_code import parse as parse_tax_code
from nguongoc.domain.vietnam.text import fold, matched, nfc
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.parties.editing import Opened, Plain, change
from nguongoc.registry.parties.models import (
    AdministrativeUnit,
    Membership,
    Party,
    PartyAddress,
    PartyName,
    PartySuccession,
    ProvinceOutline,
    Site,
    UnitSpelling,
    UnitSuccession,
)
from nguongoc.registry.parties.queries import alike, province_on


def load_units() -> None:
    """The province, its communes since 01/07/2025, the districts and communes they were made of, and how these went
    into them. What an officer has edited stays."""
    province, _ = AdministrativeUnit.objects.get_or_create(
        code=PROVINCE_CODE,
        valid_from=date(2004, 1, 1),
        defaults={"level": "province", "name": PROVINCE_NAME, "folded": fold(PROVINCE_NAME)},
    )
    _load([_unit(one.code, one.name, one.valid_from, "commune", province) for one in communes()])
    last_day = SINCE - timedelta(days=1)
    _load(
        [_unit(code, name, KNOWN_SINCE, "district", province, last_day) for code, name in DISTRICTS.items()]
    )
    districts = {
        one.code: one for one in AdministrativeUnit.objects.filter(level="district", code__in=DISTRICTS)
    }
    former = former_communes()
    _load(
        [
            _unit(one.code, one.name, one.valid_from, "commune", districts[one.district], last_day)
            for one in former
        ]
    )
    _load_successions(former)
    _load_spellings()


def _unit(
    code: str, name: str, since: date, level: str, parent: AdministrativeUnit, until: date | None = None
) -> AdministrativeUnit:
    return AdministrativeUnit(
        code=code, name=name, valid_from=since, valid_to=until, level=level, parent=parent, folded=fold(name)
    )


def _load(units: list[AdministrativeUnit]) -> None:
    """Those whose code is not known yet in that period."""
    known = defaultdict(list)
    for code, since, until in AdministrativeUnit.objects.values_list("code", "valid_from", "valid_to"):
        known[code].append((since, until or date.max))
    AdministrativeUnit.objects.bulk_create(
        one
        for one in units
        if not any(
            since <= (one.valid_to or date.max) and one.valid_from <= until
            for since, until in known[one.code]
        )
    )


def _load_successions(former: list[FormerUnit]) -> None:
    if UnitSuccession.objects.filter(on=SINCE).exists():
        return
    after = {one.code: one for one in AdministrativeUnit.objects.filter(valid_from=SINCE)}
    before = {one.code: one for one in AdministrativeUnit.objects.filter(valid_to=SINCE - timedelta(days=1))}
    UnitSuccession.objects.bulk_create(
        UnitSuccession(before=before[one.code], after=after[one.into], on=SINCE)
        for one in former
        if one.code in before and one.into in after
    )


def _load_spellings() -> None:
    units = {(one.code, one.valid_to): one for one in AdministrativeUnit.objects.filter(level="commune")}
    UnitSpelling.objects.bulk_create(
        (
            UnitSpelling(unit=units[code, until], spelling=spelling)
            for code, until, spelling in spellings()
            if (code, until) in units
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def add_unit(
    code: str,
    name: str,
    *,
    level: str,
    since: date,
    parent: AdministrativeUnit | None,
    actor: User | None,
    at: datetime,
    until: date | None = None,
) -> AdministrativeUnit:
    """A unit under its code for a period. Raises Refused where that code names another unit in that period."""
    overlapping = AdministrativeUnit.objects.filter(code=code, valid_from__lte=until or date.max).exclude(
        valid_to__lt=since
    )
    if (other := overlapping.first()) is not None:
        until_words = f"{other.valid_to:%d/%m/%Y}" if other.valid_to else "nay"
        why = Text(
            f"Mã {code} đã là của {other.name} từ {other.valid_from:%d/%m/%Y} đến {until_words}. Hãy sửa lại ngày.",
            f"The code {code} is {other.name}'s in that period. Mend the days.",
        )
        raise Refused(Problem("valid_from", why, "overlapping-validity"))
    unit = AdministrativeUnit.objects.create(
        code=code,
        name=nfc(name),
        folded=fold(name),
        level=level,
        valid_from=since,
        valid_to=until,
        parent=parent,
    )
    record("unit.added", unit, actor=actor, at=at, code=code, name=unit.name, since=since.isoformat())
    return unit


@transaction.atomic
def pass_unit(
    before: AdministrativeUnit,
    shares: Mapping[AdministrativeUnit, Decimal],
    *,
    on: date,
    actor: User | None,
    at: datetime,
) -> None:
    """From that day these units follow `before`, each with its share; together they are the whole of it. The former
    one ends the day before."""
    check_shares(shares.values())
    UnitSuccession.objects.bulk_create(
        UnitSuccession(before=before, after=after, on=on, share=share) for after, share in shares.items()
    )
    AdministrativeUnit.objects.filter(pk=before.pk, valid_to=None).update(valid_to=on - timedelta(days=1))
    told = {after.code: f"{share:f}" for after, share in shares.items()}
    record("unit.passed", before, actor=actor, at=at, on=on.isoformat(), shares=told)


def unit_on(code: str, on: date) -> AdministrativeUnit:
    """The unit that bore this code on that day. Raises Refused where there was none."""
    found = (
        AdministrativeUnit.objects.filter(code=code, valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .order_by("-valid_from")
        .first()
    )
    if found is None:
        raise Refused(
            Problem(
                "unit",
                Text(
                    f"Không có đơn vị hành chính mã {code} vào ngày {on:%d/%m/%Y}. Kiểm tra mã và ngày.",
                    f"No administrative unit had the code {code} on {on:%d/%m/%Y}. Check the code and the day.",
                ),
                "no-such-unit",
            )
        )
    return found


@transaction.atomic
def add_party(
    name: str,
    *,
    kind: str,
    unit: AdministrativeUnit,
    since: date,
    actor: User | None,
    at: datetime,
    tax_code: str | None = None,
    gln: str | None = None,
    short_name: str = "",
    street: str = "",
    is_demonstration: bool = False,
    even_if_alike: bool = True,
    **contact: str,
) -> Party:
    """A party with its first name and address. Raises Refused on a bad tax code or GLN, on one that another party
    bears, and, unless `even_if_alike`, where a party of the same folded name is there already. `contact` are phone,
    email, website and representative."""
    numbers = _numbers(tax_code, gln)
    if not even_if_alike and (others := alike(name)):
        raise Refused(_alike(others))
    party = Party.objects.create(
        kind=kind,
        internal_code=_next_code(unit, kind),
        is_demonstration=is_demonstration,
        created_at=at,
        **numbers,
        **contact,
    )
    _name(party, name, short_name=short_name, since=since, actor=actor, at=at)
    PartyAddress.objects.create(party=party, valid_from=since, unit=unit, street=nfc(street))
    record("party.added", party, actor=actor, at=at, name=nfc(name), kind=kind, unit=unit.code)
    return party


def _numbers(tax_code: str | None, gln: str | None, *, own: int | None = None) -> dict[str, str | None]:
    """Both numbers in their one spelling. Raises Refused with each that is wrong or another party's."""
    problems: list[Problem] = []
    read: dict[str, str | None] = {"tax_code": None, "gln": None}
    for field, given, parse in (("tax_code", tax_code, parse_tax_code), ("gln", gln, keys.gln)):
        if not given:
            continue
        try:
            read[field] = str(parse(given.strip()))
        except Refused as refused:
            problems += [problem.under(field) for problem in refused.problems]
            continue
        other = Party.objects.filter(**{field: read[field]}).exclude(pk=own or 0).first()
        if other is not None:
            problems.append(_taken(field, str(read[field]), other))
    if problems:
        raise Refused(problems)
    return read


def _taken(field: str, number: str, other: Party) -> Problem:
    name = {"tax_code": Text("Mã số thuế", "The tax code"), "gln": Text("GLN", "The GLN")}[field]
    code = other.internal_code
    why = Text(
        f"{name.vi} {number} đã là của đơn vị {code}. Hãy mở đơn vị ấy, hoặc gộp hai hồ sơ làm một.",
        f"{name.en} {number} is already borne by {code}. Open that party, or merge the two records.",
    )
    return Problem(field, why, f"{field.replace('_', '-')}-taken")


def _alike(others: list[tuple[str, str]]) -> Problem:
    said = "; ".join(f"{name} ({code})" for name, code in others)
    why = Text(
        f"Đã có đơn vị tên giống vậy: {said}. Nếu là đơn vị khác, đánh dấu “Vẫn thêm” rồi lưu lại.",
        f"There are parties with such a name: {said}. If this is another one, tick “Add all the same”.",
    )
    return Problem("name", why, "party-alike")


@transaction.atomic
def change_party(
    party: Party, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Plain]]:
    """Change what is not dated: kind, numbers, contact. Raises Refused like `add_party`, and Overtaken."""
    if {"tax_code", "gln"} & values.keys():
        values |= _numbers(values.get("tax_code", party.tax_code), values.get("gln", party.gln), own=party.pk)
    return change(party, values, verb="party.changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def move_party(
    party: Party, unit: AdministrativeUnit, *, street: str = "", since: date, actor: User | None, at: datetime
) -> PartyAddress:
    """A new address from that day on. Raises Refused where the unit is not there on that day."""
    _refuse_unit_outside(unit, since)
    _refuse_second(party.addresses.filter(valid_from=since).exists(), since)
    moved = PartyAddress.objects.create(party=party, valid_from=since, unit=unit, street=nfc(street))
    record(
        "party.moved", party, actor=actor, at=at, unit=unit.name, street=moved.street, since=since.isoformat()
    )
    return moved


def _refuse_unit_outside(unit: AdministrativeUnit, on: date) -> None:
    if on < unit.valid_from or (unit.valid_to is not None and on > unit.valid_to):
        why = Text(
            f"{unit.name} (mã {unit.code}) không tồn tại vào ngày {on:%d/%m/%Y}. Chọn đơn vị hành chính của ngày ấy.",
            f"{unit.name} (code {unit.code}) was not there on {on:%d/%m/%Y}. Choose a unit of that day.",
        )
        raise Refused(Problem("unit", why, "unit-not-there"))


def _refuse_second(exists: bool, since: date) -> None:
    if exists:
        why = Text(
            f"Đã có một dòng bắt đầu từ {since:%d/%m/%Y}. Chọn ngày khác.",
            f"One already begins on {since:%d/%m/%Y}. Choose another day.",
        )
        raise Refused(Problem("since", why, "same-day"))


@transaction.atomic
def pass_party(
    before: Party,
    shares: Mapping[Party, Decimal],
    *,
    on: date,
    actor: User | None,
    at: datetime,
    basis: str = "",
) -> None:
    """From that day these parties follow `before` (a merger or a division), each with its share of the whole."""
    check_shares(shares.values())
    _refuse_second(before.successions.filter(on=on).exists(), on)
    if before in shares:
        why = Text("Đơn vị không kế thừa chính nó.", "A party does not follow itself.")
        raise Refused(Problem("after", why, "follows-itself"))
    PartySuccession.objects.bulk_create(
        PartySuccession(before=before, after=after, on=on, share=share, basis=nfc(basis))
        for after, share in shares.items()
    )
    told = {after.internal_code: f"{share:f}" for after, share in shares.items()}
    record("party.passed", before, actor=actor, at=at, on=on.isoformat(), shares=told, basis=nfc(basis))


OWN_APPS = ("parties", "people", "products", "identifiers", "certificates")
DATED = ("partyname", "partyaddress", "partysuccession")


@transaction.atomic
def merge_parties(duplicate: Party, *, into: Party, actor: User | None, at: datetime) -> None:
    """Keep one record of a party that was entered twice: places, people, goods, numbers and papers of `duplicate` are
    `into`'s from now on. The duplicate stays as a row without use: its code, its names and what was told under it
    lead to the other. Raises Refused for one that is merged already, and for two that both have a tax code."""
    _refuse_merge(duplicate, into)
    moved = {}
    for relation in Party._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if model._meta.app_label in OWN_APPS and model._meta.model_name not in DATED:
            rows = model._default_manager.filter(**{field: duplicate})
            if model is Membership:
                rows = rows.exclude(user__in=into.memberships.values("user"))
            moved[f"{model._meta.model_name}.{field}"] = rows.update(**{field: into})
    taken: dict[str, Any] = {"merged_into": into}
    numbers = {name: getattr(duplicate, name) for name in ("tax_code", "gln") if not getattr(into, name)}
    change(duplicate, taken | dict.fromkeys(numbers), verb="party.merged", actor=actor, at=at)
    change(into, numbers, verb="party.changed", actor=actor, at=at)
    counts = {name: count for name, count in moved.items() if count}
    record("party.took_in", into, actor=actor, at=at, duplicate=duplicate.internal_code, moved=counts)


def _refuse_merge(duplicate: Party, into: Party) -> None:
    why = None
    if duplicate == into:
        why = Text("Hai hồ sơ này là một.", "These are one record.")
    elif duplicate.merged_into_id or into.merged_into_id:
        why = Text("Một trong hai hồ sơ đã được gộp trước đó.", "One of the two was merged before.")
    elif duplicate.tax_code and into.tax_code:
        why = Text(
            f"Hai đơn vị có mã số thuế khác nhau ({duplicate.tax_code}, {into.tax_code}) nên không phải một. Nếu một "
            "mã ghi nhầm, hãy xóa mã ấy trong hồ sơ trước.",
            "The two have different tax codes, so they are not one. If one code is wrong, clear it first.",
        )
    if why is not None:
        raise Refused(Problem("into", why, "cannot-merge"))


@transaction.atomic
def rename_party(
    party: Party, name: str, *, since: date, actor: User | None, at: datetime, short_name: str = ""
) -> PartyName:
    """A new name from that day on. The old one stays for the days before."""
    _refuse_second(party.names.filter(valid_from=since).exists(), since)
    return _name(party, name, since=since, actor=actor, at=at, short_name=short_name)


def _name(
    party: Party, name: str, *, since: date, actor: User | None, at: datetime, short_name: str
) -> PartyName:
    named = PartyName.objects.create(
        party=party, valid_from=since, name=nfc(name), short_name=nfc(short_name), folded=fold(name)
    )
    record("party.renamed", party, actor=actor, at=at, name=named.name, since=since.isoformat())
    return named


@transaction.atomic
def add_site(
    party: Party,
    name: str,
    *,
    kind: str,
    unit: AdministrativeUnit,
    actor: User | None,
    at: datetime,
    gln: str | None = None,
    ground: Ground | None = None,
    **details: str,
) -> Site:
    """A place of a party, under our own code and, where GS1 gave one, its GLN. `details` are street, growing_code and
    crop. Raises Refused on a bad GLN, or one that another place bears."""
    site = Site.objects.create(
        party=party,
        kind=kind,
        name=nfc(name),
        unit=unit,
        code=_next_code(unit, "site"),
        gln=_site_gln(gln),
        shape=ground.geometry if ground else None,
        area_m2=ground.area_m2 if ground else None,
        **details,
    )
    record("site.added", site, actor=actor, at=at, name=site.name, code=site.code)
    return site


def _site_gln(gln: str | None, own: int = 0) -> str | None:
    if not gln:
        return None
    try:
        number = keys.gln(gln.strip())
    except Refused as refused:
        raise Refused(problem.under("gln") for problem in refused.problems) from None
    other = Site.objects.filter(gln=number).exclude(pk=own).first()
    if other is not None:
        why = Text(
            f"GLN {number} đã là của địa điểm {other.code}. Mỗi địa điểm một GLN.",
            f"The GLN {number} is the place {other.code}'s. A place has a GLN of its own.",
        )
        raise Refused(Problem("gln", why, "gln-taken"))
    return number


@transaction.atomic
def change_site(
    site: Site, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Plain]]:
    """Change a place. Our code stays when it is given a GLN: what was printed under it still means this place. A GLN
    that it has is not taken from it. Raises Refused, Overtaken."""
    values.pop("code", None)
    if "gln" in values:
        values["gln"] = _site_gln(values["gln"], own=site.pk)
        if site.gln and values["gln"] != site.gln:
            why = Text(
                f"Địa điểm này đã có GLN {site.gln}, có thể đã in trên nhãn. GLN đã cấp thì không đổi.",
                f"This place has the GLN {site.gln}, which may be printed. A GLN once given stays.",
            )
            raise Refused(Problem("gln", why, "gln-stays"))
    return change(site, values, verb="site.changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def draw_site(
    site: Site, ground: Ground | None, *, actor: User | None, at: datetime, opened: Opened | None = None
) -> dict[str, list[Plain]]:
    """Where a place lies on the ground, or (None) that nobody knows. Raises Overtaken."""
    values = {"shape": ground.geometry if ground else None, "area_m2": ground.area_m2 if ground else None}
    return change(site, values, verb="site.drawn", actor=actor, at=at, opened=opened)


@transaction.atomic
def set_outline(
    within: Province, *, since: date, source: str, actor: User | None, at: datetime
) -> ProvinceOutline:
    """Give the outline of the province from a day on. What was drawn before stays as it is. Raises Refused for a day
    that has one already, and for a day that has passed: what was refused or taken in then was judged by another."""
    _refuse_second(ProvinceOutline.objects.filter(valid_from=since).exists(), since)
    if since < timezone.localdate(at):
        why = Text("Ngày bắt đầu phải từ hôm nay.", "It begins today or later.")
        raise Refused(Problem("since", why, "past"))
    assert within.outline is not None
    made = ProvinceOutline.objects.create(
        valid_from=since,
        geometry=within.geometry,
        margin_m=within.margin_m,
        area_km2=round(Decimal(area_km2(within.outline)), 1),
        source=nfc(source.strip()),
        set_by=actor,
        set_at=at,
    )
    told = {"since": since.isoformat(), "margin_m": made.margin_m, "area_km2": f"{made.area_km2:f}"}
    record("province.outlined", made, actor=actor, at=at, source=made.source, **told)
    return made


@transaction.atomic
def import_ground(
    party: Party,
    found: Iterable[Feature],
    *,
    unit: AdministrativeUnit,
    actor: User | None,
    at: datetime,
    only_check: bool = False,
) -> list[tuple[str, str]]:
    """The shapes of a file: one that bears the name or code of a place of this party is drawn there, another becomes a
    new field in this commune. All or nothing; answers (code, name) of each. Raises Refused, naming each feature."""
    problems: list[Problem] = []
    read: list[tuple[str, Ground]] = []
    within = province_on(timezone.localdate(at))
    for number, feature in enumerate(found, 1):
        try:
            named = " ".join(nfc(feature.name).split()) or f"Thửa {number}"
            read.append((named, from_geojson(feature.geometry, within)))
        except Refused as refused:
            where = f"{number}. {feature.name}" if feature.name else str(number)
            problems += [Problem(where, one.why, one.code) for one in refused.problems]
    if problems:
        raise Refused(problems)
    known = {key: site for site in party.sites.all() for key in (site.code, matched(site.name))}
    done: list[tuple[str, str]] = []
    for name, ground in read:
        site = known.get(name) or known.get(matched(name))
        if not only_check:
            if site is None:
                site = add_site(party, name, kind="field", unit=unit, ground=ground, actor=actor, at=at)
            else:
                draw_site(site, ground, actor=actor, at=at)
        done.append((site.code if site else "", name))
    return done


@transaction.atomic
def join(
    user: User,
    party: Party,
    role: str,
    *,
    since: date,
    actor: User | None,
    at: datetime,
    until: date | None = None,
) -> Membership:
    """Give a person a role in a party from a day on. The same open role twice is one."""
    joined, made = Membership.objects.get_or_create(
        user=user,
        party=party,
        role=Role.objects.get(code=role),
        valid_to=until,
        defaults={"valid_from": since},
    )
    if made:
        record("membership.began", party, actor=actor, at=at, user=user.username, role=role)
    return joined


NEXT_NUMBER = "UPDATE parties_codecounter SET last = last + 1 WHERE stem = %(stem)s RETURNING last"
FIRST_NUMBER = """
INSERT INTO parties_codecounter AS counter (stem, last) VALUES (%(stem)s, %(next)s)
ON CONFLICT (stem) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


def _next_code(unit: AdministrativeUnit, kind: str) -> str:
    """`LC-<commune>-<number>` for places, `LC-<commune>-P<number>` for parties; never used twice: the stem's counter is
    held until the transaction ends, so that two people adding at once get two numbers."""
    stem = f"LC-{unit.code}-{'' if kind == 'site' else 'P'}"
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, {"stem": stem})
        given = cursor.fetchone()
        if given is None:
            cursor.execute(FIRST_NUMBER, {"stem": stem, "next": _highest(stem, kind) + 1})
            given = cursor.fetchone()
    return f"{stem}{given[0]:04d}"


def _highest(stem: str, kind: str) -> int:
    """The highest number under a stem that has no counter yet."""
    model, field = (Site, "code") if kind == "site" else (Party, "internal_code")
    numbered = model._default_manager.filter(
        **{f"{field}__startswith": stem, f"{field}__regex": f"^{stem}[0-9]+$"}
    )
    highest = numbered.aggregate(highest=Max(Cast(Substr(field, len(stem) + 1), IntegerField())))["highest"]
    return int(highest or 0)
