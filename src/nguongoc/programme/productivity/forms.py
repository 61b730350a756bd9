"""Forms: a sheet to enter, a decision on a series, a run to start, a word on a run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.tfp.frozen import Assumptions
from nguongoc.domain.tfp.measures import MEASURES
from nguongoc.domain.tfp.printed import OPENINGS, VARIANTS
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.productivity.actions import Publication
from nguongoc.programme.productivity.models import Area, Review, Series, Vintage

SCALES = (
    ("1", _("đúng đơn vị của hệ thống (tỷ đồng, nghìn người)")),
    ("0.001", _("nhỏ hơn nghìn lần (triệu đồng, người)")),
    ("1000", _("lớn hơn nghìn lần (nghìn tỷ đồng, triệu người)")),
)


class SheetForm(forms.Form):
    """One yearbook table."""

    sheet = AttachmentField(
        label=_("Bảng số liệu"),
        help_text=_(
            "Tệp Excel (.xlsx) hoặc CSV chép nguyên bảng niên giám: một dòng năm, cột đầu là tên chỉ tiêu."
        ),
    )
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Địa phương, địa giới"))
    measure = forms.ChoiceField(label=_("Chỉ tiêu"))
    price_base = forms.ChoiceField(
        label=_("Năm gốc của giá so sánh"),
        choices=(("", _("không phải giá so sánh")), ("1994", "1994"), ("2010", "2010"), ("2020", "2020")),
        required=False,
    )
    scale = forms.ChoiceField(label=_("Đơn vị trong bảng"), choices=SCALES)
    section = forms.CharField(
        label=_("Chỉ lấy phần của bảng có tiêu đề"), required=False, max_length=120,
        help_text=_("Khi một dòng xuất hiện nhiều lần, ví dụ “Giá so sánh 2010”."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Ấn phẩm"), max_length=300, help_text=_("Ví dụ: Niên giám thống kê tỉnh 2025")
    )
    table = forms.CharField(label=_("Bảng số"), max_length=120)
    page = forms.CharField(label=_("Trang"), max_length=60, required=False)
    published_on = DayField(label=_("Ngày công bố"))
    breaks = forms.CharField(
        label=_("Năm không so sánh được với năm trước"), required=False,
        help_text=_("Đổi phân loại, khái niệm hay địa giới; nhiều năm cách nhau dấu phẩy."),
    )  # fmt: skip
    why_break = forms.CharField(label=_("Vì sao không so sánh được"), required=False, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("measure", [(code, text(one.name)) for code, one in MEASURES.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_breaks(self) -> list[int]:
        years = [one.strip() for one in self.cleaned_data["breaks"].split(",") if one.strip()]
        if not all(one.isdigit() and len(one) == 4 for one in years):
            raise ValidationError(_("Ghi năm bốn chữ số, cách nhau dấu phẩy: 2010, 2019."))
        return [int(one) for one in years]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("breaks") and not found.get("why_break"):
            self.add_error("why_break", _("Nói rõ vì sao để người sau hiểu."))
        return found

    @property
    def publication(self) -> Publication:
        found = self.cleaned_data
        return Publication(
            found["source"],
            found["published_on"],
            found["table"],
            found["page"],
            found["price_base"],
            found["area"].boundary,
            float(found["scale"]),
            dict.fromkeys(found["breaks"], found["why_break"]),
        )


DECISIONS = (
    ("break", _("đánh dấu một năm không so sánh được với năm trước")),
    ("link", _("nối gốc giá hoặc phân loại tại một năm có trong cả hai bản")),
    ("splice", _("nối hai khái niệm trên những năm trùng nhau")),
    ("index", _("nối qua điểm gãy bằng chỉ số phát triển đã công bố")),
    ("sum", _("tính lùi theo địa giới mới: cộng các đơn vị cũ")),
)


class DecisionForm(forms.Form):
    """What is decided on one series."""

    kind = forms.ChoiceField(label=_("Việc"), choices=DECISIONS)
    vintage = forms.ModelChoiceField(Vintage.objects.none(), label=_("Bản đang xét (bản mới)"))
    other = forms.ModelChoiceField(
        Vintage.objects.none(), label=_("Bản nối vào (bản cũ hoặc chỉ số phát triển)"), required=False
    )
    year = forms.IntegerField(label=_("Năm"), min_value=1900, max_value=2199, required=False)
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(label=_("Văn bản, biên bản"), max_length=300, required=False)

    def __init__(self, *args: Any, series: Series, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, found in (
            ("vintage", Vintage.objects.filter(series=series)),
            ("other", Vintage.objects.filter(series__area=series.area, series__sector=series.sector)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found.select_related("series").order_by("series__measure", "-number")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = found.get("kind")
        if kind in ("link", "splice", "index") and not found.get("other"):
            self.add_error("other", _("Chọn bản để nối vào."))
        if kind in ("break", "link", "index") and not found.get("year"):
            self.add_error("year", _("Ghi năm."))
        if kind != "break" and not found.get("document"):
            self.add_error("document", _("Ghi văn bản hoặc biên bản của quyết định."))
        return found


class RunForm(forms.Form):
    """A run to start: its period and every assumption, each with the reason that the report prints."""

    area = forms.ModelChoiceField(Area.objects.filter(series__isnull=False).distinct(), label=_("Địa phương"))
    name = forms.CharField(label=_("Tên lần tính"), max_length=200)
    first = forms.IntegerField(label=_("Từ năm"), min_value=1990, max_value=2199, initial=2021)
    last = forms.IntegerField(label=_("Đến năm"), min_value=1990, max_value=2199, initial=2025)
    as_of = DayField(
        label=_("Chỉ dùng số công bố đến ngày"), required=False,
    )  # fmt: skip
    labour_share = forms.ChoiceField(label=_("Tỷ trọng thu nhập của lao động"))
    alpha = FigureField(
        label=_("α cố định (hệ số vốn)"), initial="0,45", required=False, min_value=0, max_value=1
    )
    alpha_why = forms.CharField(label=_("Nguồn của α"), max_length=200)
    delta = FigureField(label=_("δ, tỷ lệ khấu hao (% một năm)"), initial="5", min_value=0, max_value=50)
    delta_why = forms.CharField(label=_("Nguồn của δ"), max_length=200)
    opening = forms.ChoiceField(label=_("Vốn đầu kỳ"))
    opening_value = FigureField(label=_("K/Y, hoặc vốn đầu kỳ (tỷ đồng)"), required=False, min_value=0)
    investment_growth = FigureField(
        label=_("g, tăng đầu tư trước chuỗi (% một năm)"), required=False,
        help_text=_("Để trống: lấy tốc độ tăng bình quân của mười năm đầu."),
    )  # fmt: skip
    timing = forms.ChoiceField(
        label=_("Thời điểm tính vốn"),
        choices=(("end", _("cuối năm (EU KLEMS)")), ("mid", _("giữa năm (PWT)"))),
    )
    capital_input = forms.ChoiceField(
        label=_("Vốn đưa vào"),
        choices=(("end", _("vốn cuối năm")), ("mean", _("trung bình đầu năm và cuối năm"))),
    )
    labour = forms.ChoiceField(
        label=_("Thước đo lao động"), choices=(("persons", _("người")), ("hours", _("giờ")))
    )
    target = FigureField(label=_("Kịch bản: mục tiêu tăng GRDP (% một năm)"), required=False)
    target_capital = FigureField(label=_("Kịch bản: tăng vốn (% một năm)"), required=False)
    target_labour = FigureField(label=_("Kịch bản: tăng lao động (% một năm)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, words in (("labour_share", VARIANTS), ("opening", OPENINGS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, text(one)) for code, one in words.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("labour_share") == "fixed" and not found.get("alpha"):
            self.add_error("alpha", _("Ghi α giữa 0 và 1, ví dụ 0,45."))
        if found.get("opening") in ("ratio", "given") and not found.get("opening_value"):
            self.add_error("opening_value", _("Ghi hệ số K/Y hoặc vốn đầu kỳ."))
        return found

    @property
    def assumptions(self) -> Assumptions:
        found = self.cleaned_data
        rate = found["investment_growth"]
        return Assumptions(
            labour_share=found["labour_share"],
            alpha=_float(found["alpha"]),
            delta=float(found["delta"] / 100),
            investment_growth=None if rate is None else float(rate / 100),
            timing=found["timing"],
            opening=found["opening"],
            opening_value=_float(found["opening_value"]),
            capital_input=found["capital_input"],
            labour=found["labour"],
            scenarios=self._scenarios(found),
            why={"alpha": found["alpha_why"], "delta": found["delta_why"]},
        )

    def _scenarios(self, found: dict[str, Any]) -> tuple[tuple[str, float, float, float], ...]:
        parts = [found[name] for name in ("target", "target_capital", "target_labour")]
        if any(one is None for one in parts):
            return ()
        target, capital, labour = (float(one) for one in parts)
        return ((f"GRDP tăng {str(found['target']).replace('.', ',')} %", target, capital, labour),)


class ReviewForm(forms.Form):
    """The lead officer's word."""

    verdict = forms.ChoiceField(
        label=_("Quyết định"), choices=Review.Verdict.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Lý do"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi trả lại hoặc rút."),
    )  # fmt: skip


class TemplateForm(forms.Form):
    """A Word file to fill reports into."""

    file = AttachmentField(
        label=_("Mẫu báo cáo (.docx)"), help_text=_("Tải mẫu đang dùng, sửa trong Word, gửi lại.")
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
