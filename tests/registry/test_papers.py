"""Certificates, declarations, laboratories: dated, shown part by part, never lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nguongoc.domain.problem import Refused
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.certificates.actions import (
    add_certificate,
    add_declaration,
    change_paper,
    describe_laboratory,
    remind_of_ends,
    revoke_paper,
)
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.certificates.queries import has_conformity, is_certified, may_test, public, standing
from nguongoc.registry.identifiers.actions import add_prefix
from nguongoc.registry.parties.models import Party
from world import NOW, SINCE, TODAY, a_party, a_png, a_product, a_user, begin

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party()


def a_certificate(owner: Party, number: str = "VG-1", **details: Any) -> Certificate:
    told: dict[str, Any] = {"kind": "vietgap", "issuer": "Tổ chức Mẫu", "issued_on": SINCE, **details}
    return add_certificate(owner, number=number, actor=None, at=NOW, **told)


@pytest.mark.parametrize(
    ("expires_on", "tone", "words"),
    [
        (TODAY - DAY, "bad", "đã hết hạn"),
        (TODAY, "wait", "hết hạn sau 0 ngày"),
        (TODAY + 60 * DAY, "wait", "hết hạn sau 60 ngày"),
        (TODAY + 61 * DAY, "good", "đang hiệu lực"),
        (None, "good", "đang hiệu lực"),
    ],
)
def test_a_paper_says_how_it_stands(owner: Party, expires_on: date | None, tone: str, words: str) -> None:
    found = standing(a_certificate(owner, expires_on=expires_on), TODAY)
    assert (found[0], found[1].vi) == (tone, words)


def test_a_revoked_paper_holds_no_more_and_stays(owner: Party) -> None:
    product, paper = a_product(owner), a_certificate(owner)
    revoke_paper(paper, on=TODAY, why="Quyết định mẫu", actor=None, at=NOW)
    assert is_certified(product, TODAY - DAY)
    assert not is_certified(product, TODAY)
    assert not Certificate.objects.all().in_force(TODAY)
    with pytest.raises(Refused, match="revoked already"):
        revoke_paper(paper, on=TODAY, why="x", actor=None, at=NOW)


def test_a_paper_covers_its_products_or_the_whole_party(owner: Party) -> None:
    tea, other = a_product(owner), a_product(owner, "00200000000127", "Chè khác")
    paper = a_certificate(owner, products=[tea])
    assert (is_certified(tea, TODAY), is_certified(other, TODAY)) == (True, False)
    assert not is_certified(tea, TODAY, ["organic"])
    change_paper(paper, products=[], actor=None, at=NOW)
    assert is_certified(other, TODAY)
    assert has_conformity(other, TODAY)


def test_the_public_reads_only_the_parts_that_are_shown(owner: Party) -> None:
    product = a_product(owner)
    paper = a_certificate(owner, scope="3 ha", expires_on=TODAY - DAY)
    assert public(product, TODAY) == []
    change_paper(paper, public=["number", "dates"], actor=None, at=NOW)
    (shown,) = public(product, TODAY)
    assert (shown.number, shown.expires_on, shown.is_in_force) == ("VG-1", TODAY - DAY, False)
    assert (shown.scope, shown.issuer, shown.file) == ("", "", "")
    with pytest.raises(Refused, match="no part"):
        change_paper(paper, public=["everything"], actor=None, at=NOW)


def test_papers_that_cannot_be_are_refused_at_their_field(owner: Party) -> None:
    theirs = a_product(a_party("Khác"))
    with pytest.raises(Refused) as refused:
        a_certificate(owner, expires_on=SINCE - DAY, products=[theirs])
    assert [one.where for one in refused.value.problems] == ["expires_on", "products"]
    a_certificate(owner)
    with pytest.raises(Refused) as refused:
        a_certificate(owner)
    assert refused.value.problems[0].code == "paper-known"


def test_a_scan_is_kept_under_its_hash_and_a_new_one_takes_its_place(owner: Party) -> None:
    told: dict[str, Any] = {
        "kind": "tccs",
        "number": "TCCS 01:2026",
        "issued_on": SINCE,
        "actor": None,
        "at": NOW,
    }
    paper = add_declaration(owner, file=SimpleUploadedFile("a.png", a_png()), **told)
    first = paper.file
    assert first is not None
    change_paper(paper, file=SimpleUploadedFile("b.png", a_png()), actor=None, at=NOW)
    paper.refresh_from_db()
    assert paper.file != first
    assert paper.file is not None
    assert paper.file.sha256 == first.sha256
    with pytest.raises(Refused, match="TCCS 01:2026"):
        add_declaration(owner, **told)


def test_who_keeps_the_records_is_told_once_at_each_step_before_a_paper_ends(owner: Party) -> None:
    keeper, recorder = a_user(owner), a_user(owner, "recorder")
    a_certificate(owner, expires_on=TODAY + 40 * DAY)
    add_prefix(owner, "8938500001", since=SINCE, fee_paid_until=TODAY + 5 * DAY, actor=None, at=NOW)
    on_the_hour = NOW.replace(minute=0)
    remind_of_ends(on_the_hour)
    remind_of_ends(on_the_hour)
    told = Notice.objects.order_by("kind")
    assert [(one.user, one.kind) for one in told] == [(keeper, "certificate"), (keeper, "prefix")]
    assert "VG-1" in told[0].title_vi
    remind_of_ends(on_the_hour + 11 * DAY)
    assert Notice.objects.filter(kind="certificate").count() == 2
    remind_of_ends(on_the_hour + 41 * DAY)
    assert Notice.objects.count() == 3
    assert not Notice.objects.filter(user=recorder).exists()


def test_a_laboratory_tests_while_any_of_its_titles_holds(owner: Party) -> None:
    with pytest.raises(Refused, match="Only laboratories"):
        describe_laboratory(owner, accreditation="VILAS 999", actor=None, at=NOW)
    lab = a_party("Phòng thử nghiệm", "laboratory")
    found = describe_laboratory(
        lab,
        accreditation="VILAS 999",
        accredited_until=TODAY,
        designation="QĐ 1",
        designated_until=SINCE,
        actor=None,
        at=NOW,
    )
    assert may_test(found, TODAY)
    assert not may_test(found, TODAY + DAY)
