"""What may be done to a case as a whole: one row a deed, each with its own address, form and question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support import forms
from nguongoc.programme.support.actions import applying, carrying, handling, judging
from nguongoc.programme.support.actions.common import refused
from nguongoc.programme.support.models import Case, Ruling
from nguongoc.programme.support.views.strip import NAME, here, is_own, the_case
from nguongoc.registry.parties.desk import RecordForm, desk
from nguongoc.registry.parties.rights import Request, may

Act = Callable[[Case, Any, User | None, datetime], Any]
RUNNING = frozenset({dossier.RECEIVED, dossier.PROCESSING})
OPEN = dossier.ON_THE_CLOCK
FINAL = frozenset({dossier.DONE, dossier.RETURNED})


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed: its address below the case, who may, what it is called, its form, what it does, in which states it is
    offered, what is said before and after it, and on which page it stands."""

    slug: str
    permission: str
    title: Text
    form: type[RecordForm]
    act: Act
    states: frozenset[str]
    done: Text
    words: Text | None = None
    action: Text | None = None
    is_main: bool = False
    is_judging: bool = False
    is_carrying: bool = False
    when: Callable[[Case], bool] = lambda case: True

    @property
    def is_applicants(self) -> bool:
        """Whether only its own party does it."""
        return self.permission == "support.apply"


def _told(form: Any) -> dict[str, Any]:
    return {**form.values, "opened": form.opened}


def _plain(action: Callable[..., Any]) -> Act:
    """A deed whose action takes what was typed, and the version that was seen."""
    return lambda case, form, actor, at: action(case, actor=actor, at=at, **_told(form))


