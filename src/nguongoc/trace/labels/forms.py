"""What people fill in: a wish for labels, a step for a range of stamps, a template, a rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.domain.stamps import content, numbers
from nguongoc.domain.stamps.layout import LINES
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.units import SYMBOLS
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels.actions.batches import Wish
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, StampRange
from nguongoc.trace.labels.queries import templates

said = lazy(text, str)
MOST_LOTS = 100
UNITS = ("H87", "GRM", "KGM", "MLT", "LTR")
LENGTHS = (
    ("page_width", _("Rộng khổ giấy (mm)")),
    ("page_height", _("Cao khổ giấy (mm)")),
    ("label_width", _("Rộng một nhãn (mm)")),
    ("label_height", _("Cao một nhãn (mm)")),
    ("left", _("Lề trái (mm)")),
    ("top", _("Lề trên (mm)")),
    ("gap_x", _("Khe ngang giữa hai nhãn (mm)")),
    ("gap_y", _("Khe dọc giữa hai nhãn (mm)")),
    ("symbol", _("Cạnh mã QR kể cả lề trắng (mm)")),
    ("text_size", _("Cỡ chữ lớn nhất (điểm)")),
    ("least_size", _("Cỡ chữ nhỏ nhất (điểm)")),
)


class HouseForm(forms.Form):
    """A form that can show what an action refused: each problem at the field it names, or at the top."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def refuse(self, refused: Refused) -> None:
        """Show these problems."""
        for one in refused.problems:
            self.add_error(one.where if one.where in self.fields else None, text(one.why))


class WishForm(HouseForm):
    """A wish for labels of one product."""

    lot = forms.ModelChoiceField(
        Lot.objects.none(),
        label=_("Lô hàng"),
        required=False,
        empty_label=_("Chưa gắn lô: gắn khi kích hoạt"),
        help_text=_("Nhãn theo lô và nhãn thùng phải chọn lô."),
    )
    kind = forms.ChoiceField(label=_("Loại nhãn"), choices=LabelBatch.Kind.choices)
    template = forms.ModelChoiceField(LabelTemplate.objects.none(), label=_("Mẫu nhãn"), empty_label=None)
    quantity = forms.IntegerField(
        label=_("Số nhãn"), min_value=1, widget=forms.TextInput(attrs={"class": "short"})
    )
    content = FigureField(
        label=_("Mỗi nhãn ứng với"),
        max_digits=12,
        decimal_places=3,
        help_text=_("Lượng hàng mang một nhãn: khối lượng tịnh của một gói, hoặc số gói trong một thùng."),
    )
    uom = forms.ChoiceField(label=_("Đơn vị"))
    has_scratch = forms.BooleanField(
        label=_("In mã cào dưới lớp phủ"),
        required=False,
        help_text=_("Người mua cào lớp phủ để biết tem đã từng được kiểm tra hay chưa."),
    )
    has_tail = forms.BooleanField(
        label=_("Số sê-ri có đuôi khóa"),
        required=False,
        help_text=_("Phát hiện số bịa ngay cả khi không tra kho."),
    )

    def __init__(self, *args: Any, product: Product, today: date, **options: Any) -> None:
        figure, unit = content.net(product.net_content) or (Decimal(1), "H87")
        options["initial"] = {"content": figure, "uom": unit, "quantity": 100, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.product = product
        lots = Lot.objects.filter(product=product).order_by("-produced_on", "number")
        self._choose("lot", lots if self.is_bound else lots[:MOST_LOTS])
        self._choose("template", templates(today))
        uom = self.fields["uom"]
        assert isinstance(uom, forms.ChoiceField)
        uom.choices = [(code, said(SYMBOLS[code])) for code in UNITS]

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @property
    def wish(self) -> Wish:
        """What is asked for; the form is valid."""
        return Wish(self.product, **{name: self.cleaned_data[name] for name in self.fields})


class ControlField(forms.CharField):
    """A control number, typed or scanned; its check digit is always looked at."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return numbers.read_control(typed)
        except Refused as refused:
            raise forms.ValidationError(text(refused.problems[0].why)) from refused


class StepForm(HouseForm):
    """A step for the stamps from one control number to another."""

    to = forms.ChoiceField(label=_("Việc cần làm"))
    first = ControlField(label=_("Số kiểm soát đầu"), help_text=_("Ví dụ T000012-000001-0. Quét hoặc gõ."))
    last = ControlField(
        label=_("Số kiểm soát cuối"), help_text=_("Để trống nếu chỉ một tem."), required=False
    )
    lot = forms.CharField(
        label=_("Số lô"),
        max_length=20,
        required=False,
        help_text=_("Chỉ cần khi kích hoạt: tem gắn với lô này."),
    )
    why = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        required=False,
        help_text=_("Bắt buộc khi khóa, thu hồi hoặc hủy."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Text]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, said(words)) for code, words in choices]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        found["last"] = found.get("last") or found.get("first")
        if found.get("to") == StampRange.State.ACTIVATED and not found.get("lot"):
            self.add_error("lot", _("Hãy gõ số lô mà tem được gắn vào."))
        return found


class WhyForm(HouseForm):
    """A reason."""

    why = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class TemplateForm(HouseForm):
    """A label template from a day on."""

    code = forms.SlugField(
        label=_("Mã mẫu"), max_length=40, help_text=_("Trùng mã cũ thì thay mẫu cũ từ ngày này.")
    )
    name = forms.CharField(label=_("Tên mẫu"), max_length=120)
    valid_from = DayField(label=_("Dùng từ ngày"))
    medium = forms.ChoiceField(label=_("In trên"), choices=LabelTemplate.Medium.choices)
    columns = forms.IntegerField(label=_("Số cột"), min_value=1, max_value=20, initial=1)
    rows = forms.IntegerField(label=_("Số hàng"), min_value=1, max_value=60, initial=1)
    lines = forms.MultipleChoiceField(
        label=_("Các dòng chữ"),
        choices=[(code, said(words)) for code, words in LINES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    has_ean = forms.BooleanField(label=_("Có mã vạch EAN-13 cho quầy thu ngân"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in LENGTHS:
            self.fields[name] = FigureField(label=label, max_digits=6, decimal_places=2, min_value=0)


class RuleForm(HouseForm):
    """What printing needs in a sector, from a day on."""

    sector = forms.ChoiceField(label=_("Ngành hàng"), required=False)
    valid_from = DayField(label=_("Áp dụng từ ngày"))
    least_score = forms.IntegerField(label=_("Mức đầy đủ ít nhất (trên 100)"), min_value=0, max_value=100)
    least_stages = forms.IntegerField(label=_("Số công đoạn ít nhất"), min_value=0, max_value=20)
    decided_by = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=_("Số văn bản, ngày ký."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["sector"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Mọi ngành chưa có mức riêng")),
            *((one.code, said(one.name)) for one in known_sectors()),
        ]
