"""What an applicant does: draft, edit, hand in, answer what is asked, write, withdraw."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.foundation.shared.templatetags.vn import moment
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.common import (
    hold,
    move,
    now_in,
    refused,
    step,
    tell_applicant,
    tell_officers,
)
from nguongoc.programme.support.models import Ask, Case, CodePrefix, Kind, Paper, Step
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product

FIELDS: dict[str, Text] = {
    "wish_name": Text("Tiêu chuẩn, công cụ muốn áp dụng", "Standard or tool"),
    "wish_code": Text("Mã tiêu chuẩn, công cụ", "Code of the standard or tool"),
    "scope": Text("Phạm vi áp dụng", "Scope"),
    "now": Text("Hiện trạng", "How things stand"),
    "plan": Text("Nội dung đề nghị hỗ trợ, kế hoạch", "What is to be done"),
    "total": Text("Tổng kinh phí dự kiến (đồng)", "All costs (đồng)"),
    "asked": Text("Đề nghị tỉnh hỗ trợ (đồng)", "Asked of the province (đồng)"),
    "other_support": Text("Hỗ trợ từ chương trình khác", "Support from other programmes"),
    "contact_name": Text("Người liên hệ", "Contact"),
    "contact_phone": Text("Điện thoại liên hệ", "Contact's phone"),
    "contact_email": Text("Thư điện tử liên hệ", "Contact's e-mail"),
}
"""What the applicant fills in, and what an officer may ask to be mended."""
NEEDED = ("wish_name", "scope", "now", "plan", "contact_name", "contact_phone")
FIGURES = ("total", "asked")
ONE_CODE = 0xCA5E  # advisory lock: codes of a day are given one after the other


@transaction.atomic
def draft(party: Party, kind: Kind, *, actor: User | None, at: datetime, **told: Any) -> Case:
    """Begin an application; what the registry knows is filled in. Raises Refused for a kind that takes none."""
    on = timezone.localdate(at)
    if not kind.is_open or kind not in queries.kinds(on):
        raise refused(
            "kind", "Loại hỗ trợ này không nhận đơn.", "This kind takes no applications.", "kind-closed"
        )
    goods = Product.objects.filter(owner=party, use=Product.Use.SOLD).order_by("folded")
    known = {
        "contact_name": party.representative,
        "contact_phone": party.phone,
        "contact_email": party.email,
        "scope": "; ".join(goods.values_list("name", flat=True)[:10]),
    }
    made = Case.objects.create(
        party=party, kind=kind, drafted_by=actor, drafted_at=at, saved_at=at, **{**known, **_tidy(told)}
    )
    record("case.drafted", made, actor=actor, at=at, party=party.internal_code, kind=kind.code)
    return made


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    values = {name: nfc(one).strip() if isinstance(one, str) else one for name, one in values.items()}
    if "wish_name" in values or "wish_code" in values:
        values["wish_folded"] = fold(values.get("wish_code") or values.get("wish_name") or "")[:200]
    return values


@transaction.atomic
def edit(
    case: Case, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Any]]:
    """Change what the applicant filled in; answers what changed. Raises Refused once an officer has opened it, and
    Overtaken where a colleague has changed the same fields."""
    held = hold(case)
    _refuse_closed(held)
    values = _tidy({"wish_name": held.wish_name, "wish_code": held.wish_code, **values})
    changed = change(case, {**values, "saved_at": at}, verb="case.edited", actor=actor, at=at, opened=opened)
    changed.pop("saved_at", None)
    if changed and held.state == dossier.REGISTERED:
        held.version = case.version
        said = ", ".join(FIELDS[name].vi for name in changed if name in FIELDS)
        step(held, Step.What.EDITED, said, actor=actor, at=at)
    return changed


def _refuse_closed(held: Case) -> None:
    if not held.is_editable:
        when = moment(held.opened_at) if held.opened_at else ""
        raise refused(
            "",
            f"Cán bộ đã mở hồ sơ để xem xét ({when}), nên không sửa thẳng được nữa; điều bạn vừa gõ chưa được ghi và "
            "vẫn còn trên trang này. Hãy gửi điều cần sửa bằng lời nhắn, hoặc chờ yêu cầu bổ sung.",
            f"An officer has opened the case ({when}), so it can no longer be edited; what you typed is not kept and "
            "still stands on this page. Send it as a message, or wait to be asked.",
            "opened",
        )


@transaction.atomic
def add_paper(
    case: Case, *, code: str, file: IO[bytes], actor: User | None, at: datetime, name: str = ""
) -> Paper:
    """Attach a paper; another of the same code takes the earlier one's place, which is kept. Raises Refused once an
    officer has opened the case, and for a file that is not taken."""
    held = hold(case)
    _refuse_closed(held)
    return _keep_paper(held, code, name, file, actor, at)


def _keep_paper(held: Case, code: str, name: str, file: IO[bytes], actor: User | None, at: datetime) -> Paper:
    wanted = {one.code: one.name for one in held.kind.wanted}
    called = wanted.get(code) or nfc(name).strip() or "Giấy tờ khác"
    kept = keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at)
    if code in wanted:
        held.papers.filter(code=code, replaced_at=None).update(replaced_at=at)
    made = Paper.objects.create(case=held, code=code, name=called, file=kept, added_by=actor, added_at=at)
    record("case.paper", held, actor=actor, at=at, paper=called, sha256=kept.sha256)
    return made


@transaction.atomic
def drop_paper(paper: Paper, *, actor: User | None, at: datetime) -> None:
    """Take a paper out of an application that may still be edited; the file is kept."""
    held = hold(paper.case)
    _refuse_closed(held)
    Paper.objects.filter(pk=paper.pk, replaced_at=None).update(replaced_at=at)
    record("case.paper_dropped", held, actor=actor, at=at, paper=paper.name)


@transaction.atomic
def throw_away(case: Case, *, actor: User | None, at: datetime) -> None:
    """A draft is of no use any more. Raises Refused for what was handed in: that is withdrawn."""
    held = hold(case)
    if held.state != dossier.DRAFT:
        raise refused(
            "",
            "Hồ sơ đã nộp thì rút, không bỏ được.",
            "What was handed in is withdrawn instead.",
            "handed-in",
        )
    record("case.thrown_away", held, actor=actor, at=at)
    held.delete()


@transaction.atomic
def submit(case: Case, *, actor: User | None, at: datetime, channel: str = Case.Channel.ONLINE) -> Case:
    """Hand it in: it gets its code, and may still be edited until an officer opens it. Raises Refused naming every
    field and paper that is missing."""
    held = hold(case)
    problems = [
        Problem(name, Text(f"Chưa điền: {FIELDS[name].vi}.", f"Not filled in: {FIELDS[name].en}."), "missing")
        for name in NEEDED
        if not getattr(held, name).strip()
    ]
    lacking = queries.missing_papers(held)
    problems += [
        Problem("papers", Text(f"Chưa có giấy: {name}.", f"No such paper yet: {name}."), "missing")
        for name in lacking
    ]
    if problems:
        raise Refused(problems)
    today = timezone.localdate(at)
    values: dict[str, Any] = {
        "code": _next_code(today),
        "submitted_at": at,
        "saved_at": at,
        "channel": channel,
    }
    move(held, dossier.REGISTERED, actor=actor, at=at, agency=queries.lead_agency(today), **values)
    words = Text(f"{queries.title(held).vi}", f"{queries.title(held).en}")
    tell_officers(held, Text(f"Hồ sơ mới {held.code}", f"A new case {held.code}"), words, at=at)
    tell_applicant(held, Text(f"Đã nhận hồ sơ {held.code}", f"Case {held.code} is handed in"), words, at=at)
    return held


def _next_code(today: date) -> str:
    """The next code of the day: `H35.00-261130-0001`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_CODE])
    prefix = CodePrefix.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    stem = f"{prefix}-{today:%y%m%d}-"
    last = Case.objects.filter(code__startswith=stem).order_by("-code").values_list("code", flat=True).first()
    return f"{stem}{int((last or '0').rpartition('-')[2]) + 1:04d}"


