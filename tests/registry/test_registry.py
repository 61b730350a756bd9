"""Who, what, where: rows that are right from the start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.actions import join, load_units, rename_party, unit_on
from nguongoc.registry.parties.models import AdministrativeUnit, Membership, Party, Site
from nguongoc.registry.parties.queries import named_by, names, places
from nguongoc.registry.parties.rights import viewer
from nguongoc.registry.products.models import Product
from world import GTIN, NOW, SINCE, TODAY, a_lot, a_party, a_product, a_site, a_user, begin, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def refused_by_the_database(rule: str):  # type: ignore[no-untyped-def]
    return pytest.raises(IntegrityError, match=rule)


def test_the_38_units_are_loaded_once_and_an_edit_is_kept() -> None:
    AdministrativeUnit.objects.filter(code="03394", valid_to=None).update(name="xã Sin Suối Hồ (sửa)")
    load_units()
    assert AdministrativeUnit.objects.filter(level="commune", valid_to=None).count() == 38
    assert AdministrativeUnit.objects.filter(level="commune").exclude(valid_to=None).count() == 106
    assert AdministrativeUnit.objects.get(code="03394", valid_to=None).name == "xã Sin Suối Hồ (sửa)"


def test_a_code_means_the_unit_that_bore_it_on_that_day() -> None:
    assert unit_on("03618", date(2023, 5, 1)).name == "xã Phúc Than"
    assert unit_on("03618", date(2026, 5, 1)).name == "xã Mường Than"
    with pytest.raises(Refused, match="No administrative unit"):
        unit_on("99999", TODAY)


def test_a_unit_is_known_by_its_code_and_first_day() -> None:
    with refused_by_the_database("a_code_names_one_unit_a_day"), transaction.atomic():
        AdministrativeUnit.objects.create(code="03394", valid_from=SINCE, level="commune", name="khác")


def test_a_party_is_called_what_it_was_called_then() -> None:
    party = a_party("Công ty Cũ")
    rename_party(party, "Công ty Mới", since=date(2026, 6, 1), actor=None, at=NOW)
    assert names([party.pk], on=date(2026, 5, 31))[party.pk] == "Công ty Cũ"
    assert names([party.pk], on=date(2026, 6, 1))[party.pk] == "Công ty Mới"
    assert names([party.pk], on=date(2020, 1, 1))[party.pk] == "Công ty Cũ"
    assert Party.objects.named(TODAY).get(pk=party.pk).unit_then == "xã Sin Suối Hồ"


def test_internal_codes_are_numbered_within_their_commune() -> None:
    party = a_party()
    first, second = a_site(party, "Một"), a_site(party, "Hai")
    assert (first.code, second.code) == ("LC-03394-0001", "LC-03394-0002")
    assert party.internal_code == "LC-03394-P0001"


def test_a_place_keeps_its_own_code_when_it_is_given_a_gln() -> None:
    site = a_site(a_party())
    own = site.identifiers[0]
    Site.objects.filter(pk=site.pk).update(gln="4012345000009")
    upgraded = "https://id.gs1.org/414/4012345000009"
    assert set(named_by([own, upgraded, "urn:nobody"])) == {own, upgraded}
    assert places([own])[own].commune == "xã Sin Suối Hồ"


def test_a_gln_with_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(Refused):
        a_party(gln="4012345000001")
    assert not Party.objects.filter(kind="cooperative").exists()


def test_a_number_of_the_restricted_range_is_marked_internal_and_another_is_not() -> None:
    owner = a_party()
    assert a_product(owner, GTIN).is_internal
    assert not a_product(owner, "09506000134352").is_internal


def test_the_database_keeps_internal_numbers_in_their_range() -> None:
    owner = a_party()
    rule = "internal_numbers_stay_in_the_restricted_range"
    with refused_by_the_database(rule), transaction.atomic():
        Product.objects.create(
            owner=owner, gtin="08934563138165", numbering="internal", name="x", sector="tea"
        )
    with refused_by_the_database(rule), transaction.atomic():
        Product.objects.create(owner=owner, gtin=GTIN, numbering="allotted", name="x", sector="tea")


def test_a_number_is_never_used_for_two_products() -> None:
    owner = a_party()
    a_product(owner)
    with pytest.raises(Refused, match="already names a product"):
        a_product(owner)


@pytest.mark.parametrize("number", ["", "Lô 1", "LÔ", "A B", "A\tB"])
def test_a_lot_number_that_a_code_cannot_carry_is_refused(number: str) -> None:
    product = a_product(a_party())
    with pytest.raises(Refused):
        a_lot(product, number)
    with refused_by_the_database("a_lot_number_has_gs1_characters"), transaction.atomic():
        Lot.objects.create(product=product, number=number[:20])


def test_a_lot_number_is_used_once_a_product() -> None:
    product = a_product(a_party())
    lot = a_lot(product, quantity=Decimal("88.4"), uom="KGM")
    assert lot.identifier == f"https://id.gs1.org/01/{GTIN}/10/L260912"
    with pytest.raises(Refused, match="already has a lot"):
        a_lot(product)


def test_a_lot_does_not_expire_before_it_is_made() -> None:
    with pytest.raises(Refused, match="expires after it is made"):
        a_lot(a_product(a_party()), produced_on=TODAY, expires_on=SINCE)
    lot = a_lot(a_product(a_party(), "00200000000127"))
    with refused_by_the_database("a_lot_expires_after_it_is_made"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(produced_on=TODAY, expires_on=SINCE)


# Rights


def test_what_a_member_may_do_comes_from_todays_roles() -> None:
    party = a_party()
    user = a_user(party, "recorder")
    assert seen_by(user).may("events.capture")
    assert not seen_by(user).may("registry.edit_own")
    Membership.objects.filter(user=user).update(valid_to=date(2026, 11, 19))
    assert viewer(user, on=TODAY).permissions == frozenset()
    assert viewer(user, on=date(2026, 11, 19)).may("events.capture")


def test_the_same_open_role_twice_is_one() -> None:
    party = a_party()
    user = a_user(party, "recorder")
    join(user, party, "recorder", since=SINCE, actor=None, at=NOW)
    assert Membership.objects.filter(user=user).count() == 1
    with refused_by_the_database("one_open_membership_per_role"), transaction.atomic():
        Membership.objects.create(
            user=user, party=party, role=Role.objects.get(code="recorder"), valid_from=TODAY
        )


@pytest.mark.parametrize("model", [Party, Site, Product, Lot], ids=lambda model: model.__name__)
def test_rows_are_visible_to_their_own_party_and_to_officers(model: type) -> None:
    owner, other = a_party("Chủ"), a_party("Khác")
    a_site(owner)
    a_lot(a_product(owner))
    mine = {
        Party: {"pk": owner.pk},
        Site: {"party": owner},
        Product: {"owner": owner},
        Lot: {"product__owner": owner},
    }

    def sees(user: User) -> bool:
        return model.objects.visible_to(seen_by(user)).filter(**mine[model]).exists()  # type: ignore[attr-defined]

    assert sees(a_user(owner))
    assert sees(a_user(a_party("Sở", "agency"), "lead-officer"))
    assert not sees(a_user(other))


def test_every_deed_leaves_an_audit_entry_of_its_transaction() -> None:
    actor = a_user(a_party())
    before = Entry.objects.count()
    product = a_product(a_party("Chủ"))
    a_lot(product)
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True)[before:])
    assert verbs == ["party.renamed", "party.added", "product.added", "lot.opened"]
    entry = Entry.objects.latest("id")
    assert (entry.subject, entry.details["number"]) == (f"identifiers.lot:{product.lots.get().pk}", "L260912")
    assert actor.pk


@pytest.mark.parametrize("deed", ["UPDATE evidence_entry SET verb = 'x'", "DELETE FROM evidence_entry"])
def test_the_audit_log_is_append_only(deed: str) -> None:
    from django.db import connection

    with refused_by_the_database("audit_is_append_only"), transaction.atomic():
        connection.cursor().execute(deed)
