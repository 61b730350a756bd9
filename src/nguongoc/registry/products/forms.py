"""What people type about goods."""

from __future__ import annotations

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.foundation.shared.forms import DayField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import RecordForm, said
from nguongoc.registry.products.models import Product

NONE = ("", "–")


def _sectors() -> list[tuple[str, str]]:
    return [(one.code, text(one.name)) for one in known_sectors()]


class ProductForm(RecordForm):
    """The record of a product, all but its number."""

    name = forms.CharField(
        label=said(Text("Tên sản phẩm", "Name")),
        max_length=200,
        help_text=said(
            Text("Như trên nhãn, kèm quy cách: “Chè Shan, hộp 100 g”", "As on the label, with its size")
        ),
    )
    name_en = forms.CharField(
        label=said(Text("Tên tiếng Anh", "Name in English")), required=False, max_length=200
    )
    use = forms.ChoiceField(label=said(Text("Dùng để", "Made for")), choices=Product.Use.choices)
    sector = forms.ChoiceField(label=said(Text("Ngành hàng", "Sector")), choices=_sectors)
    brand = forms.CharField(
        label=said(Text("Thương hiệu, nhãn hiệu", "Brand")), required=False, max_length=120
    )
    description = forms.CharField(
        label=said(Text("Mô tả", "Description")), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    net_content = forms.CharField(
        label=said(Text("Khối lượng tịnh, thể tích thực", "Net content")),
        required=False,
        max_length=40,
        help_text=said(Text("Như trên bao bì: 100 g", "As on the pack: 100 g")),
    )
    origin = forms.CharField(
        label=said(Text("Xuất xứ", "Origin")),
        required=False,
        max_length=200,
        help_text=said(Text("Như trên nhãn: xã Sin Suối Hồ, tỉnh Lai Châu, Việt Nam", "As on the label")),
    )
    shelf_life_days = forms.IntegerField(
        label=said(Text("Thời hạn sử dụng (ngày)", "Shelf life (days)")), required=False, min_value=1
    )
    no_expiry = forms.BooleanField(
        label=said(Text("Hàng không phải ghi hạn sử dụng", "Its label need not bear an expiry date")),
        required=False,
    )
    standards = forms.CharField(
        label=said(Text("Tiêu chuẩn, quy chuẩn áp dụng", "Standards applied")), required=False, max_length=250
    )
    warnings = forms.CharField(
        label=said(Text("Cảnh báo an toàn", "Safety warnings")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hs_code = forms.CharField(
        label=said(Text("Mã HS", "HS code")),
        required=False,
        max_length=12,
        help_text=said(Text("4–10 chữ số; dùng để tra mức rủi ro", "4–10 digits; finds the risk tier")),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    ocop_stars = forms.TypedChoiceField(
        label=said(Text("Sao OCOP", "OCOP stars")),
        required=False,
        choices=[NONE, (3, "3"), (4, "4"), (5, "5")],
        coerce=int,
        empty_value=None,
    )
    ocop_decision = forms.CharField(
        label=said(Text("Quyết định công nhận OCOP", "OCOP decision")), required=False, max_length=120
    )
    ocop_from = DayField(label=said(Text("Công nhận từ ngày", "Stars from")), required=False)
    ocop_until = DayField(label=said(Text("Công nhận đến ngày", "Stars until")), required=False)
    retired_on = DayField(label=said(Text("Ngừng sản xuất từ ngày", "Retired on")), required=False)


class ImageForm(RecordForm):
    """One more picture."""

    file = forms.FileField(
        label=said(Text("Ảnh", "Picture")),
        help_text=said(Text("JPEG, PNG hoặc WebP", "JPEG, PNG or WebP")),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(
        label=said(Text("Ảnh chụp gì", "What it shows")),
        max_length=160,
        help_text=said(Text("Đọc cho người không nhìn thấy ảnh", "Read to whoever cannot see the picture")),
    )


class RulesForm(RecordForm):
    """A rule set: its days, and one line for each group of data."""

    valid_from = DayField(label=said(Text("Áp dụng từ ngày", "In force from")))
    valid_to = DayField(label=said(Text("Đến hết ngày", "Until")), required=False)
    rank = forms.IntegerField(
        label=said(Text("Thứ tự", "Rank")),
        min_value=1,
        max_value=99,
        help_text=said(
            Text("Bộ đứng đầu là bộ dùng để đếm ở các danh sách", "The first is what lists count by")
        ),
    )
    rules = forms.CharField(
        label=said(Text("Các nhóm dữ liệu", "Groups of data")),
        widget=forms.Textarea(attrs={"rows": 12, "class": "code"}),
        help_text=said(
            Text(
                "Mỗi dòng: khóa | tên tiếng Việt | tên tiếng Anh | phải có (1) hoặc nếu có (0)",
                "One a line: key | Vietnamese name | English name | must be told (1) or if any (0)",
            )
        ),
    )
