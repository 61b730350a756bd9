"""Documents and what they do to one another: how each stands on a day, who hears of it, who has read it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.notices.models import Notice
from nguongoc.programme.library import actions, queries
from nguongoc.programme.library.models import Circulation, Document, Relation
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.sheets.actions import send_in, take_in
from world import NOW, TODAY, a_page_of, a_party, a_png, a_product, a_user, begin, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> User:
    begin()
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer", "sokhcn")


def a_document(number: str, actor: User | None = None, at: datetime = NOW, **told: Any) -> Document:
    begun = {"kind": "circular", "title": f"Quy định {number}", "issuer": "Bộ Mẫu", "certainty": "copy"}
    return actions.enter_document(
        number=number, actor=actor, at=at, **{**begun, "source": "Công báo mẫu", **told}
    )


def related(source: Document, target: Document, kind: str, on: date, **told: Any) -> Relation:
    begun = {"certainty": "copy", "actor": None, "at": NOW}
    return actions.relate(source, target, kind=kind, in_force_on=on, **{**begun, **told})


def stands(document: Document, on: date) -> str:
    return str(queries.documents(on).get(pk=document.pk).validity)


def code(refused: Any) -> str:
    return str(refused.value.problems[0].code)


def test_the_library_begins_with_what_is_known_and_says_how_surely(officer: User) -> None:
    assert Document.objects.filter(certainty="original").count() == 0
    assert stands(Document.objects.get(number="02/2024/TT-BKHCN"), TODAY) == "partly"
    assert stands(Document.objects.get(number="43/2017/NĐ-CP"), TODAY) == "ended"
    assert stands(Document.objects.get(number="05/2007/QH12"), TODAY) == "partly"
    assert stands(Document.objects.get(number="37/2026/NĐ-CP"), TODAY) == "holds"
    assert stands(Document.objects.get(number="1322/QĐ-TTg"), TODAY) == "unknown"
    actions.load_library(at=NOW)
    page = a_page_of(officer).get(reverse("library") + "?tim=ND-CP").content.decode()
    assert "37/2026/NĐ-CP" in page


def test_validity_follows_from_dated_relations_on_every_day(officer: User) -> None:
    a = a_document("1/2020/TT", issued_on=date(2020, 1, 1), in_force_on=date(2020, 3, 1))
    b = a_document("2/2022/TT", issued_on=date(2022, 1, 1), in_force_on=date(2022, 2, 1))
    c = a_document("3/2026/TT", issued_on=date(2026, 11, 1), in_force_on=date(2027, 1, 1))
    part = related(b, a, "repeals-part", date(2022, 2, 1), scope="Điều 4")
    related(c, a, "replaces", date(2027, 1, 1))
    assert [stands(a, on) for on in (date(2020, 2, 1), date(2021, 1, 1), TODAY, date(2027, 1, 1))] == [
        "coming",
        "holds",
        "partly",
        "ended",
    ]
    assert stands(c, TODAY) == "coming"
    actions.unrelate(part, why="ghi nhầm điều", actor=officer, at=NOW)
    assert stands(a, TODAY) == "holds"
    with pytest.raises(DatabaseError), transaction.atomic():
        Relation.objects.filter(pk=part.pk).update(scope="Điều 5")
    d = a_document("4/2027/TT", issued_on=date(2027, 6, 1))
    related(d, c, "replaces", date(2027, 7, 1))
    assert [one.number for _took, one in queries.chain(a)] == ["1/2020/TT", "3/2026/TT", "4/2027/TT"]
    page = a_page_of(officer).get(reverse("library_document", args=[a.pk])).content.decode()
    assert "Dòng thay thế" in page
    assert "1/2020/TT (trang này)" in page
    tea = a_page_of(officer).get(reverse("library") + "?nganh=tea&hieu-luc=holds&tim=mau&sap-xep=-tinh-trang")
    assert "2/2022/TT" in tea.content.decode()
    then = a_page_of(officer).get(reverse("library") + "?ngay=2027-02-01&hieu-luc=ended").content.decode()
    assert "1/2020/TT" in then


def test_what_cannot_be_is_refused_by_name_and_again_by_the_database(officer: User) -> None:
    old = a_document("1/2020/TT", issued_on=date(2020, 1, 1), in_force_on=date(2020, 3, 1))
    new = a_document("2/2022/TT", issued_on=date(2022, 1, 1))
    newest = a_document("3/2024/TT")
    on = date(2024, 1, 1)
    related(new, old, "replaces", on)
    for source, target, kind, day, expected in (
        (old, newest, "replaces", on, None),
        (newest, new, "replaces", on, "circle"),
        (newest, old, "repeals", on, "ended-already"),
        (newest, old, "amends", on, "ended-already"),
        (old, new, "amends", on, "older"),
        (new, new, "replaces", on, "itself"),
        (new, newest, "amends", date(2021, 1, 1), "acts-before-issue"),
        (new, newest, "repeals-part", on, "ended-already"),
    ):
        if expected is None:
            related(source, target, kind, day)
            continue
        with pytest.raises(Refused) as refused:
            related(source, target, kind, day)
        assert code(refused) == expected, (source, kind, target)
    other = a_document("5/2024/TT")
    with pytest.raises(Refused) as refused:
        related(new, other, "repeals-part", on)
    assert code(refused) == "part-not-named"
    told = {"in_force_on": on, "certainty": "copy", "entered_at": NOW}
    for row in (
        Relation(source=newest, target=new, kind="replaces", **told),
        Relation(source=other, target=old, kind="repeals", **told),
        Relation(source=other, target=other, kind="amends", **told),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()


def test_days_that_cannot_be_and_what_is_known_already_are_refused_at_their_field(officer: User) -> None:
    a_document("1/2020/TT")
    for told, field in (
        ({"number": "1/2020/TT"}, "number"),
        ({"number": "9", "issued_on": date(2020, 2, 1), "in_force_on": date(2020, 1, 1)}, "in_force_on"),
        ({"number": "9", "issued_on": date(2020, 2, 1), "ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"number": "9", "comment_until": date(2027, 1, 1)}, "comment_until"),
    ):
        with pytest.raises(Refused) as refused:
            a_document(**told)  # type: ignore[arg-type]
        assert refused.value.problems[0].where == field
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(number="1/2020/TT").update(issued_on=TODAY, in_force_on=date(2020, 1, 1))


def test_two_officers_who_edit_one_document_lose_nothing_and_a_wrong_ending_is_told(officer: User) -> None:
    made = a_document("1/2020/TT")
    page = Opened(made.version)
    actions.change_document(made, summary="Lời thứ nhất", actor=officer, at=NOW, opened=page)
    with pytest.raises(Overtaken):
        actions.change_document(made, summary="Lời thứ hai", actor=officer, at=NOW, opened=page)
    client = a_page_of(officer)
    told = {
        "kind": "circular",
        "number": "7/2026/TT",
        "title": "Mẫu",
        "issuer": "Bộ Mẫu",
        "certainty": "original",
        "source": "Công báo",
        "file": SimpleUploadedFile("van-ban.pdf", a_png()),
    }
    shown = client.post(reverse("library_new"), told, follow=True).content.decode()
    found = Document.objects.get(number="7/2026/TT")
    assert found.file is not None
    assert found.file.name == "van-ban.png"
    assert "thật ra là PNG" in shown
    assert found.file.sha256[:16] in shown
    assert client.get(reverse("library_file", args=[found.pk]))["Content-Type"] == "image/png"
    told = {**told, "number": "8/2026/TT", "file": SimpleUploadedFile("van-ban.pdf", b"MZ\x90\x00khong")}
    assert client.post(reverse("library_new"), told).status_code == 422
    assert not Document.objects.filter(number="8/2026/TT").exists()


def test_who_follows_hears_of_it_once_and_old_paper_is_no_news(officer: User) -> None:
    tea, fish, chooser = (a_user(a_party(name), username=name) for name in ("che", "ca", "chon"))
    a_product(tea.memberships.get().party)
    actions.follow(chooser, sectors=[], subjects=["data"], at=NOW)
    new = a_document(
        "1/2026/TT", issued_on=TODAY, in_force_on=date(2026, 12, 1), sectors=["tea"], subjects=["food"]
    )
    a_document("2/2026/TT", issued_on=TODAY, subjects=["data"])
    a_document("1/2010/TT", issued_on=date(2010, 1, 1), sectors=["tea"], subjects=["data"])
    assert [one.title_vi for one in Notice.objects.filter(user=tea)] == ["Văn bản mới: 1/2026/TT"]
    assert [one.title_vi for one in Notice.objects.filter(user=chooser)] == ["Văn bản mới: 2/2026/TT"]
    assert not Notice.objects.filter(user=fish)
    a_document("G/TBT/N/MAU/1", kind="tbt", comment_until=date(2026, 12, 5), sectors=["tea"])
    day = datetime(2026, 12, 1, 3, tzinfo=UTC)
    for _again in range(2):
        actions.announce(day)
    told = [one.title_vi for one in Notice.objects.filter(user=tea).order_by("pk")]
    assert told[1:] == [
        "Văn bản mới: G/TBT/N/MAU/1",
        "Có hiệu lực hôm nay: 1/2026/TT",
        "Sắp hết hạn góp ý G/TBT/N/MAU/1: 05/12/2026",
    ]
    later = a_document("9/2026/TT", issued_on=TODAY, subjects=["quality"])
    related(later, new, "amends", date(2026, 12, 10))
    assert Notice.objects.filter(user=tea, title_vi__startswith="1/2026/TT được sửa đổi").count() == 1
    seen = queries.changes(queries.interests(seen_by(tea)), TODAY)
    assert [(one.on, one.document.number) for one in seen][:3] == [
        (date(2026, 12, 10), "1/2026/TT"),
        (date(2026, 12, 5), "G/TBT/N/MAU/1"),
        (date(2026, 12, 1), "1/2026/TT"),
    ]
    page = a_page_of(tea).get(reverse("library_for_you")).content.decode()
    assert "G/TBT/N/MAU/1" in page
    assert "2/2026/TT" in page  # for every sector
    a_page_of(tea).post(reverse("library_follow"), {"sectors": ["fish"], "subjects": ["food"]})
    assert queries.interests(seen_by(tea)).is_chosen


def test_a_circulation_shows_who_has_read_it_when_and_who_has_not(
    officer: User, django_assert_max_num_queries: Any
) -> None:
    one, two = (a_user(a_party(name), username=name) for name in ("mot", "hai"))
    for user, gtin in ((one, "00200000000110"), (two, "00200000000127")):
        a_product(user.memberships.get().party, gtin)
    later = a_user(a_party("Đến sau"), username="sau")
    made = a_document("1/2026/TT", sectors=["tea"])
    with pytest.raises(Refused) as refused:
        actions.circulate(made, words="x", sectors=["fish"], actor=officer, at=NOW)
    assert code(refused) == "nobody"
    page = a_page_of(officer)
    page.post(
        reverse("library_circulate", args=[made.pk]),
        {"words": "Ghi nhãn mới từ tháng 12", "sectors": ["tea"]},
    )
    asked = Circulation.objects.get()
    assert asked.parties.count() == 2
    assert Notice.objects.filter(user=one, title_vi="Cần đọc 1/2026/TT").exists()
    a_product(later.memberships.get().party, "00200000000134")
    assert "Cần đọc và xác nhận" in a_page_of(one).get(reverse("library_for_you")).content.decode()
    for _twice in range(2):
        a_page_of(one).post(reverse("library_for_you"), {"pho-bien": asked.pk})
    assert a_page_of(later).post(reverse("library_for_you"), {"pho-bien": asked.pk}).status_code == 404
    assert [(receipt.party, receipt.user) for receipt in asked.receipts.all()] == [
        (one.memberships.get().party, one)
    ]
    shown = page.get(reverse("library_circulation", args=[asked.pk])).content.decode()
    assert "1/2 đơn vị đã đọc" in shown
    assert shown.index("hai") < shown.index("mot, ")
    before = Notice.objects.filter(user=two).count()
    for _twice in range(2):
        page.post(reverse("library_circulation", args=[asked.pk]))
    assert Notice.objects.filter(user=two).count() == before + bool(before)
    assert (
        "Đơn vị bạn đã đọc"
        in a_page_of(one).get(reverse("library_document", args=[made.pk])).content.decode()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        asked.receipts.all().delete()
    for who, name, arguments in (
        (officer, "library", []),
        (officer, "library_circulations", []),
        (officer, "library_circulation", [asked.pk]),
        (officer, "library_document", [made.pk]),
        (one, "library_for_you", []),
    ):
        client, path = a_page_of(who), reverse(name, args=arguments)
        client.get(path)
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_documents_and_their_relations_come_in_by_sheet_whole_or_not_at_all(officer: User) -> None:
    def sent(register: str, *rows: tuple[Any, ...]) -> list[tuple[str, str]]:
        text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
        file = SimpleUploadedFile("bang.csv", text.encode())
        upload = send_in(register, file, name="bang.csv", only_check=False, actor=officer, at=NOW)
        take_in(upload, at=NOW)
        return [(one["where"], one["code"]) for one in upload.problems]

    heads = ("Loại", "Số, ký hiệu", "Trích yếu", "Cơ quan ban hành", "Ngày ban hành", "Ngày có hiệu lực")
    heads += ("Ngành hàng", "Lĩnh vực", "Mức chắc chắn", "Đọc ở đâu")
    good = (
        "tcvn",
        "TCVN 1:2020",
        "Một",
        "Bộ Mẫu",
        "01/02/2020",
        "",
        "Chè",
        "đo lường; năng suất",
        "copy",
        "a",
    )
    bad = (
        "qcvn",
        "QCVN 2:2021",
        "Hai",
        "Bộ Mẫu",
        "01/02/2021",
        "01/01/2021",
        "Chè, Sao Hỏa",
        "",
        "copy",
        "a",
    )
    assert sent("van-ban", heads, good, bad) == [("G3", "no-such-sector")]
    assert not Document.objects.filter(issuer="Bộ Mẫu").exists()
    mended = (*bad[:6], "Chè", *bad[7:])
    assert sent("van-ban", heads, good, mended) == [("F3", "holds-before-issue")]
    assert sent("van-ban", heads, good, (*mended[:5], "", *mended[6:])) == []
    assert Document.objects.get(number="TCVN 1:2020").subjects == ["measurement", "productivity"]
    heads = ("Văn bản sau", "Tác động", "Văn bản trước", "Từ ngày", "Mức chắc chắn")
    row = ("QCVN 2:2021", "thay thế", "TCVN 1:2020", "01/03/2021", "copy")
    assert sent("quan-he-van-ban", heads, row, (*row[:2], "TCVN 9", *row[3:])) == [("C3", "no-such-document")]
    assert sent("quan-he-van-ban", heads, row) == []
    assert sent(
        "quan-he-van-ban", heads, ("TCVN 1:2020", "thay thế", *("QCVN 2:2021", "01/03/2022", "copy"))
    ) == [("C2", "older")]
