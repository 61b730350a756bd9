"""Sample values for the living page. All of it is made up, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.places import communes
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.shared.components import Chart, Fact, Place, Progress, Status, Step, Tile, Work
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.icons import ICONS
from nguongoc.foundation.shared.tables import Choice, Column
from nguongoc.foundation.shared.templatetags.face import text

TODAY = date(2026, 11, 22)
"""The day on which the samples play: the page must look the same whenever it is looked at."""

CHECKED = Status("good", Text("đã kiểm tra", "checked"))
LABORATORY = Status("good", Text("phòng thử nghiệm", "laboratory"))
DOCUMENT = Status("info", Text("có chứng từ", "documented"))
DECLARED = Status("quiet", Text("tự khai", "self-declared"))
MISSING = Status("wait", Text("chưa có dữ liệu", "no data yet"))
WRONG = Status("bad", Text("số liệu không khớp", "figures do not add up"))
PROOFS = {"kiem-tra": CHECKED, "chung-tu": DOCUMENT, "tu-khai": DECLARED, "thieu": MISSING, "sai": WRONG}

NEEDED = Text("sửa mọi hồ sơ đăng ký", "edit every registry record")
STATES = (CHECKED, DOCUMENT, MISSING, WRONG, DECLARED)


COLOURS = (
    *("paper", "card", "sunken", "ink", "ink-2", "ink-3", "line", "edge", "tea", "tea-deep", "tea-wash"),
    *("info", "info-wash", "wait", "wait-wash", "bad", "bad-wash"),
)


# The table: lots.


@dataclass(frozen=True, slots=True)
class Lot:
    code: str
    product: str
    producer: str
    place: str
    amount: Decimal
    made_on: date
    proof: str


LOTS_NAME = Text("Lô hàng mẫu", "Sample lots")
SEARCH_HINT = Text("mã lô, sản phẩm, xã…", "lot, product, commune…")


def lots() -> list[Lot]:
    """Sixty made-up lots from real communes."""
    makers = ("HTX chè Mẫu", "Cơ sở miến Mẫu", "HTX cá Mẫu", "Tổ ong Mẫu")
    goods = (
        "Chè Shan tuyết cổ thụ, hộp 100 g",
        "Miến dong Bình Lư, gói 500 g",
        "Cá tầm phi lê",
        "Mật ong rừng",
    )
    places = [one.name for one in communes()]
    made = []
    for index, (round_, kind) in enumerate(product(range(15), range(4))):
        made.append(
            Lot(
                code=f"L26{index * 37 % 1000:04d}",
                product=goods[kind],
                producer=f"{makers[kind]} (trình diễn)",
                place=places[(index * 7 + kind) % len(places)],
                amount=Decimal(index * 7919 % 9973) / 10,
                made_on=TODAY - timedelta(days=index * 5 + round_),
                proof=list(PROOFS)[(index * 3 + round_) % len(PROOFS)],
            )
        )
    return made


LOT_COLUMNS = (
    Column(
        "ma",
        Text("Mã lô", "Lot"),
        lambda lot: lot.code,
        kind="code",
        order=("code",),
        link=lambda lot: "#bang",
    ),
    Column(
        "san-pham",
        Text("Sản phẩm", "Product"),
        lambda lot: lot.product,
        order=("product", "code"),
        note=lambda lot: lot.producer,
    ),
    Column("noi", Text("Nơi sản xuất", "Made in"), lambda lot: lot.place, order=("place", "code")),
    Column("trang-thai", Text("Bằng chứng", "Proof"), lambda lot: PROOFS[lot.proof], kind="status"),
    Column("ngay", Text("Ngày", "Day"), lambda lot: lot.made_on, kind="day", order=("made_on",)),
    Column(
        "kg", Text("Khối lượng (kg)", "Weight (kg)"), lambda lot: lot.amount, kind="number", order=("amount",)
    ),
)


def _with_proof(rows: Sequence[Lot], proof: str) -> list[Lot]:
    return [lot for lot in rows if lot.proof == proof]


def search_lots(rows: Sequence[Lot], words: str) -> list[Lot]:
    """Lots whose code, product or place holds the words, with or without their marks."""
    wanted = fold(words)
    return [lot for lot in rows if wanted in fold(f"{lot.code} {lot.product} {lot.place}")]


LOT_CHOICES = (
    Choice(
        "bang-chung",
        Text("Bằng chứng", "Proof"),
        [(key, status.words) for key, status in PROOFS.items()],
        _with_proof,
    ),
)


# Forms.


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="", max_length=80)
    day = DayField(label="")
    amount = FigureField(label="", min_value=0, required=False)
    kind = forms.ChoiceField(label="", choices=())
    ways = forms.MultipleChoiceField(
        label="", choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )
    organic = forms.ChoiceField(label="", choices=(), widget=forms.RadioSelect)
    note = forms.CharField(label="", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label="", required=False)
    agree = forms.BooleanField(label="")
    locked = forms.CharField(label="", initial="0200000000012", disabled=True, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
        for name, label in _labels().items():
            self.fields[name].label = label
        self.fields["name"].help_text = _("Như in trên nhãn hàng hóa.")
        self._choose("kind", [("", _("Chọn một loại")), ("che", _("Chè")), ("mien", _("Miến dong"))])
        self._choose("ways", [("say", _("Sấy")), ("vo", _("Vò")), ("diet-men", _("Diệt men"))])
        self._choose("organic", [("co", _("Có chứng nhận còn hạn")), ("khong", _("Không"))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any] | None:
        amount = self.cleaned_data.get("amount")
        if amount is not None and amount > 500:
            self.add_error("amount", _("Nhiều hơn mức một hộ có thể hái trong ngày (500 kg). Kiểm tra lại."))
        return self.cleaned_data


def _labels() -> dict[str, str]:
    return {
        "name": _("Tên sản phẩm"),
        "day": _("Ngày thu hái"),
        "amount": _("Khối lượng (kg)"),
        "kind": _("Loại sản phẩm"),
        "ways": _("Cách chế biến"),
        "organic": _("Sản xuất hữu cơ"),
        "note": _("Ghi chú"),
        "paper": _("Phiếu kiểm nghiệm"),
        "agree": _("Tôi đã đối chiếu với sổ ghi tay"),
        "locked": _("Mã nội bộ"),
    }


def forms_shown() -> dict[str, SampleForm]:
    """The form as it opens, and the form as it comes back."""
    wrong = {"loi-name": "Chè Shan", "loi-day": "31/02/2026", "loi-amount": "4.200,5", "loi-organic": "co"}
    return {"form": SampleForm(prefix="moi"), "refused_form": SampleForm(wrong, prefix="loi")}


# What else there is.


def steps() -> list[Step]:
    """A journey with every kind of proof, and a gap."""
    return [
        Step(
            Text("Hái búp", "Plucking"),
            CHECKED,
            [
                Text(
                    "02–03/09/2026 · xã Sin Suối Hồ · 420 kg búp tươi từ 14 hộ",
                    "02–03/09/2026 · Sin Suối Hồ commune · 420 kg of fresh buds from 14 households",
                )
            ],
            Text(
                "Nhật ký hộ, cán bộ xã đối chiếu 05/09", "Field diaries, checked by a commune officer 05/09"
            ),
        ),
        Step(
            Text("Thu mua", "Buying in"),
            DOCUMENT,
            [
                Text(
                    "03/09/2026 · điểm thu mua số 2 · 31 phiếu cân",
                    "03/09/2026 · buying point 2 · 31 weighing slips",
                )
            ],
        ),
        Step(
            Text("Chế biến", "Processing"),
            CHECKED,
            [
                Text(
                    "04/09/2026 · diệt men, vò, sấy · 420 kg → 88,4 kg",
                    "04/09/2026 · fixing, rolling, drying · 420 kg → 88.4 kg",
                )
            ],
        ),
        Step(
            Text("Kiểm nghiệm", "Testing"),
            LABORATORY,
            [Text("09/09/2026 · dư lượng trong giới hạn", "09/09/2026 · residues within limits")],
        ),
        Step(
            Text("Đóng gói", "Packing"),
            DECLARED,
            [Text("12/09/2026 · 880 hộp, tem đã kích hoạt", "12/09/2026 · 880 boxes, stamps activated")],
        ),
        Step(
            Text("Vận chuyển", "Transport"),
            MISSING,
            [Text("Nhà phân phối chưa gửi thông tin", "The distributor has not told us yet")],
            is_gap=True,
        ),
    ]


def known() -> list[Fact]:
    return [
        Fact(Text("Lô", "Lot"), "L260912"),
        Fact(Text("Ngày sản xuất", "Made on"), "12/09/2026"),
        Fact(Text("Hạn dùng", "Use by"), "12/09/2028"),
        Fact(
            Text("Mã nội bộ", "Internal code"),
            "0200000000012",
            status=Status("quiet", Text("mã nội bộ", "internal code")),
        ),
        Fact(
            Text("Nơi hái", "Plucked in"),
            Text("xã Sin Suối Hồ", "Sin Suối Hồ commune"),
            note=Text(
                "trước 01/07/2025: xã Sin Suối Hồ, huyện Phong Thổ", "before 01/07/2025: Phong Thổ district"
            ),
        ),
    ]


def works() -> list[Work]:
    """Things that wait, near and far."""
    return [
        Work(
            Text("Hợp quy miến dong", "Conformity of cellophane noodles"),
            "#viec",
            Status("bad", Text("Quá hạn", "Late")),
            "HT-260821-0002",
            Text("Cơ sở miến Mẫu (trình diễn)", "Mẫu noodle maker (sample)"),
            TODAY - timedelta(days=2),
            Text("chờ quyết định của lãnh đạo", "the head of office decides"),
        ),
        Work(
            Text("Hệ thống truy xuất, cá nước lạnh", "Traceability system, cold-water fish"),
            "#viec",
            Status("info", Text("Đang thẩm định", "Under appraisal")),
            "HT-261002-0007",
            Text("HTX cá Mẫu (trình diễn)", "Mẫu fish cooperative (sample)"),
            TODAY,
            Text("chuyên gia đã khai xung đột: không", "expert declared no conflict"),
        ),
        Work(
            Text("Chứng nhận ISO 22000", "ISO 22000 certification"),
            "#viec",
            Status("wait", Text("Yêu cầu bổ sung", "More papers asked for")),
            "HT-260918-0004",
            Text("Công ty chè Mẫu (trình diễn)", "Mẫu tea company (sample)"),
            None,
            Text("đồng hồ đang dừng", "the clock stands still"),
        ),
        Work(
            Text("Đề xuất của xã Bình Lư: 4 hộ mật ong", "Proposal of Bình Lư commune: 4 honey households"),
            "#viec",
            Status("good", Text("Mới đăng ký", "New")),
            "DX-261110-0011",
            due=TODAY + timedelta(days=9),
        ),
    ]


def figures() -> list[Tile]:
    return [
        Tile(
            Text("Doanh nghiệp được chứng nhận", "Enterprises certified"),
            "6",
            "15",
            6 / 15,
            2 / 15,
            Text("6 đủ bằng chứng · 2 chờ giấy", "6 proven · 2 waiting for papers"),
        ),
        Tile(
            Text("Lô có chuỗi đủ trong 90 ngày", "Lots with a whole chain in 90 days"),
            "41",
            "60",
            41 / 60,
            note=Text("19 lô thiếu một công đoạn", "19 lots lack one step"),
            link="#bang",
        ),
        Tile(
            Text("Kinh phí đã chi", "Money spent"),
            "412",
            Text("690 triệu đồng", "690 million đồng"),
            412 / 690,
        ),
        Tile(
            Text("Cảnh báo đang mở", "Open alerts"),
            "0",
            note=Text("không có việc phải làm", "nothing to do"),
        ),
    ]


def charts() -> list[Chart]:
    """One of each kind. The figures are made up."""
    months = [f"{month:02d}/2026" for month in range(5, 12)]
    fresh = ("1812.5", "2440", "2105.2", "2980.4", "4205", "3310.8", "1290")
    dry = ("380.1", "512", "441.9", "626", "884", "695.2", "271.4")
    return [
        Chart(
            Text("Búp tươi và chè khô theo tháng", "Fresh buds and dry tea by month"),
            Text("Tháng", "Month"),
            (Text("Búp tươi", "Fresh"), Text("Chè khô", "Dry")),
            [(month, (Decimal(a), Decimal(b))) for month, a, b in zip(months, fresh, dry, strict=True)],
            unit="kg",
            note=Text("Số liệu mẫu", "Sample figures"),
        ),
        Chart(
            Text("Tỷ lệ thu hồi", "Yield"),
            Text("Tháng", "Month"),
            (Text("Chè khô trên búp tươi", "Dry to fresh"),),
            [
                (month, (None if month == "08/2026" else round(Decimal(b) / Decimal(a) * 100, 2),))
                for month, a, b in zip(months, fresh, dry, strict=True)
            ],
            kind="line",
            unit="%",
            note=Text("Tháng 8 chưa có số liệu: đường bị ngắt", "No figure for August: the line breaks"),
        ),
    ]


def places() -> list[Place]:
    """A point, a shape, and a place whose position nobody has told. Made-up positions."""
    plot = [[103.455, 22.395], [103.462, 22.401], [103.470, 22.396], [103.463, 22.388], [103.455, 22.395]]
    return [
        Place(
            Text("Điểm thu mua số 2", "Buying point 2"),
            Text("mở 7:00–17:00", "open 7:00–17:00"),
            point=(103.478, 22.399),
            status=Status("info", Text("đang mở", "open")),
        ),
        Place(
            Text("Nương Đồi Cao", "Đồi Cao plot"),
            Text("hộ 07 · 1,8 ha", "household 07 · 1.8 ha"),
            shape={"type": "Polygon", "coordinates": [plot]},
        ),
        Place(Text("Nương Suối", "Suối plot"), Text("hộ 12.", "household 12.")),
    ]


LAST_STEP = 6


def work_at(step: int) -> Progress:
    """The sample's long work after so many steps of 200 rows."""
    step = min(LAST_STEP, max(0, step))
    following = f"{reverse('living_progress')}?{urlencode({'buoc': step + 1})}"
    name = Text("Nhập nhật ký của 40 hộ", "Importing the diaries of 40 households")
    if step == LAST_STEP:
        again = (Text("Chạy lại", "Run again"), reverse("living_progress"))
        back = (Text("Về trang giao diện", "Back to the living page"), reverse("living"))
        words = Text("1.200 dòng đã nhập, không dòng nào bị bỏ.", "1,200 rows imported, none left out.")
        return Progress(name, 1200, 1200, following, words, "done", ways=(again, back))
    return Progress(name, step * 200, 1200, following, Text("Đang đọc từng dòng.", "Reading row by row."))