@transaction.atomic
def answer(
    ask: Ask, *, actor: User | None, at: datetime, answer: str = "", file: IO[bytes] | None = None
) -> None:
    """Give what was asked for, right there: a field's new words, a paper, or the proof of a payment. When nothing is
    asked any more the case goes on and its clock with it. Raises Refused without an answer, for one that was given,
    and for a figure that is none."""
    held = hold(ask.case)
    ask = Ask.objects.select_for_update().get(pk=ask.pk)
    answer = nfc(answer).strip()
    if held.state not in dossier.CLOCK_STANDS or ask.answered_at is not None:
        raise refused("", "Mục này không còn chờ bổ sung.", "This is not asked for any more.", "answered")
    if ask.what == Ask.What.PAPER and file is None:
        raise refused("file", "Chọn tệp để gửi.", "Choose the file to send.", "no-answer")
    if not answer and file is None:
        raise refused(
            "answer", "Ghi câu trả lời hoặc gửi tệp.", "Write the answer or send a file.", "no-answer"
        )
    kept = None
    if file is not None:
        code = ask.where if ask.what == Ask.What.PAPER else "khac"
        kept = _keep_paper(held, code, ask.name, file, actor, at).file
    if ask.what == Ask.What.FIELD and answer:
        change(held, _tidy_field(held, ask.where, answer), verb="case.supplemented", actor=actor, at=at)
    Ask.objects.filter(pk=ask.pk).update(answer=answer, file=kept, answered_by=actor, answered_at=at)
    step(held, Step.What.ANSWERED, ask.name, actor=actor, at=at)
    if not held.asks.filter(answered_at=None).exists():
        move(held, dossier.PROCESSING, actor=actor, at=at)
        tell_officers(
            held, Text(f"{held.code}: đã bổ sung đủ", f"{held.code}: all that was asked is here"), at=at
        )


