"""What is typed after the decision."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField
from nguongoc.programme.support.forms.fields import FILE, dong, long_text
from nguongoc.programme.support.models import Case
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.desk import RecordForm, said


class ContractForm(RecordForm):
    number = forms.CharField(label=said(Text("Số hợp đồng", "Number")), max_length=80)
    signed_on = DayField(label=said(Text("Ngày ký", "Signed on")))
    ends_on = DayField(label=said(Text("Kết thúc ngày", "Ends on")), required=False)
    partner = forms.CharField(
        label=said(Text("Đơn vị tư vấn, chứng nhận", "Adviser, certifier")), required=False, max_length=250
    )
    total = dong(Text("Giá trị hợp đồng (đồng)", "Value (đồng)"), required=True)
    support = dong(Text("Trong đó tỉnh hỗ trợ (đồng)", "Of it, support (đồng)"), required=True)
    file = AttachmentField(label=said(FILE), required=False)


class StageForm(RecordForm):
    name = forms.CharField(label=said(Text("Việc phải làm", "What")), max_length=200)
    due_date = DayField(label=said(Text("Xong trước ngày", "By")))


class DoneForm(RecordForm):
    """Something was done, on a day, with what was found."""

    on = DayField(label=said(Text("Ngày", "Day")))
    words = long_text(Text("Kết quả", "What came of it"))
    file = AttachmentField(label=said(FILE), required=False)


class CertificateForm(RecordForm):
    certificate = forms.ModelChoiceField(
        Certificate.objects.none(), label=said(Text("Giấy chứng nhận", "Certificate"))
    )

    def __init__(self, *args: Any, record: Case, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        field: Any = self.fields["certificate"]
        party = record.party.merged_into_id or record.party_id
        own = Certificate.objects.filter(party__in=[party, record.party_id])
        field.queryset = own.exclude(support_results__case=record).order_by("-issued_on")
        field.label_from_instance = lambda one: f"{one.get_kind_display()} · {one.number} · {one.issuer}"