def _submit(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    applying.submit(case, actor=actor, at=at)


def _ask(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    handling.ask(case, form.wanted, actor=actor, at=at, opened=form.opened)


def _ask_money(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    told = form.values
    wanted = handling.Wanted("money", "", told["name"], told["why"], told["amount"])
    handling.ask(case, [wanted], actor=actor, at=at, opened=form.opened)


def _give(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    handling.give(
        case, form.values["officer"], words=form.values["words"], actor=actor, at=at, opened=form.opened
    )


def _assign(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    told = _told(form)
    judging.assign(case, told.pop("competence"), actor=actor, at=at, **told)


def _say(by_officer: bool) -> Act:
    return lambda case, form, actor, at: applying.say(
        case, form.values["words"], actor=actor, at=at, by_officer=by_officer
    )


def _contract_of(action: Callable[..., Any]) -> Act:
    return lambda case, form, actor, at: action(case.contract, actor=actor, at=at, **form.values)


def _name_certificate(case: Case, form: Any, actor: User | None, at: datetime) -> None:
    carrying.name_certificate(case, form.values["certificate"], actor=actor, at=at)


def _granted(case: Case) -> bool:
    ruling = getattr(case, "ruling", None)
    return ruling is not None and ruling.verdict == Ruling.Verdict.SUPPORT


def _carried(case: Case) -> bool:
    return _granted(case) and hasattr(case, "contract")


APPLY, HANDLE, DECIDE = "support.apply", "support.handle", "support.decide"
SENT = Text("Đã ghi.", "Kept.")
TOLD = Text("Đã ghi. Người nộp được báo.", "Kept. The applicant is told.")
DRAFT, REGISTERED = frozenset({dossier.DRAFT}), frozenset({dossier.REGISTERED})
PROCESSING = frozenset({dossier.PROCESSING})

DEEDS: tuple[Deed, ...] = (
    Deed(
        "nop", APPLY, Text("Nộp hồ sơ", "Hand in"), forms.PlainForm, _submit, DRAFT,
        Text("Đã nộp. Còn sửa được cho đến khi cán bộ mở hồ sơ.", "Handed in. It may still be edited."),
        Text(
            "Hồ sơ nhận mã và giấy biên nhận. Bạn còn sửa được cho đến khi cán bộ mở ra xem xét.",
            "The case gets its code and a receipt. You may still edit it until an officer opens it.",
        ),
        is_main=True,
    ),
    Deed(
        "bo", APPLY, Text("Bỏ bản nháp", "Throw the draft away"), forms.PlainForm,
        lambda case, form, actor, at: applying.throw_away(case, actor=actor, at=at), DRAFT,
        Text("Đã bỏ bản nháp.", "The draft is gone."),
        Text("Những gì đã điền sẽ mất. Tệp đã gửi vẫn được giữ theo quy định.", "What was filled in is lost."),
    ),
    Deed(
        "rut", APPLY, Text("Xin rút hồ sơ", "Ask for it back"), forms.ReasonForm, _plain(applying.withdraw),
        REGISTERED | RUNNING | dossier.CLOCK_STANDS,
        Text("Đã gửi yêu cầu rút.", "Your wish is sent."),
    ),
    Deed(
        "tiep-tuc", APPLY, Text("Không rút nữa", "Let it go on"), forms.PlainForm, _plain(applying.go_on),
        frozenset({dossier.WITHDRAWING}), Text("Hồ sơ được xử lý tiếp.", "The case goes on."), is_main=True,
    ),
    Deed(
        "nhan", APPLY, Text("Gửi lời nhắn", "Write a message"), forms.WordsForm, _say(False),
        REGISTERED | OPEN | FINAL, Text("Đã gửi.", "Sent."),
    ),
    Deed(
        "mo", HANDLE, Text("Mở hồ sơ để xem xét", "Open it"), forms.PlainForm,
        lambda case, form, actor, at: handling.open_case(case, actor=actor, at=at), REGISTERED,
        Text("Đã mở. Người nộp không sửa được nữa.", "Open. The applicant cannot edit any more."),
        Text(
            "Từ lúc này người nộp không sửa thẳng hồ sơ được nữa; điều cần sửa thì yêu cầu bổ sung.",
            "From now on the applicant cannot edit; what must be mended is asked for.",
        ),
        is_main=True, when=lambda case: case.opened_at is None,
    ),
    Deed(
        "tiep-nhan", HANDLE, Text("Tiếp nhận", "Receive"), forms.ReceiveForm, _plain(handling.receive), REGISTERED,
        TOLD,
        Text(
            "Đồng hồ bắt đầu chạy; ngày hẹn trả được ghi và không đổi nữa.",
            "The clock begins; the day of the answer is promised and stays.",
        ),
        is_main=True, when=lambda case: case.opened_at is not None,
    ),
    Deed(
        "khong-nhan", HANDLE, Text("Không tiếp nhận", "Do not receive"), forms.ReasonForm,
        _plain(handling.refuse_intake), REGISTERED, TOLD, when=lambda case: case.opened_at is not None,
    ),
    Deed(
        "xu-ly", HANDLE, Text("Bắt đầu xử lý", "Begin"), forms.PlainForm, _plain(handling.take_up),
        frozenset({dossier.RECEIVED}), TOLD, is_main=True,
    ),
    Deed(
        "yeu-cau", HANDLE, Text("Yêu cầu bổ sung", "Ask for more"), forms.AskForm, _ask, RUNNING, TOLD,
        Text(
            "Ghi vì sao vào đúng mục hay giấy cần sửa; mục để trống thì không yêu cầu. "
            "Đồng hồ dừng đến khi đơn vị bổ sung đủ.",
            "Write why beside exactly what must be mended. The clock stands until all is given.",
        ),
    ),
    Deed(
        "nghia-vu", HANDLE, Text("Yêu cầu nộp tiền", "Ask for a payment"), forms.MoneyForm, _ask_money, RUNNING, TOLD,
    ),
    Deed("gia-han", HANDLE, Text("Gia hạn", "Extend"), forms.ExtendForm, _plain(handling.extend), RUNNING, TOLD,
        Text("Ngày đã hẹn vẫn giữ trong hồ sơ; gia hạn là một dòng riêng, có lý do.",
             "What was promised stays on record; the extension is a record with its reason."),
    ),
    Deed("giao", HANDLE, Text("Giao người khác xử lý", "Give it to another"), forms.GiveForm, _give, OPEN, SENT),
    Deed("dung", HANDLE, Text("Dừng xử lý", "Stop"), forms.ReasonForm, _plain(handling.stop), OPEN, TOLD),
    Deed("nhan-lai", HANDLE, Text("Nhắn cho đơn vị", "Write to the applicant"), forms.WordsForm, _say(True),
        REGISTERED | OPEN | FINAL, Text("Đã gửi.", "Sent.")),
    Deed(
        "ghi-chu", HANDLE, Text("Ghi chú nội bộ", "Internal note"), forms.NoteForm,
        lambda case, form, actor, at: handling.note(case, form.values["words"], actor=actor, at=at),
        frozenset(dossier.NAMES) - DRAFT, SENT,
    ),
    Deed("chuyen-gia", HANDLE, Text("Giao chuyên gia", "Give it to an expert"), forms.AssignForm, _assign, PROCESSING,
        Text("Đã giao. Chuyên gia khai xung đột lợi ích trước.", "Given; the expert declares first."),
        Text("Chỉ những năng lực còn hiệu lực hôm nay.", "Only competences in force today."), is_judging=True),
    Deed("hoi-dong", HANDLE, Text("Lập hội đồng", "Convene a council"), forms.ConveneForm, _plain(judging.convene),
        PROCESSING, SENT, is_judging=True),
    Deed("quyet-dinh", DECIDE, Text("Ra quyết định", "Decide"), forms.RuleForm, _plain(judging.rule), PROCESSING, TOLD,
        Text("Quyết định dừng đồng hồ và không sửa được nữa.", "The decision stops the clock and is never altered."),
        is_main=True, is_judging=True),
    Deed("tra", HANDLE, Text("Trả kết quả", "Hand over the result"), forms.HandOverForm, _plain(handling.hand_over),
        frozenset({dossier.DONE}), TOLD, is_main=True),
    Deed("hop-dong", HANDLE, Text("Nhập hợp đồng", "Enter the contract"), forms.ContractForm,
        _plain(carrying.sign_contract), FINAL, SENT, is_carrying=True,
        when=lambda case: _granted(case) and not hasattr(case, "contract")),
    Deed("giai-doan", HANDLE, Text("Thêm giai đoạn", "Add a stage"), forms.StageForm,
        _contract_of(carrying.plan_stage), FINAL, SENT, is_carrying=True,
        when=lambda case: _carried(case) and case.contract.accepted_on is None),
    Deed("nghiem-thu", HANDLE, Text("Nghiệm thu", "Accept"), forms.DoneForm, _contract_of(carrying.accept), FINAL, SENT,
        is_carrying=True, when=lambda case: _carried(case) and case.contract.accepted_on is None),
    Deed("chung-nhan", HANDLE, Text("Gắn giấy chứng nhận", "Name a certificate"), forms.CertificateForm,
        _name_certificate, FINAL, SENT,
        Text("Giấy phải có trong sổ đăng ký giấy chứng nhận của đơn vị.", "It must stand in the party's register."),
        is_carrying=True, when=_granted),
)  # fmt: skip
BY_SLUG: Mapping[str, Deed] = {one.slug: one for one in DEEDS}


def offered(request: Request, case: Case) -> list[Deed]:
    """What the reader may do to this case now."""
    own = is_own(request, case)
    return [
        one
        for one in DEEDS
        if case.state in one.states
        and request.viewer.may(one.permission)
        and (own or not one.is_applicants)
        and one.when(case)
    ]


def view(slug: str) -> Callable[..., HttpResponse]:
    """The page of a deed: `/ho-tro/{id}/{slug}/`. What is not offered in this state is refused by the action, with
    words that say how the case stands."""
    deed = BY_SLUG[slug]

    @require_http_methods(["GET", "HEAD", "POST"])
    @may(deed.permission)
    def answered(request: Request, case: int) -> HttpResponse:
        now = timezone.now()
        found = the_case(request, case, timezone.localdate(now), own=deed.is_applicants)
        files = (request.FILES or None,) if request.method == "POST" else ()
        form = deed.form(
            request.POST if request.method == "POST" else None,
            *files,
            record=found,
            initial={"officer": request.viewer.user},
        )
        if request.method == "POST" and form.carry(lambda: _do(deed, found, form, request.viewer.user, now)):
            messages.success(request, text(deed.done))
            if slug == "bo":
                return redirect("cases")
            return redirect(_page(deed), found.pk)
        about = Text(f"{deed.title.vi}: {found}", f"{deed.title.en}: {found}")
        way = (text(NAME), reverse("cases")), here(found)
        return desk(request, form, about, *way, words=deed.words, action=deed.action or deed.title)

    answered.__doc__ = f"`/ho-tro/{{id}}/{slug}/`: {deed.title.en.lower()}."
    return answered


def _page(deed: Deed) -> str:
    return "case_judging" if deed.is_judging else "case_carrying" if deed.is_carrying else "case"


def _do(deed: Deed, case: Case, form: Any, actor: User | None, at: datetime) -> None:
    if not deed.when(case) and case.state in deed.states:
        raise refused(
            "",
            "Hồ sơ chưa đến, hoặc đã qua, bước này.",
            "This step is not due yet, or is done already.",
            "not-now",
        )
    deed.act(case, form, actor, at)
