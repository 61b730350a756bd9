"""Support cases in the demonstration province: one in each place that a visitor should see, through the real actions,
on the days on which they would have happened. Everything in them is fiction."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone

from nguongoc.config.demo.province import Province
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared import typeset
from nguongoc.programme.experts.actions import add_competence, add_expert
from nguongoc.programme.experts.models import Competence
from nguongoc.programme.support.actions import applying, carrying, handling, judging
from nguongoc.programme.support.models import Case, Kind
from nguongoc.registry.certificates.actions import add_certificate

DAY = timedelta(days=1)
OFFICER, EXPERT = "trinhdien-sokhcn", "trinhdien-chuyengia"
PHONE = "0900 000 001"
"""Of every made-up contact: with a code, it opens the public look-up."""


def load(province: Province, *, at: datetime) -> None:
    """Two experts, and eight cases from a draft to the follow-up."""
    scene = _Scene(province, at)
    competences = scene.experts()
    scene.carried_out()
    scene.traceability()
    scene.refused()
    scene.asked_for_more()
    scene.judged(competences)
    scene.overdue()
    scene.handed_in()
    scene.drafted()


class _Scene:
    def __init__(self, province: Province, at: datetime) -> None:
        self.province, self.at = province, at
        self.officer = province.users[OFFICER]
        self.paper = typeset.pdf("#set text(font: sys.inputs.face)\nTỆP TRÌNH DIỄN".encode(), {})

    def ago(self, days: int) -> datetime:
        """At nine in the morning, so many days before the day of loading; on a weekend, the Friday before."""
        here = timezone.localtime(self.at - days * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
        return min(here - max(0, here.weekday() - 4) * DAY, self.at)

    def day(self, days: int) -> date:
        """That day; fewer than none are days to come."""
        return timezone.localdate(self.ago(days) if days > 0 else self.at - days * DAY)

    def file(self, name: str) -> IO[bytes]:
        file = io.BytesIO(self.paper)
        file.name = name
        return file

    def who(self, party: str) -> User:
        """Who applies for this party."""
        owner = self.province.parties[party]
        held = owner.memberships.filter(role__permissions__contains=["support.apply"]).order_by("pk")
        return held[0].user

    def experts(self) -> list[Competence]:
        """One with an account and a competence that holds; one whose competence has just expired."""
        found = []
        for number, (field, ends) in enumerate((("ISO 22000, HACCP", -700), ("Truy xuất nguồn gốc", 15)), 1):
            expert = add_expert(
                full_name=f"Chuyên gia mẫu {number} (trình diễn)",
                workplace="Tổ chuyên gia Mẫu (trình diễn)",
                user=self.province.users[EXPERT] if number == 1 else None,
                is_demonstration=True,
                actor=self.officer,
                at=self.ago(480),
            )
            found.append(
                add_competence(
                    expert,
                    field=field,
                    issuer="Nơi cấp mẫu (trình diễn)",
                    number=f"NL-{number:02d}",
                    valid_from=self.day(500),
                    valid_to=self.day(ends),
                    file=self.file("nang-luc.pdf"),
                    actor=self.officer,
                    at=self.ago(480),
                )
            )
        return found

    def draft(self, party: str, kind: str, wish: str, days: int) -> Case:
        found, actor = Kind.objects.get(code=kind, valid_to=None), self.who(party)
        told: dict[str, Any] = {
            "wish_name": wish,
            "now": "Chưa có hệ thống; làm theo kinh nghiệm (hư cấu).",
            "plan": "Thuê tư vấn, đào tạo, đánh giá thử rồi đánh giá chứng nhận trong 12 tháng (hư cấu).",
            "scope": "Toàn bộ cơ sở (hư cấu)",
            "total": Decimal(120_000_000),
            "asked": Decimal(60_000_000),
            "contact_name": "Người liên hệ mẫu",
            "contact_phone": PHONE,
        }
        case = applying.draft(self.province.parties[party], found, actor=actor, at=self.ago(days), **told)
        if any(one.is_required for one in found.wanted):
            file = self.file("dang-ky-kinh-doanh.pdf")
            applying.add_paper(case, code="dang-ky-kinh-doanh", file=file, actor=actor, at=self.ago(days))
        return case

    def submitted(self, party: str, kind: str, wish: str, days: int) -> Case:
        return applying.submit(self.draft(party, kind, wish, days), actor=self.who(party), at=self.ago(days))

    def received(self, party: str, kind: str, wish: str, days: int) -> Case:
        case = self.submitted(party, kind, wish, days)
        handling.open_case(case, actor=self.officer, at=self.ago(days - 1))
        handling.receive(case, actor=self.officer, at=self.ago(days - 1))
        return case

    def processed(self, party: str, kind: str, wish: str, days: int) -> Case:
        case = self.received(party, kind, wish, days)
        handling.take_up(case, actor=self.officer, at=self.ago(days - 3))
        return case

    def granted(self, party: str, kind: str, wish: str, days: int, took: int) -> Case:
        case, then = self.processed(party, kind, wish, days), self.ago(days - took)
        reason, amount = "Đủ điều kiện, hội đồng đề nghị (hư cấu).", Decimal(60_000_000)
        judging.rule(case, verdict="support", reason=reason, amount=amount, actor=self.officer, at=then)
        handling.hand_over(case, actor=self.officer, at=then + DAY)
        return case

    def carried_out(self) -> None:
        """A certificate after a year: council, contract, stages, acceptance, measures that are shared."""
        case, actor = self.processed("htx", "chung-nhan", "ISO 22000:2018", 430), self.who("htx")
        told: dict[str, Any] = {"actor": self.officer, "at": self.ago(410)}
        council = judging.convene(
            case,
            held_on=self.day(410),
            criteria=[("Cần thiết", 40), ("Khả thi", 40), ("Kinh phí hợp lý", 20)],
            members=[
                ("Chủ tịch mẫu", "chair"),
                ("Thư ký mẫu", "secretary"),
                ("Ủy viên mẫu", "member"),
            ],
            **told,
        )
        seats = list(council.seats.order_by("pk"))
        points = {(seat.pk, n): Decimal(given) for seat in seats for n, given in enumerate((34, 33, 16))}
        declared = {seat.pk: (False, "") for seat in seats}
        judging.score(council, declared=declared, points=points, remarks={}, **told)
        judging.close_council(council, conclusion="Đề nghị hỗ trợ (hư cấu).", **told)
        reason = "Đủ điều kiện, hội đồng đề nghị (hư cấu)."
        judging.rule(case, verdict="support", reason=reason, amount=Decimal(60_000_000), **told)
        handling.hand_over(case, actor=self.officer, at=self.ago(408))
        contract = carrying.sign_contract(
            case,
            number="01/HĐ-MẪU",
            signed_on=self.day(400),
            partner="Tổ chức chứng nhận Mẫu (trình diễn)",
            total=Decimal(120_000_000),
            support=Decimal(60_000_000),
            file=self.file("hop-dong.pdf"),
            actor=self.officer,
            at=self.ago(400),
        )
        for name, days in (
            ("Đào tạo, viết tài liệu", 300),
            ("Đánh giá thử", 250),
            ("Đánh giá chứng nhận", 200),
        ):
            stage = carrying.plan_stage(
                contract, name=name, due_date=self.day(days), actor=self.officer, at=self.ago(399)
            )
            done: dict[str, Any] = {"actor": self.officer, "at": self.ago(days)}
            carrying.finish_stage(stage, on=self.day(days), words="Xong (hư cấu).", **done)
        told = {"actor": self.officer, "at": self.ago(180)}
        carrying.accept(contract, on=self.day(180), words="Đạt, hệ thống được chứng nhận (hư cấu).", **told)
        certificate = add_certificate(
            self.province.parties["htx"],
            number="ISO22000-MẪU-01",
            kind="iso-22000",
            standard="ISO 22000:2018",
            scope="Sơ chế, chế biến chè (hư cấu)",
            issuer="Tổ chức chứng nhận Mẫu (trình diễn)",
            issued_on=self.day(190),
            expires_on=self.day(190) + 1095 * DAY,
            file=self.file("iso-22000.pdf"),
            is_demonstration=True,
            **told,
        )
        carrying.name_certificate(case, certificate, **told)
        before = {"gia-tri-lao-dong": Decimal(82), "ty-le-loi": Decimal("6.5"), "lao-dong": Decimal(21)}
        carrying.follow_up(
            case,
            year=0,
            measures=dict(before),
            is_kept=None,
            words="",
            is_shared=False,
            actor=actor,
            at=self.ago(395),
        )

    def traceability(self) -> None:
        """Supported in traceability: whether it is in use is told by the log."""
        self.granted("ong", "truy-xuat", "Hệ thống truy xuất nguồn gốc", 160, 24)

    def refused(self) -> None:
        case = self.processed("ca", "cong-cu-nganh", "Công cụ nuôi trồng", 260)
        reason = "Nội dung đã được chương trình khác hỗ trợ (hư cấu)."
        judging.rule(case, verdict="refuse", reason=reason, actor=self.officer, at=self.ago(235))
        handling.hand_over(case, actor=self.officer, at=self.ago(234))

    def asked_for_more(self) -> None:
        """The clock stands: exactly which field and paper, and why."""
        case = self.processed("mien", "he-thong-quan-ly", "5S, Kaizen", 20)
        wanted = [
            handling.Wanted("field", "scope", "Phạm vi áp dụng", "Ghi rõ công đoạn nào áp dụng 5S"),
            handling.Wanted("paper", "bao-gia", "Báo giá của đơn vị tư vấn", "Chưa có báo giá"),
        ]
        handling.ask(case, wanted, actor=self.officer, at=self.ago(5))

    def judged(self, competences: list[Competence]) -> None:
        """With an expert, who has declared and owes the opinion; the deadline is near."""
        case = self.processed("ca", "huu-co", "Nuôi cá nước lạnh theo hướng hữu cơ", 41)
        given = judging.assign(case, competences[0], actor=self.officer, at=self.ago(12))
        expert = self.province.users[EXPERT]
        judging.declare(given, has_conflict=False, actor=expert, at=self.ago(11))
        words = "Theo dõi thêm chất lượng nước trước khi họp."
        handling.note(case, words, actor=self.officer, at=self.ago(10))

    def overdue(self) -> None:
        self.received("phanphoi", "san-xuat-thong-minh", "Kho thông minh", 55)

    def handed_in(self) -> None:
        """May still be edited."""
        self.submitted("xuong", "chung-nhan", "HACCP", 1)

    def drafted(self) -> None:
        self.draft("htx", "tccs", "TCCS chè xanh", 0)
