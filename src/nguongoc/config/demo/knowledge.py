"""Tools and documents in the demonstration province: an enterprise that looked at itself twice and improves, a line of
made-up circulars, a policy that is being discussed. All of it fiction that says so, made through the real actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from nguongoc.config.demo.province import Province
from nguongoc.config.demo.telling import ZONE
from nguongoc.programme.catalogue import actions as catalogue
from nguongoc.programme.catalogue.models import Assessment, Item, Question, Questionnaire
from nguongoc.programme.library import actions as library
from nguongoc.programme.library.models import Document

ISSUER = "Bộ Mẫu (trình diễn)"
EARLIER = {
    "lanh-dao": 1,
    "noi-lam-viec": 0,
    "quy-trinh": 1,
    "dong-san-xuat": 1,
    "nang-luong-moi-truong": 1,
    "so-hoa": 2,
}
NOW = {
    "lanh-dao": 2,
    "noi-lam-viec": 2,
    "quy-trinh": 2,
    "dong-san-xuat": 1,
    "nang-luong-moi-truong": 1,
    "so-hoa": 3,
}
"""What the made-up cooperative answers, by area: a year ago, and now."""


def load(province: Province, *, at: datetime) -> None:
    """Everything of this module."""
    _improve(province, at=at)
    _discuss(province, _documents(province, at=at), at=at)


def _assess(province: Province, given: dict[str, int], at: datetime) -> Assessment:
    party, user = province.parties["htx"], province.users["trinhdien-chatluong"]
    asked = Questionnaire.objects.get(code="nang-suat-co-ban")
    made = catalogue.begin_assessment(asked, party, actor=user, at=at)
    for one in Question.objects.filter(area__questionnaire=asked).select_related("area"):
        catalogue.answer(made, one, given[one.area.code], actor=user, at=at)
    catalogue.finish_assessment(made, actor=user, at=at)
    return made


def _improve(province: Province, *, at: datetime) -> None:
    """Two self-assessments, the last one shared; a plan that followed the first, with what was measured."""
    first = _assess(province, EARLIER, at - timedelta(days=330))
    last = _assess(province, NOW, at - timedelta(days=20))
    party, user = province.parties["htx"], province.users["trinhdien-chatluong"]
    by: dict[str, Any] = {"actor": user, "at": at}
    catalogue.share_assessment(last, is_shared=True, **by)
    today = at.astimezone(ZONE).date()
    plan = catalogue.begin_improvement(
        party,
        name="5S ở điểm thu mua và xưởng (trình diễn)",
        item=Item.objects.on(today).get(code="5s"),
        assessment=first,
        goal="Tìm dụng cụ trong nửa phút; bớt chè lẫn tạp",
        begun_on=today - timedelta(days=300),
        is_shared=True,
        is_demonstration=True,
        **by,
    )
    for what, owner, ago, state in (
        ("Bỏ đồ không dùng, sơn lối đi", "Tổ chế biến (mẫu)", 270, "done"),
        ("Dán nhãn chỗ để dụng cụ", "Tổ chế biến (mẫu)", 230, "done"),
        ("Lịch vệ sinh từng khu", "Quản lý chất lượng (mẫu)", 15, "running"),
        ("Chấm điểm 5S hằng tháng", "Quản lý chất lượng (mẫu)", -40, "planned"),
    ):
        due = today - timedelta(days=ago)
        done: dict[str, Any] = {"done_on": due} if state == "done" else {}
        catalogue.add_step(plan, what=what, owner=owner, due=due, state=state, **done, **by)
    before, after = today - timedelta(days=305), today - timedelta(days=25)
    for name, unit, better, was, now in (
        ("tỷ lệ chè lẫn tạp", "%", "lower", "4.2", "2.6"),
        ("thời gian tìm dụng cụ", "phút", "lower", "6", "1.5"),
        ("chè khô trên một công", "kg", "higher", "38", "41"),
    ):
        catalogue.add_measure(
            plan,
            name=name,
            unit=unit,
            better=better,
            before=Decimal(was),
            before_on=before,
            after=Decimal(now),
            after_on=after,
            source="cân, đếm trong một tuần (số hư cấu)",
            **by,
        )


def _documents(province: Province, *, at: datetime) -> Document:
    """Three circulars that replaced one another, a notice that may be commented, one circulated and read by some."""
    officer = province.users["trinhdien-sokhcn"]
    by: dict[str, Any] = {"actor": officer, "at": at}
    today = at.astimezone(ZONE).date()

    def entered(number: str, title: str, issued: date, holds: date | None, **told: Any) -> Document:
        known = {
            "kind": "circular",
            "certainty": "recalled",
            "subjects": ["quality"],
            "sectors": ["tea"],
            **told,
        }
        return library.enter_document(
            number=number,
            title=f"{title} (trình diễn)",
            issuer=ISSUER,
            issued_on=issued,
            in_force_on=holds,
            source="Hư cấu để trình diễn",
            is_demonstration=True,
            **known,
            **by,
        )

    first = entered("1/2018/TT-MẪU", "Quy định mẫu về chè", date(2018, 3, 1), date(2018, 5, 1))
    second = entered("2/2022/TT-MẪU", "Quy định mẫu về chè, lần hai", date(2022, 4, 1), date(2022, 6, 1))
    third = entered(
        "3/2026/TT-MẪU",
        "Quy định mẫu về ghi nhãn chè",
        today - timedelta(days=30),
        today + timedelta(days=45),
        summary="Nhãn chè phải ghi ngày hái và nơi chế biến (nội dung hư cấu).",
    )
    entered(
        "G/TBT/N/MẪU/1",
        "Thông báo mẫu về dư lượng trong chè",
        today - timedelta(days=10),
        None,
        kind="tbt",
        subjects=["tbt", "food"],
        comment_until=today + timedelta(days=40),
    )
    for source, target, kind, on, scope in (
        (second, first, "replaces", date(2022, 6, 1), ""),
        (third, second, "amends", today + timedelta(days=45), "Điều 4"),
    ):
        library.relate(source, target, kind=kind, in_force_on=on, scope=scope, certainty="recalled", **by)
    asked = library.circulate(
        third, words="Ghi nhãn theo mẫu mới trước ngày có hiệu lực.", due_on=today + timedelta(days=20), **by
    )
    reader = province.users["trinhdien-chatluong"]
    if asked.parties.filter(pk=province.parties["htx"].pk).exists():
        library.confirm(asked, province.parties["htx"], user=reader, at=at)
    return second


def _discuss(province: Province, amended: Document, *, at: datetime) -> None:
    """A policy with two drafts and opinions, a proposed standard, a journey, figures of places that do not exist."""
    officer = province.users["trinhdien-sokhcn"]
    by: dict[str, Any] = {"actor": officer, "at": at}
    today = at.astimezone(ZONE).date()
    policy = library.begin_dossier(
        title="Sửa quy định mẫu về hỗ trợ chứng nhận (trình diễn)",
        about="Mức hỗ trợ mẫu thấp hơn chi phí; thủ tục nhiều giấy tờ (hư cấu).",
        amends=amended,
        is_demonstration=True,
        **by,
    )
    text = "Điều 1. Đối tượng: hợp tác xã, doanh nghiệp\nĐiều 2. Mức hỗ trợ: theo bảng kèm theo\nĐiều 3. Hồ sơ: 5 loại"
    library.add_draft(policy, text=text, note="Bản đầu", **by)
    library.add_draft(
        policy, text=text.replace("5 loại", "2 loại, phần còn lại lấy từ hệ thống"), note="Bớt giấy", **by
    )
    library.consult(policy, closes_on=today + timedelta(days=25), **by)
    maker: dict[str, Any] = {"actor": province.users["trinhdien-chatluong"], "at": at}
    said = library.opine(
        policy,
        province.parties["htx"],
        clause="Điều 3",
        words="Nên cho nộp ảnh chụp (ý kiến hư cấu).",
        **maker,
    )
    library.opine(policy, province.parties["snnmt"], words="Thống nhất (ý kiến hư cấu).", actor=None, at=at)
    library.reply(said, taken="whole", words="Sẽ bổ sung vào Điều 3.", **by)
    library.propose_standard(
        province.parties["htx"],
        kind="qcdp",
        title="Quy chuẩn mẫu cho chè Shan (trình diễn)",
        why="Người mua hỏi mức chất lượng chung (hư cấu).",
        sectors=["tea"],
        **maker,
    )
    library.add_visit(
        place="Tỉnh Mẫu (trình diễn)",
        begins=today - timedelta(days=80),
        ends=today - timedelta(days=78),
        aims="Xem cách hợp tác xã mẫu làm 5S và truy xuất",
        people=12,
        who="Sở mẫu, ba hợp tác xã mẫu",
        findings="Mỗi lô có một tờ đi kèm; cuối ngày ảnh được gửi một lần (hư cấu).",
        follow_up="Thử tờ đi kèm ở một điểm thu mua (hư cấu).",
        is_demonstration=True,
        **by,
    )
    for place, figures in (
        ("Tỉnh A Mẫu", (71, 76, 82)),
        ("Tỉnh B Mẫu", (65, 72, 80)),
        ("Tỉnh C Mẫu", (88, 90, 93)),
    ):
        for year, value in zip((2022, 2023, 2024), figures, strict=True):
            library.enter_benchmark(
                measure="Năng suất lao động mẫu",
                method="GRDP giá hiện hành / lao động bình quân (mẫu)",
                unit="triệu đồng/lao động",
                place=place,
                year=year,
                value=Decimal(value),
                source="Số hư cấu để trình diễn",
                is_demonstration=True,
                **by,
            )
