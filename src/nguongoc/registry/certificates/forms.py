"""What people type about papers."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import DayField
from nguongoc.registry.certificates.models import PUBLIC, Certificate, Declaration, Laboratory, Paper
from nguongoc.registry.parties.desk import RecordForm, said
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product

PARTS = dict(
    zip(
        PUBLIC,
        (
            Text("số hiệu", "number"),
            Text("tiêu chuẩn, phạm vi", "standard and scope"),
            Text("nơi cấp, nơi nhận", "issuer"),
            Text("ngày cấp, ngày hết hạn", "dates"),
            Text("tệp bản quét", "the file"),
        ),
        strict=True,
    )
)
FILE = Text("Bản quét (PDF, ảnh)", "Scan (PDF, picture)")


class PaperForm(RecordForm):
    """What a certificate and a declaration have in common."""

    number = forms.CharField(label=said(Text("Số hiệu", "Number")), max_length=80)
    standard = forms.CharField(
        label=said(Text("Tiêu chuẩn, quy chuẩn", "Standard")),
        required=False,
        max_length=200,
        help_text=said(Text("Ví dụ: TCVN 11892-1:2017", "Such as: TCVN 11892-1:2017")),
    )
    scope = forms.CharField(
        label=said(Text("Phạm vi", "Scope")), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    issued_on = DayField(label=said(Text("Ngày cấp, ngày công bố", "Issued on")))
    expires_on = DayField(label=said(Text("Hết hạn ngày", "Expires on")), required=False)
    products = forms.ModelMultipleChoiceField(
        label=said(Text("Cho những sản phẩm nào", "For which products")),
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=said(Text("Không chọn gì: cho cả đơn vị", "None chosen: for the whole party")),
    )
    public = forms.MultipleChoiceField(
        label=said(Text("Cho người mua xem", "Shown to buyers")),
        choices=[(part, said(name)) for part, name in PARTS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label=said(FILE), required=False)

    def __init__(self, *args: Any, party: Party, record: Paper | None = None, **options: Any) -> None:
        if record is not None:
            options["initial"] = {"products": list(record.products.all()), "file": None}
        super().__init__(*args, record=record, **options)
        goods: Any = self.fields["products"]
        goods.queryset = Product.objects.filter(owner=party).order_by("folded")


class CertificateForm(PaperForm):
    field_order = ["kind", "number", "issuer"]
    kind = forms.ChoiceField(label=said(Text("Loại chứng nhận", "Kind")), choices=Certificate.Kind.choices)
    issuer = forms.CharField(label=said(Text("Nơi cấp", "Issuer")), max_length=200)


class DeclarationForm(PaperForm):
    field_order = ["kind", "number", "standard", "basis"]
    kind = forms.ChoiceField(label=said(Text("Loại công bố", "Kind")), choices=Declaration.Kind.choices)
    basis = forms.ChoiceField(
        label=said(Text("Dựa trên", "On the basis of")), choices=Declaration.Basis.choices
    )
    received_by = forms.CharField(
        label=said(Text("Cơ quan tiếp nhận", "Received by")), required=False, max_length=200
    )
    receipt = forms.CharField(label=said(Text("Số tiếp nhận", "Receipt")), required=False, max_length=80)


class RevokeForm(RecordForm):
    on = DayField(label=said(Text("Thu hồi từ ngày", "Revoked from")))
    why = forms.CharField(label=said(Text("Lý do, văn bản", "Why, by which decision")), max_length=250)


class LaboratoryForm(RecordForm):
    """What it may do."""

    accreditation = forms.CharField(
        label=said(Text("Số công nhận (VILAS, VICAS…)", "Accreditation")), required=False, max_length=80
    )
    accredited_until = DayField(label=said(Text("Công nhận đến ngày", "Accredited until")), required=False)
    designation = forms.CharField(
        label=said(Text("Quyết định chỉ định", "Designation")), required=False, max_length=120
    )
    designated_by = forms.CharField(
        label=said(Text("Cơ quan chỉ định", "Designated by")), required=False, max_length=200
    )
    designated_until = DayField(label=said(Text("Chỉ định đến ngày", "Designated until")), required=False)
    scope = forms.CharField(
        label=said(Text("Phép thử, phạm vi", "Scope")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(label=said(FILE), required=False)

    def __init__(self, *args: Any, record: Laboratory | None = None, **options: Any) -> None:
        super().__init__(*args, record=record, initial={"file": None}, **options)
