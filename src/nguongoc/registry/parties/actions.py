"""What may be done to parties, their places and their people. Each deed is audited in its own transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.places import PROVINCE_CODE, PROVINCE_NAME, communes
from nguongoc.domain.vietnam.tax_code import parse as parse_tax_code
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.parties.models import (
    AdministrativeUnit,
    Membership,
    Party,
    PartyAddress,
    PartyName,
    Site,
)


def load_units() -> None:
    """The province and its communes, as they stand since 01/07/2025. What an officer has edited stays."""
    units = communes()
    province, _ = AdministrativeUnit.objects.get_or_create(
        code=PROVINCE_CODE,
        valid_from=date(2004, 1, 1),
        defaults={"level": "province", "name": PROVINCE_NAME, "folded": fold(PROVINCE_NAME)},
    )
    AdministrativeUnit.objects.bulk_create(
        [
            AdministrativeUnit(
                code=unit.code,
                valid_from=unit.valid_from,
                level="commune",
                name=unit.name,
                folded=fold(unit.name),
                parent=province,
            )
            for unit in units
        ],
        ignore_conflicts=True,
    )


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
) -> Party:
    """A party with its first name and address. Raises Refused on a bad tax code or GLN."""
    party = Party.objects.create(
        kind=kind,
        tax_code=str(parse_tax_code(tax_code)) if tax_code else None,
        gln=keys.gln(gln) if gln else None,
        internal_code=_next_code(unit, kind),
        is_demonstration=is_demonstration,
        created_at=at,
    )
    rename_party(party, name, short_name=short_name, since=since, actor=actor, at=at)
    PartyAddress.objects.create(party=party, valid_from=since, unit=unit, street=nfc(street))
    record("party.added", party, actor=actor, at=at, name=nfc(name), kind=kind, unit=unit.code)
    return party


@transaction.atomic
def rename_party(
    party: Party, name: str, *, since: date, actor: User | None, at: datetime, short_name: str = ""
) -> PartyName:
    """A new name from that day on. The old one stays for the days before."""
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
) -> Site:
    """A place of a party, under our own code and, where GS1 gave one, its GLN."""
    site = Site.objects.create(
        party=party,
        kind=kind,
        name=nfc(name),
        unit=unit,
        code=_next_code(unit, "site"),
        gln=keys.gln(gln) if gln else None,
    )
    record("site.added", site, actor=actor, at=at, name=site.name, code=site.code)
    return site


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


def _next_code(unit: AdministrativeUnit, kind: str) -> str:
    """`LC-<commune>-<number>` for places, `LC-<commune>-P<number>` for parties; never used twice.

    The unit's row is locked, so that two people adding at once get two numbers.
    """
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    letter, model, field = ("", Site, "code") if kind == "site" else ("P", Party, "internal_code")
    stem = f"LC-{unit.code}-{letter}"
    taken = model._default_manager.filter(**{f"{field}__regex": f"^{stem}[0-9]+$"}).values_list(
        field, flat=True
    )
    highest = max((int(code.removeprefix(stem)) for code in taken), default=0)
    return f"{stem}{highest + 1:04d}"