def progresses() -> list[Progress]:
    """Long work in every state; the running ones stand still here."""
    name = Text("Tính lại chỉ số năng suất", "Computing productivity again")
    failed = Text(
        "Dòng 214 thiếu mã xã nên cả tệp chưa được nhập. Sửa dòng ấy rồi gửi lại.",
        "Row 214 has no commune code, so nothing was imported. Mend that row and send the file again.",
    )
    send = (Text("Gửi lại tệp", "Send the file again"), "#tien-do")
    return [
        Progress(name, 0, 0, "", Text("Chưa biết bao lâu.", "Nobody knows how long."), id="tien-do-1"),
        Progress(
            Text("Nhập tệp Excel", "Importing a spreadsheet"),
            213,
            1200,
            "",
            failed,
            "failed",
            "tien-do-2",
            (send,),
        ),
    ]


def everything() -> dict[str, Any]:
    """All samples, by the names that the living page uses."""
    return {
        "today": TODAY,
        "states": STATES,
        "icons": list(ICONS),
        "colours": COLOURS,
        "steps": steps(),
        "facts_known": known(),
        "works": works(),
        "figures": figures(),
        "charts": charts(),
        "places": places(),
        "progresses": progresses(),
        "refusals": ("400", "403", "403_csrf", "404", "500"),
        "trail": [(_("Trang đầu"), "/"), (_("Giao diện"), None)],
        "no_lots": {"title": _("Chưa có lô nào"), "words": _("Tạo lô đầu tiên khi thu mua hoặc đóng gói.")},
        "sample_day": TODAY,
        "sample_figure": Decimal("1234.5"),
        **forms_shown(),
    }


def public() -> dict[str, Any]:
    """A public page's samples."""
    proven = sum(1 for step in steps() if not step.is_gap)
    return {
        "steps": steps(),
        "facts_known": known(),
        "verdict": Text(
            f"{proven} trên {len(steps())} công đoạn có bằng chứng",
            f"{proven} of {len(steps())} steps are proven",
        ),
        "lacking": Text(
            "Còn thiếu: vận chuyển đến cửa hàng. Không có lệnh thu hồi.",
            "Missing: transport to the shop. No recall.",
        ),
        "is_demonstration": True,
        "title": text(Text("Chè Shan tuyết cổ thụ, hộp 100 g", "Ancient Shan tea, 100 g box")),
    }
