"""Policies on their way, standards that somebody proposes, what is learnt elsewhere, files for an award."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.notices.models import Notice
from nguongoc.programme.library import actions, queries
from nguongoc.programme.library.models import AwardFile, Document, Dossier, Draft, Opinion, Proposal, Visit
from nguongoc.registry.parties.editing import Opened, Overtaken
from world import NOW, TODAY, a_page_of, a_party, a_png, a_user, begin, seen_by

pytestmark = pytest.mark.django_db
FIRST = "Điều 1. Phạm vi\nĐiều 2. Mức hỗ trợ 30 %\nĐiều 3. Hiệu lực"


@pytest.fixture
def officer(db: None) -> User:
    begin()
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer", "sokhcn")


@pytest.fixture
def makers(officer: User) -> tuple[User, User]:
    one, two = (a_user(a_party(name), username=name) for name in ("mot", "hai"))
    return one, two


def code(refused: Any) -> str:
    return str(refused.value.problems[0].code)


def test_a_policy_goes_its_way_and_no_opinion_stays_unanswered(
    officer: User, makers: tuple[User, User]
) -> None:
    one, two = makers
    party = one.memberships.get().party
    by: dict[str, Any] = {"actor": officer, "at": NOW}
    target = Document.objects.get(number="35/2019/QĐ-UBND")
    made = actions.begin_dossier(title="Sửa mức hỗ trợ", about="Mức cũ thấp", amends=target, **by)
    assert a_page_of(one).get(reverse("dossier", args=[made.pk])).status_code == 404
    closes = TODAY + timedelta(days=10)
    with pytest.raises(Refused) as refused:
        actions.consult(made, closes_on=closes, **by)
    assert code(refused) == "no-draft"
    actions.add_draft(made, text=FIRST, **by)
    with pytest.raises(Refused) as refused:
        actions.add_draft(made, text=FIRST.replace("\n", "\r\n"), **by)
    assert code(refused) == "nothing-new"
    with pytest.raises(Refused) as refused:
        actions.opine(made, party, words="sớm", actor=one, at=NOW)
    assert code(refused) == "closed"
    actions.consult(made, closes_on=closes, **by)
    made.refresh_from_db()
    assert a_page_of(one).get(reverse("dossier", args=[made.pk])).status_code == 200
    said = actions.opine(
        made, party, clause="Điều 2", words="Nên 40 %", actor=one, at=NOW + timedelta(days=10)
    )
    with pytest.raises(Refused) as refused:
        actions.opine(made, party, words="muộn", actor=one, at=NOW + timedelta(days=11))
    assert code(refused) == "closed"
    with pytest.raises(Refused) as refused:
        actions.weigh(made, **by)
    assert code(refused) == "still-open"
    assert list(Opinion.objects.visible_to(seen_by(two))) == []
    assert a_page_of(two).get(reverse("opinion", args=[said.pk])).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.update(words="khác")
    after = {"actor": officer, "at": NOW + timedelta(days=12)}
    actions.weigh(made, **after)
    with pytest.raises(Refused) as refused:
        actions.finish(made, final=target, outcome="", **after)
    assert code(refused) == "unanswered"
    page = Opened(said.version)
    actions.reply(said, taken="partly", words="Nâng lên 35 %", opened=page, **after)
    with pytest.raises(Overtaken):
        actions.reply(said, taken="not", words="Không", opened=page, **after)
    assert Notice.objects.filter(user=one, title_vi__contains="tiếp thu một phần").exists()
    actions.add_draft(made, text=FIRST.replace("30", "35"), **after)
    old, new = Draft.objects.filter(dossier=made)
    assert queries.compared(old, new) == [
        ("same", "Điều 1. Phạm vi"),
        ("gone", "Điều 2. Mức hỗ trợ 30 %"),
        ("new", "Điều 2. Mức hỗ trợ 35 %"),
        ("same", "Điều 3. Hiệu lực"),
    ]
    shown = a_page_of(two).get(reverse("dossier_compare", args=[made.pk])).content.decode()
    assert "<del>Điều 2. Mức hỗ trợ 30 %</del>" in shown
    actions.finish(made, final=target, outcome="Đã ký", **after)
    assert list(Opinion.objects.visible_to(seen_by(two))) == [said]
    for state in ("drafting", "consulting", "weighing", "dropped"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Dossier.objects.filter(pk=made.pk).update(state=state)
    with pytest.raises(Refused):
        actions.add_draft(made, text="x", **after)


def test_the_whole_way_works_on_the_pages(officer: User, makers: tuple[User, User]) -> None:
    lead, maker = a_page_of(officer), a_page_of(makers[0])
    lead.post(reverse("dossier_new"), {"title": "Mới", "about": "a", "amends": ""})
    made = Dossier.objects.get()
    lead.post(reverse("dossier_draft", args=[made.pk]), {"text": FIRST})
    move = reverse("dossier_move", args=[made.pk, "lay-y-kien"])
    assert lead.post(move, {"closes_on": "01/01/2020"}).status_code == 422
    assert lead.post(move, {"closes_on": "01/01/2099"}).status_code == 302
    maker.post(reverse("dossier_opine", args=[made.pk]), {"clause": "", "words": "Đồng ý"})
    said = Opinion.objects.get()
    told = {"taken": "whole", "reply": "Cảm ơn", "version": said.version, "settled": 0}
    assert maker.post(reverse("opinion", args=[said.pk]), told).status_code == 200
    said.refresh_from_db()
    assert said.taken == ""
    lead.post(reverse("opinion", args=[said.pk]), told)
    page = maker.get(reverse("dossier", args=[made.pk])).content.decode()
    assert "Cảm ơn" in page
    assert lead.post(reverse("dossier_move", args=[made.pk, "tiep-thu"])).status_code == 422
    assert lead.get(reverse("dossier", args=[made.pk]) + "?xuat=xlsx").status_code == 200


def test_a_proposed_standard_is_answered_and_two_officers_do_not_decide_past_each_other(
    officer: User, makers: tuple[User, User]
) -> None:
    maker, other = makers
    page = a_page_of(maker)
    page.post(reverse("proposal_new"), {"kind": "qcdp", "title": "Miến dong", "why": "Chưa có"})
    made = Proposal.objects.get()
    assert (
        page.post(reverse("proposal_new"), {"kind": "qcdp", "title": "Miến dong", "why": "x"}).status_code
        == 422
    )
    assert a_page_of(other).get(reverse("proposal", args=[made.pk])).status_code == 404
    by: dict[str, Any] = {"actor": officer, "at": NOW}
    for state, expected in (("returned", "reason"), ("issued", "state")):
        with pytest.raises(Refused) as refused:
            actions.decide_proposal(made, state=state, answer="", **by)
        assert code(refused) == expected
    actions.decide_proposal(made, state="accepted", answer="Đưa vào kế hoạch 2027", **by)
    with pytest.raises(Refused) as refused:
        actions.decide_proposal(made, state="accepted", answer="lần nữa", **by)
    assert code(refused) == "state"
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.update(state="proposed")
    assert "Đưa vào kế hoạch 2027" in page.get(reverse("proposal", args=[made.pk])).content.decode()
    assert Notice.objects.filter(user=maker, kind="library").count() == 1


def test_only_like_figures_stand_side_by_side(officer: User) -> None:
    by: dict[str, Any] = {"actor": officer, "at": NOW, "measure": "năng suất lao động mẫu", "source": "mẫu"}
    for method, place, year, value in (
        ("giá hiện hành", "Tỉnh A Mẫu", 2023, 90),
        ("giá hiện hành", "Tỉnh A Mẫu", 2024, 100),
        ("giá hiện hành", "Tỉnh B Mẫu", 2024, 110),
        ("giá so sánh 2010", "Tỉnh C Mẫu", 2024, 40),
    ):
        actions.enter_benchmark(
            method=method, unit="triệu đồng", place=place, year=year, value=Decimal(value), **by
        )
    first, second = queries.likes()
    assert queries.side_by_side(first) == (
        [2023, 2024],
        [("Tỉnh A Mẫu", [Decimal(90), Decimal(100)]), ("Tỉnh B Mẫu", [None, Decimal(110)])],
    )
    assert second.method == "giá so sánh 2010"
    with pytest.raises(Refused) as refused:
        actions.enter_benchmark(
            method="giá hiện hành", unit="triệu đồng", place="Tỉnh B Mẫu", year=2024, value=Decimal(1), **by
        )
    assert code(refused) == "figure-known"
    shown = a_page_of(officer).get(reverse("benchmarks")).content.decode()
    assert "Tỉnh B Mẫu" in shown
    assert "Tỉnh C Mẫu" not in shown


def test_a_study_visit_keeps_its_report_and_refuses_days_that_cannot_be(officer: User) -> None:
    page = a_page_of(officer)
    told = {"place": "Tỉnh Mẫu", "begins": "10/10/2026", "ends": "12/10/2026", "aims": "Chè hữu cơ"}
    assert page.post(reverse("visit_new"), {**told, "ends": "01/10/2026"}).status_code == 422
    page.post(reverse("visit_new"), {**told, "file": SimpleUploadedFile("bao-cao.png", a_png())})
    made = Visit.objects.get()
    changed = {**told, "findings": "Phơi giàn", "version": made.version, "settled": 0}
    page.post(reverse("visit_edit", args=[made.pk]), changed)
    made.refresh_from_db()
    assert (made.findings, made.file is not None) == ("Phơi giàn", True)
    assert page.get(reverse("visit_file", args=[made.pk])).status_code == 200


def test_an_award_file_is_its_enterprises_own_until_it_is_handed_in(
    officer: User, makers: tuple[User, User]
) -> None:
    maker, other = makers
    page, lead = a_page_of(maker), a_page_of(officer)
    page.post(reverse("award_file_new"), {"award": "Giải mẫu", "year": 2026})
    made = AwardFile.objects.get()
    address = reverse("award_file", args=[made.pk])
    with pytest.raises(Refused) as refused:
        actions.move_award_file(made, state="handed-in", actor=maker, at=NOW)
    assert code(refused) == "no-papers"
    file = SimpleUploadedFile("bao-cao.png", a_png())
    page.post(reverse("award_paper", args=[made.pk]), {"name": "Báo cáo tự đánh giá", "file": file})
    paper = made.papers.get()
    assert lead.get(address).status_code == 404
    assert lead.get(reverse("award_paper_file", args=[paper.pk])).status_code == 404
    page.post(address)
    assert a_page_of(other).get(address).status_code == 404
    assert lead.get(reverse("award_paper_file", args=[paper.pk])).status_code == 200
    assert (
        lead.post(reverse("award_decide", args=[made.pk]), {"state": "returned", "words": ""}).status_code
        == 422
    )
    lead.post(reverse("award_decide", args=[made.pk]), {"state": "returned", "words": "Thiếu số liệu"})
    assert "Thiếu số liệu" in page.get(address).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        AwardFile.objects.update(state="passed-on")


def test_policy_lists_ask_little(officer: User, django_assert_max_num_queries: Any) -> None:
    page = a_page_of(officer)
    for name in ("dossiers", "proposals", "visits", "benchmarks", "award_files"):
        page.get(reverse(name))
        with django_assert_max_num_queries(12):
            assert page.get(reverse(name)).status_code == 200
