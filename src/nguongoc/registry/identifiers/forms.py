"""What people type about numbers: prefixes, new goods, packagings, lots."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.units import SYMBOLS
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.registry.identifiers.queries import own_prefixes
from nguongoc.registry.parties.desk import RecordForm, said
from nguongoc.registry.parties.forms import UNIT_HELP
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.forms import ProductForm
from nguongoc.registry.products.models import Packaging, Product

CODE = {"class": "short code", "autocomplete": "off"}


class PrefixForm(RecordForm):
    """What is known of a prefix, all but its digits."""

    certificate = forms.CharField(
        label=said(Text("Số giấy chứng nhận", "Certificate number")), required=False, max_length=60
    )
    valid_from = DayField(label=said(Text("Cấp từ ngày", "Allotted from")))
    valid_to = DayField(label=said(Text("Hết hiệu lực ngày", "Ends on")), required=False)
    fee_paid_until = DayField(
        label=said(Text("Phí duy trì đã nộp đến hết ngày", "Yearly fee paid until")), required=False
    )


class NewPrefixForm(PrefixForm):
    field_order = ["digits"]
    digits = forms.CharField(
        label=said(Text("Đầu mã doanh nghiệp", "Company prefix")),
        max_length=12,
        help_text=said(
            Text(
                "7–10 chữ số như trên giấy chứng nhận, ví dụ 8938500001", "7–10 digits as on the certificate"
            )
        ),
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )


class NewProductForm(ProductForm):
    """A product and its number: given, the next of a prefix, or an internal one."""

    field_order = ["name", "gtin", "number_from"]
    gtin = forms.CharField(
        label=said(Text("GTIN đang có trên nhãn", "GTIN on the label")),
        required=False,
        max_length=14,
        help_text=said(
            Text(
                "8, 12, 13 hoặc 14 chữ số. Để trống để lấy số kế tiếp của đầu mã, hoặc mã nội bộ.",
                "8, 12, 13 or 14 digits. Empty: the next number of the prefix, or an internal one.",
            )
        ),
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )
    number_from = forms.ModelChoiceField(
        label=said(Text("Lấy số từ đầu mã", "Number from the prefix")),
        queryset=Prefix.objects.none(),
        required=False,
        empty_label=said(Text("mã nội bộ, không phải GTIN", "internal number, not a GTIN")),
    )

    def __init__(self, *args: Any, owner: Party, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["number_from"]
        field.queryset = own_prefixes(owner, timezone.localdate())


class PackagingForm(RecordForm):
    """A box, a carton, a pallet."""

    name = forms.CharField(
        label=said(Text("Tên cấp đóng gói", "Name")),
        max_length=80,
        help_text=said(Text("Ví dụ: thùng 24 hộp", "Such as: carton of 24")),
    )
    holds = forms.ModelChoiceField(
        label=said(Text("Chứa", "Holds")),
        queryset=Packaging.objects.none(),
        required=False,
        empty_label=said(Text("chính sản phẩm này", "the product itself")),
    )
    count = forms.IntegerField(
        label=said(Text("Số lượng bên trong", "How many")), min_value=1, max_value=100_000
    )
    gtin = forms.CharField(
        label=said(Text("GTIN-14 của cấp này", "GTIN-14")),
        max_length=14,
        help_text=said(
            Text(
                "Đủ 14 chữ số, hoặc chỉ một chữ số từ 1 đến 8 để hệ thống ghép với mã sản phẩm",
                "All 14 digits, or one from 1 to 8 to put before the product's own",
            )
        ),
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, product: Product, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["holds"]
        field.queryset = product.packagings.all()


def _units() -> list[tuple[str, str]]:
    return [
        ("", text(Text("cái, gói (đếm)", "pieces"))),
        *((code, text(name)) for code, name in SYMBOLS.items()),
    ]


class LotForm(RecordForm):
    """What is known of a lot, all but its number."""

    units = {"origin": "produced_on"}

    produced_on = DayField(label=said(Text("Ngày sản xuất", "Made on")), required=False)
    expires_on = DayField(
        label=said(Text("Hạn sử dụng", "Expires on")),
        required=False,
        help_text=said(
            Text("Để trống: tính từ thời hạn của sản phẩm", "Empty: counted from the product's shelf life")
        ),
    )
    quantity = FigureField(label=said(Text("Số lượng", "Quantity")), required=False, min_value=0)
    uom = forms.ChoiceField(label=said(Text("Đơn vị tính", "Unit")), required=False, choices=_units)
    origin = forms.CharField(
        label=said(Text("Nơi làm ra (xã, phường)", "Made in (commune)")),
        required=False,
        max_length=120,
        help_text=said(UNIT_HELP),
    )


class NewLotForm(LotForm):
    field_order = ["number"]
    number = forms.CharField(
        label=said(Text("Số lô", "Lot number")),
        max_length=20,
        help_text=said(
            Text(
                "Chữ không dấu, số, - . / _; ví dụ 261122-A1",
                "Unaccented letters, digits, - . / _; such as 261122-A1",
            )
        ),
        widget=forms.TextInput(attrs=CODE),
    )