def _tidy_field(held: Case, name: str, answer: str) -> dict[str, Any]:
    if name not in FIGURES:
        return _tidy({"wish_name": held.wish_name, "wish_code": held.wish_code, name: answer})
    typed = answer.replace(".", "").replace(" ", "")
    if not typed.isdigit():
        raise refused(
            "answer", "Gõ số tiền bằng chữ số, ví dụ 50.000.000.", "Type the amount in figures.", "no-figure"
        )
    return {name: int(typed)}


@transaction.atomic
def say(case: Case, words: str, *, actor: User | None, at: datetime, by_officer: bool = False) -> None:
    """A message between applicant and officers, which both read. Raises Refused without words and for a draft."""
    held = hold(case)
    if not words.strip() or held.state == dossier.DRAFT:
        raise refused("words", "Ghi lời nhắn.", "Write the message.", "no-words")
    step(held, Step.What.SAID, words, actor=actor, at=at)
    title = Text(f"{held.code}: có lời nhắn", f"{held.code}: a message")
    (tell_applicant if by_officer else tell_officers)(held, title, Text(words, words), at=at)


@transaction.atomic
def withdraw(
    case: Case, *, reason: str, actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """The applicant asks for the case back; an officer grants it."""
    held = hold(case, opened)
    move(held, dossier.WITHDRAWING, reason, actor=actor, at=at)
    tell_officers(held, now_in(held), Text(reason, reason), at=at)


@transaction.atomic
def go_on(case: Case, *, actor: User | None, at: datetime, opened: Opened | None = None) -> None:
    """The applicant wants the case to go on after all."""
    held = hold(case, opened)
    if held.state != dossier.WITHDRAWING:
        raise refused("", "Hồ sơ không chờ rút.", "No withdrawal is asked for.", "not-withdrawing")
    move(held, dossier.PROCESSING, actor=actor, at=at)
    tell_officers(held, now_in(held), at=at)
