"""What people type about parties."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import DayField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import RecordForm, said
from nguongoc.registry.parties.models import Party, Site

KINDS = [one for one in Party.Kind.choices if one[0] != Party.Kind.OPERATOR]
UNIT = Text("Xã, phường", "Commune or ward")
UNIT_HELP = Text(
    "Tên đúng dấu hoặc mã, ví dụ: Sin Suối Hồ, 03394", "Its name with all accents, or its code: 03394"
)


class PartyForm(RecordForm):
    """What is not dated."""

    nulls = ("tax_code", "gln")

    kind = forms.ChoiceField(label=said(Text("Loại đơn vị", "Kind")), choices=KINDS)
    tax_code = forms.CharField(
        label=said(Text("Mã số thuế", "Tax code")),
        required=False,
        max_length=20,
        help_text=said(
            Text(
                "10 chữ số; chi nhánh 13; cá nhân, hộ 12", "10 digits; a branch 13; a person or household 12"
            )
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    gln = forms.CharField(
        label=said(Text("GLN của đơn vị", "The party's GLN")),
        required=False,
        max_length=20,
        help_text=said(
            Text("13 chữ số do GS1 cấp; để trống nếu chưa có", "13 digits from GS1; empty without one")
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "numeric"}),
    )
    representative = forms.CharField(
        label=said(Text("Người đại diện", "Representative")), required=False, max_length=120
    )
    phone = forms.CharField(label=said(Text("Điện thoại", "Telephone")), required=False, max_length=40)
    email = forms.EmailField(label=said(Text("Thư điện tử", "E-mail")), required=False)
    website = forms.URLField(label=said(Text("Trang web", "Website")), required=False, assume_scheme="https")


class NameForm(RecordForm):
    """A name from a day on."""

    name = forms.CharField(label=said(Text("Tên đầy đủ", "Full name")), max_length=250)
    short_name = forms.CharField(label=said(Text("Tên gọi tắt", "Short name")), required=False, max_length=80)
    since = DayField(label=said(Text("Từ ngày", "From")))


class AddressForm(RecordForm):
    """An address from a day on."""

    units = {"unit": "since"}

    unit = forms.CharField(label=said(UNIT), help_text=said(UNIT_HELP), max_length=120)
    street = forms.CharField(
        label=said(Text("Số nhà, đường, bản, tổ dân phố", "House, street, hamlet")),
        required=False,
        max_length=250,
    )
    since = DayField(label=said(Text("Từ ngày", "From")))


class NewPartyForm(PartyForm, NameForm, AddressForm):
    """A party with its first name and address."""

    field_order = [
        "name",
        "short_name",
        "kind",
        "unit",
        "street",
        "since",
        "tax_code",
        "gln",
        "representative",
    ]

    even_if_alike = forms.BooleanField(
        label=said(
            Text(
                "Vẫn thêm: đây là đơn vị khác, dù tên giống", "Add all the same: another party of such a name"
            )
        ),
        required=False,
    )


class SuccessorForm(RecordForm):
    """Who follows a party, with which share."""

    on = DayField(label=said(Text("Từ ngày", "From")))
    shares = forms.CharField(
        label=said(Text("Đơn vị kế thừa", "Who follows")),
        help_text=said(
            Text(
                "Mỗi dòng một đơn vị: mã đơn vị, rồi phần trăm. Ví dụ: LC-12-P0002 100",
                "One a line: the party's code, then its share in per cent. Such as: LC-12-P0002 100",
            )
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    basis = forms.CharField(label=said(Text("Căn cứ", "Decision")), required=False, max_length=250)

    def clean_shares(self) -> dict[Party, Decimal]:
        """The parties and their shares of one."""
        found: dict[Party, Decimal] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["shares"].splitlines())):
            code, share = self._line(line)
            party = Party.objects.living().filter(internal_code=code.upper()).first()
            if party is None:
                words = Text(f"Không có đơn vị mã {code}.", f"There is no party {code}.")
                raise ValidationError(text(words))
            found[party] = share / 100
        return found

    def _line(self, line: str) -> tuple[str, Decimal]:
        read = re.fullmatch(r"(\S+)\s+(\d{1,3}(?:[.,]\d{1,6})?)\s*%?", line)
        if read is None:
            words = Text(
                f"Không đọc được dòng “{line}”: ghi mã, dấu cách, phần trăm.", f"Cannot read “{line}”."
            )
            raise ValidationError(text(words))
        return read[1], Decimal(read[2].replace(",", "."))


class NewSiteForm(RecordForm):
    """A place that is entered."""

    nulls = ("gln",)
    units = {"unit": ""}

    kind = forms.ChoiceField(label=said(Text("Loại địa điểm", "Kind")), choices=Site.Kind.choices)
    name = forms.CharField(label=said(Text("Tên địa điểm", "Name")), max_length=200)
    unit = forms.CharField(label=said(UNIT), help_text=said(UNIT_HELP), max_length=120)
    street = forms.CharField(
        label=said(Text("Số nhà, đường, bản, tổ dân phố", "House, street, hamlet")),
        required=False,
        max_length=250,
    )
    gln = forms.CharField(
        label=said(Text("GLN của địa điểm", "The place's GLN")),
        required=False,
        max_length=20,
        help_text=said(
            Text(
                "13 chữ số; ghi sau cũng được, mã nội bộ đã in vẫn dùng",
                "13 digits; may come later, our own code stays good",
            )
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "numeric"}),
    )
    growing_code = forms.CharField(
        label=said(Text("Mã số vùng trồng, cơ sở nuôi", "Growing-area code")), required=False, max_length=40
    )
    crop = forms.CharField(
        label=said(Text("Trồng, nuôi gì", "What grows here")), required=False, max_length=120
    )


class SiteForm(NewSiteForm):
    """A place that is there."""

    closed_on = DayField(label=said(Text("Thôi dùng từ ngày", "Not used from")), required=False)


class GroundForm(RecordForm):
    """Where a place lies: positions, one a line."""

    points = forms.CharField(
        label=said(Text("Các điểm (vĩ độ, kinh độ)", "Points (latitude, longitude)")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "code", "spellcheck": "false"}),
        help_text=said(
            Text(
                "Mỗi dòng một điểm, ví dụ 22.40125, 103.45210. Một dòng là một điểm; từ ba dòng là một vùng.",
                "One point a line, such as 22.40125, 103.45210. One line is a point, three or more an outline.",
            )
        ),
    )


class OutlineForm(RecordForm):
    """The outline of the province, from a day on."""

    file = forms.FileField(
        label=said(Text("Tệp GeoJSON của địa giới tỉnh", "GeoJSON file of the province's outline")),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        help_text=said(
            Text(
                "Một vùng (Polygon hoặc MultiPolygon), kinh độ rồi vĩ độ, WGS 84.",
                "One Polygon or MultiPolygon, longitude before latitude, WGS 84.",
            )
        ),
    )
    since = DayField(label=said(Text("Dùng từ ngày", "In use from")))
    margin_m = forms.IntegerField(
        label=said(Text("Cho lệch ra ngoài (mét)", "May lie outside by (metres)")),
        min_value=0,
        max_value=5_000,
        initial=500,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text=said(
            Text(
                "Bản đồ và máy định vị đều có sai số; thửa sát địa giới không nên bị từ chối oan.",
                "Maps and receivers are inexact; a plot on the border should not be refused for that.",
            )
        ),
    )
    source = forms.CharField(
        label=said(Text("Nguồn", "Source")),
        max_length=300,
        help_text=said(Text("Ai lập, năm nào, tỷ lệ nào, số văn bản.", "Who drew it, when, at what scale.")),
    )


class GroundFileForm(RecordForm):
    """A file of shapes."""

    units = {"unit": ""}

    file = forms.FileField(
        label=said(Text("Tệp GeoJSON hoặc KML", "GeoJSON or KML file")),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.kml"}),
    )
    unit = forms.CharField(
        label=said(Text("Xã, phường của thửa mới", "Commune of new plots")),
        help_text=said(UNIT_HELP),
        max_length=120,
    )
    only_check = forms.BooleanField(
        label=said(Text("Chỉ kiểm tra, chưa lưu", "Only check, save nothing")), required=False
    )
