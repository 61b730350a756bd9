"""The sheets that the plan takes in: what became of tasks and indicators in a phase, above all in one that is over."""

from __future__ import annotations

from decimal import Decimal

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.shared.sheets_in import Field
from nguongoc.programme.plan.actions import change_task, declare
from nguongoc.programme.plan.models import Declared, Indicator, Phase, Task
from nguongoc.registry.sheets.registers import Register, Sender, Values

EDITS = ("plan.edit",)


def _phase(code: str) -> Phase:
    found = Phase.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Phase.objects.values_list("code", flat=True))
        why = Text(f"Không có giai đoạn “{code}”. Chọn: {known}.", f"There is no phase “{code}”: {known}.")
        raise Refused(Problem("phase", why, "no-such-phase"))
    return found


def _take_result(row: Values, sender: Sender) -> None:
    """A figure of a phase as a report states it. The same line sent again says nothing new."""
    phase = _phase(row["phase"])
    indicator = Indicator.objects.filter(code=row["indicator"]).first()
    if indicator is None:
        known = ", ".join(Indicator.objects.values_list("code", flat=True))
        why = Text(f"Không có chỉ tiêu “{row['indicator']}”. Chọn: {known}.", f"No such indicator: {known}.")
        raise Refused(Problem("indicator", why, "no-such-indicator"))
    told = {"value": Decimal(row["value"]), "as_of": row["as_of"], "source": row["source"]}
    if not Declared.objects.filter(indicator=indicator, phase=phase, **told).exists():
        declare(indicator, phase, actor=sender.actor, at=sender.at, **told)


PHASE = Field("phase", Text("Giai đoạn", "Phase"), required=True, example="2021-2025")
RESULTS = Register(
    "ket-qua-chi-tieu",
    Text("Kết quả chỉ tiêu theo báo cáo", "Results of indicators as reported"),
    "indicators",
    EDITS,
    (
        PHASE,
        Field("indicator", Text("Mã chỉ tiêu", "Indicator"), required=True, example="lop-dao-tao"),
        Field("value", Text("Giá trị", "Value"), "number", required=True, example="5"),
        Field("as_of", Text("Tính đến ngày", "As of"), "day", required=True, example="31/12/2025"),
        Field(
            "source",
            Text("Nguồn", "Source"),
            required=True,
            example="Báo cáo tổng kết mẫu",
        ),
    ),
    _take_result,
    Text(
        "Số vào đây là số khai báo: đứng riêng, khác màu, không cộng vào số có bằng chứng.",
        "These are declared figures: they stand apart, in another colour, and are not added to what is proven.",
    ),
)


def _take_task(row: Values, sender: Sender) -> None:
    phase = _phase(row.pop("phase"))
    code = row.pop("code")
    task = Task.objects.filter(phase=phase, code=code).first()
    if task is None:
        known = ", ".join(Task.objects.filter(phase=phase).values_list("code", flat=True))
        why = Text(f"Giai đoạn này không có nhiệm vụ “{code}”. Chọn: {known}.", f"No such task: {known}.")
        raise Refused(Problem("code", why, "no-such-task"))
    change_task(task, actor=sender.actor, at=sender.at, **row)


TASKS = Register(
    "nhiem-vu",
    Text("Kết quả nhiệm vụ của một giai đoạn", "Results of a phase's tasks"),
    "plan",
    EDITS,
    (
        PHASE,
        Field("code", Text("Mã nhiệm vụ", "Task"), required=True, example="dao-tao"),
        Field(
            "state",
            Text("Tình trạng", "State"),
            required=True,
            example=str(Task.State.DONE.label),
            choices={str(label): value for value, label in Task.State.choices},
        ),
        Field("begins", Text("Bắt đầu", "Begins"), "day"),
        Field("due", Text("Hạn", "Due"), "day"),
        Field("lead_vi", Text("Chủ trì, theo văn bản", "Lead, in the plan's words")),
        Field("note", Text("Kết quả", "Result"), example="Đã mở 7 lớp"),
    ),
    _take_task,
    Text(
        "Dùng để đưa giai đoạn đã kết thúc vào hệ thống. Ô trống giữ nguyên điều đang có.",
        "For a phase that is over. Empty cells leave what is there.",
    ),
)
