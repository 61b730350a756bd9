"""What may be done: rows of the catalogue edited and superseded, questionnaires entered, a party's own answers and
plans kept. Each deed is audited in its own transaction; what a party measures stays out of the audit's details."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.shared.templatetags.vn import number
from nguongoc.programme.catalogue.models import (
    BEST,
    Answer,
    Area,
    Assessment,
    Improvement,
    Item,
    Measure,
    Question,
    Questionnaire,
    Step,
)
from nguongoc.programme.catalogue.queries import waiting
from nguongoc.registry.parties.editing import Opened, Overtaken, change
from nguongoc.registry.parties.models import Party

SEED = Path(__file__).parent / "seed"
NOT_A_MONTH = Text(
    "Ghi cả hai đầu, số tháng từ 1 trở lên, đầu sau không nhỏ hơn đầu trước, và ghi nguồn.",
    "Give both ends in months, at least 1, the second not below the first, and the source.",
)


def load_catalogue(*, at: datetime) -> None:
    """The items and questionnaires that a new installation begins with. What an officer has changed since stays."""
    if Item.objects.exists():
        return
    told = tomllib.loads((SEED / "catalogue.toml").read_text(encoding="utf-8"))
    for one in told["items"]:
        Item.objects.create(
            **{
                "valid_from": told["valid_from"],
                "folded": _folded(one),
                **one,
            }
        )
    for one in told["questionnaires"]:
        enter_questionnaire(
            one["code"],
            one["name_vi"],
            one["name_en"],
            one["areas"],
            valid_from=told["valid_from"],
            actor=None,
            at=at,
        )


def _folded(told: Mapping[str, Any]) -> str:
    return fold(" ".join((told["name_vi"], told.get("name_en", ""), told.get("number", ""))))[:600]


def _tidy(told: Mapping[str, Any]) -> dict[str, Any]:
    """Texts in one spelling, and what is searched. Raises Refused for a time that is no range with its source."""
    values = {name: nfc(value).strip() if isinstance(value, str) else value for name, value in told.items()}
    values["name_en"] = values.get("name_en") or values["name_vi"]
    low: Any = values.get("months_low")
    high: Any = values.get("months_high")
    is_range = low and high and low <= high and values.get("months_source")
    if not is_range and (low is not None or high is not None):
        raise Refused(Problem("months_high", NOT_A_MONTH, "range"))
    return {**values, "folded": _folded(values)}


@transaction.atomic
def add_item(code: str, *, valid_from: date, actor: User | None, at: datetime, **told: Any) -> Item:
    """A row of the catalogue. Raises Refused where the code is there already: that wants a new edition."""
    if Item.objects.filter(code=code).exists():
        why = Text(
            f"Mã “{code}” đã có. Mở dòng ấy để sửa hoặc thêm bản mới.",
            f"The code “{code}” is there already. Open it to edit it or to add an edition.",
        )
        raise Refused(Problem("code", why, "item-known"))
    made = Item.objects.create(code=code, valid_from=valid_from, **_tidy(told))
    record("item.added", made, actor=actor, at=at, code=code, name=made.name_vi)
    return made


@transaction.atomic
def change_item(
    item: Item, *, actor: User | None, at: datetime, opened: Opened | None = None, **told: Any
) -> None:
    """Mend an edition's row. Raises Overtaken where somebody else changed the same fields."""
    change(item, _tidy(told), verb="item.changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def supersede_item(item: Item, *, valid_from: date, actor: User | None, at: datetime, **told: Any) -> Item:
    """A new edition from a day on; the old one ends the day before and stays for what was done under it. Raises
    Refused for one that is superseded already, and for a day not after its first."""
    old = Item.objects.select_for_update().get(pk=item.pk)
    if old.valid_to is not None:
        why = Text("Bản này đã có bản sau thay.", "This edition is superseded already.")
        raise Refused(Problem("valid_from", why, "superseded"))
    if valid_from <= old.valid_from:
        why = Text("Bản mới phải bắt đầu sau bản cũ.", "A new edition begins after the old one.")
        raise Refused(Problem("valid_from", why, "begins-too-early"))
    change(old, {"valid_to": valid_from - timedelta(days=1)}, verb="item.ended", actor=actor, at=at)
    made = Item.objects.create(code=old.code, valid_from=valid_from, **_tidy(told))
    record("item.superseded", made, actor=actor, at=at, code=old.code, before=old.pk)
    return made


Asked = Sequence[Mapping[str, Any]]
"""Areas: code, name_vi, name_en, enough, suggests, questions [[vi, en], …]."""


@transaction.atomic
def enter_questionnaire(
    code: str, name_vi: str, name_en: str, asked: Asked, *, valid_from: date, actor: User | None, at: datetime
) -> Questionnaire:
    """A questionnaire, or a new edition of one. Raises Refused where that edition is there already, where it begins
    before the one in use, and where it asks nothing."""
    made = begin_questionnaire(code, name_vi, name_en, valid_from=valid_from, actor=actor, at=at)
    if not any(one["questions"] for one in asked):
        why = Text("Bộ câu hỏi không có câu nào.", "The questionnaire asks nothing.")
        raise Refused(Problem("", why, "no-questions"))
    for one in asked:
        for vi, en in one["questions"]:
            ask(
                made,
                one["code"],
                vi,
                en,
                area_vi=one["name_vi"],
                area_en=one["name_en"],
                enough=one.get("enough", 70),
                suggests=one.get("suggests", []),
            )
    return made


def begin_questionnaire(
    code: str, name_vi: str, name_en: str, *, valid_from: date, actor: User | None, at: datetime
) -> Questionnaire:
    """A questionnaire without questions yet; `ask` adds them in the same transaction."""
    last = Questionnaire.objects.filter(code=code).order_by("-valid_from").first()
    if last is not None and valid_from <= last.valid_from:
        why = Text(
            f"Bộ “{code}” đã có bản dùng từ {last.valid_from:%d/%m/%Y}. Bản mới phải dùng từ ngày sau đó.",
            f"“{code}” has an edition in use from {last.valid_from:%d/%m/%Y}. A new one must begin later.",
        )
        raise Refused(Problem("valid_from", why, "edition-known"))
    made = Questionnaire.objects.create(
        code=code,
        valid_from=valid_from,
        name_vi=nfc(name_vi),
        name_en=nfc(name_en) or nfc(name_vi),
        entered_by=actor,
        entered_at=at,
    )
    record("questionnaire.entered", made, actor=actor, at=at, code=code, valid_from=valid_from.isoformat())
    return made


def ask(
    questionnaire: Questionnaire,
    area: str,
    vi: str,
    en: str,
    *,
    area_vi: str,
    area_en: str,
    enough: int,
    suggests: Sequence[str],
) -> Question:
    """One more question, at the end of its area; an area is made by its first question. Raises Refused for a
    suggestion that the catalogue does not know."""
    unknown = sorted(
        set(suggests) - set(Item.objects.filter(code__in=suggests).values_list("code", flat=True))
    )
    if unknown:
        why = Text(
            f"Danh mục không có mã: {', '.join(unknown)}.", f"Not in the catalogue: {', '.join(unknown)}."
        )
        raise Refused(Problem("suggests", why, "no-such-item"))
    if not 0 < enough <= 100:
        why = Text("Mức đủ phải từ 1 đến 100 %.", "Enough is between 1 and 100 per cent.")
        raise Refused(Problem("enough", why, "out-of-bounds"))
    count = questionnaire.areas.count()
    place, _ = Area.objects.get_or_create(
        questionnaire=questionnaire,
        code=area,
        defaults={
            "position": count,
            "name_vi": nfc(area_vi),
            "name_en": nfc(area_en) or nfc(area_vi),
            "enough": enough,
            "suggests": list(suggests),
        },
    )
    return Question.objects.create(
        area=place, position=place.questions.count(), text_vi=nfc(vi), text_en=nfc(en) or nfc(vi)
    )


# A party's own


@transaction.atomic
def begin_assessment(
    questionnaire: Questionnaire, party: Party, *, actor: User | None, at: datetime
) -> Assessment:
    """Begin to answer, or go on with the draft that is there: two people of one party answer the same one."""
    made, is_new = Assessment.objects.get_or_create(
        party=party,
        questionnaire=questionnaire,
        finished_at=None,
        defaults={"begun_by": actor, "begun_at": at},
    )
    if is_new:
        record("assessment.begun", made, actor=actor, at=at, questionnaire=str(questionnaire))
    return made


@transaction.atomic
def answer(
    assessment: Assessment, question: Question, value: int | None, *, actor: User | None, at: datetime
) -> None:
    """Keep one answer of a draft, as it is given. Raises Refused for a finished assessment, for a question of another
    questionnaire, and for a value that is not on the scale."""
    _held_draft(assessment)
    if question.area.questionnaire_id != assessment.questionnaire_id or not (
        value is None or 0 <= value <= BEST
    ):
        why = Text("Câu trả lời không hợp lệ. Hãy tải lại trang.", "No such answer. Load the page again.")
        raise Refused(Problem("", why, "no-such-answer"))
    Answer.objects.update_or_create(
        assessment=assessment,
        question=question,
        defaults={"value": value, "answered_by": actor, "answered_at": at},
    )


def _held_draft(assessment: Assessment) -> Assessment:
    held: Assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if held.finished_at is not None:
        why = Text(
            "Lần tự đánh giá này đã chốt nên không sửa được. Hãy bắt đầu lần mới.",
            "This self-assessment is finished. Begin a new one.",
        )
        raise Refused(Problem("", why, "finished"))
    return held


@transaction.atomic
def finish_assessment(assessment: Assessment, *, actor: User | None, at: datetime) -> None:
    """Close a draft: its result stands from then on. Raises Refused where questions are left open."""
    held = _held_draft(assessment)
    left = waiting(held)
    if left:
        why = Text(
            f"Còn {len(left)} câu chưa trả lời, câu đầu: “{left[0].text_vi}” "
            "Câu không liên quan thì chọn “không áp dụng”.",
            f"{len(left)} questions are open, the first: “{left[0].text_en}” Or choose “does not apply”.",
        )
        raise Refused(Problem("", why, "questions-open"))
    Assessment.objects.filter(pk=held.pk).update(finished_at=at, finished_by=actor)
    assessment.finished_at, assessment.finished_by = at, actor
    record("assessment.finished", held, actor=actor, at=at)


@transaction.atomic
def share_assessment(assessment: Assessment, *, is_shared: bool, actor: User | None, at: datetime) -> None:
    """Let the lead agency see a finished one, or no longer."""
    if (
        Assessment.objects.filter(pk=assessment.pk, finished_at__isnull=False)
        .exclude(is_shared=is_shared)
        .update(is_shared=is_shared)
    ):
        record("assessment.shared" if is_shared else "assessment.unshared", assessment, actor=actor, at=at)


@transaction.atomic
def begin_improvement(
    party: Party, *, name: str, actor: User | None, at: datetime, **told: Any
) -> Improvement:
    """A plan to become better: the party's own until it shares it."""
    made = Improvement.objects.create(
        party=party, name=nfc(name).strip(), **{"begun_on": timezone.localdate(at), **_texts(told)}
    )
    record("improvement.begun", made, actor=actor, at=at)
    return made


def _texts(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in told.items()}


@transaction.atomic
def change_improvement(
    improvement: Improvement, *, actor: User | None, at: datetime, opened: Opened | None = None, **told: Any
) -> None:
    """Its name, goal, end, and whether it is shared. Raises Refused where it closes before it begins."""
    closed = told.get("closed_on", improvement.closed_on)
    if closed is not None and closed < improvement.begun_on:
        why = Text("Ngày kết thúc phải sau ngày bắt đầu.", "It closes after it begins.")
        raise Refused(Problem("closed_on", why, "closes-before-it-begins"))
    change(improvement, _texts(told), verb="improvement.changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def add_step(improvement: Improvement, *, actor: User | None, at: datetime, **told: Any) -> Step:
    """One thing to do. Raises Refused for one that is done on a day to come."""
    told = _step(_texts(told), at)
    made = Step.objects.create(improvement=improvement, **told)
    record("improvement.step_added", improvement, actor=actor, at=at, what=made.what)
    return made


def _step(told: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What is done says when (today where nothing is told); what is not has no such day."""
    today = timezone.localdate(at)
    if told.get("state") != Step.State.DONE:
        return {**told, "done_on": None}
    done = told.get("done_on") or today
    if done > today:
        why = Text("Ngày xong không thể ở tương lai.", "It cannot be done on a day to come.")
        raise Refused(Problem("done_on", why, "in-the-future"))
    return {**told, "done_on": done}


@transaction.atomic
def change_step(
    step: Step, *, actor: User | None, at: datetime, opened: Opened | None = None, **told: Any
) -> None:
    """Who does it, when, and how it stands. Raises Refused and Overtaken."""
    change(step, _step(_texts(told), at), verb="improvement.step_changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def add_measure(improvement: Improvement, *, actor: User | None, at: datetime, **told: Any) -> Measure:
    """A figure before, and after where it is known. Raises Refused for one that is there already, and for days that
    cannot be."""
    told = _measure(_texts(told), at)
    if improvement.measures.filter(name=told["name"]).exists():
        why = Text(f"Đã có chỉ số “{told['name']}”.", f"There is a measure “{told['name']}” already.")
        raise Refused(Problem("name", why, "measure-known"))
    made = Measure.objects.create(improvement=improvement, **told)
    record("improvement.measure_added", improvement, actor=actor, at=at, name=made.name)
    return made


def _measure(told: dict[str, Any], at: datetime) -> dict[str, Any]:
    problems, today = [], timezone.localdate(at)
    after, day = told.get("after"), told.get("after_on")
    if (after is None) != (day is None):
        why = Text("Ghi cả giá trị sau và ngày đo.", "Give both the value after and its day.")
        problems.append(Problem("after_on" if day is None else "after", why, "half-told"))
    elif day is not None and day <= told["before_on"]:
        why = Text("Ngày đo sau phải sau ngày đo trước.", "After is measured later than before.")
        problems.append(Problem("after_on", why, "after-before-before"))
    for name in ("before_on", "after_on"):
        if told.get(name) and told[name] > today:
            why = Text("Ngày đo không thể ở tương lai.", "Nothing is measured on a day to come.")
            problems.append(Problem(name, why, "in-the-future"))
    if problems:
        raise Refused(problems)
    return told


@transaction.atomic
def change_measure(
    measure: Measure, *, actor: User | None, at: datetime, opened: Opened | None = None, **told: Any
) -> None:
    """Mend it, or tell what it is after. Raises Refused, and Overtaken where somebody else has changed it meanwhile.
    The audit says which fields changed and not to what: the figures are the party's own."""
    told = _measure(_texts(told), at)
    if measure.improvement.measures.filter(name=told["name"]).exclude(pk=measure.pk).exists():
        why = Text(f"Đã có chỉ số “{told['name']}”.", f"There is a measure “{told['name']}” already.")
        raise Refused(Problem("name", why, "measure-known"))
    held = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    changed = [name for name, value in told.items() if getattr(held, name) != value]
    if opened is not None and max(opened.version, opened.settled) < held.version and changed:
        raise Overtaken([Problem("", _theirs(held), "overtaken")], held.version)
    if changed:
        Measure.objects.filter(pk=held.pk).update(**told, version=held.version + 1)
        record("improvement.measure_changed", measure.improvement, actor=actor, at=at, fields=sorted(changed))


def _theirs(held: Measure) -> Text:
    before, after = number(held.before), number(held.after)
    return Text(
        f"Trong lúc bạn sửa, người khác đã lưu: trước {before}, sau {after}. Lưu lần nữa để giữ của bạn.",
        f"Somebody else has saved meanwhile: before {before}, after {after}. Save again to keep yours.",
    )
