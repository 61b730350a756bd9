"""What people fill in behind printed codes: a buyer's report, a place, a scratch code; a link; answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.trace.resolver.actions.links import Wanted
from nguongoc.trace.resolver.actions.reports import Said
from nguongoc.trace.resolver.link_types import LINK_TYPES, OFFERED
from nguongoc.trace.resolver.models import Link, Report
from nguongoc.trace.resolver.queries.scans import places, provinces

said = lazy(text, str)


class Refusable(forms.Form):
    """A form that shows what an action refused, each beside its field."""

    def refuse(self, refusal: Refused) -> None:
        for found in refusal.problems:
            self.add_error(found.where if found.where in self.fields else None, text(found.why))


def place_choices() -> list[tuple[str, str]]:
    """Where a buyer may say they are; nothing finer than a commune, and nothing at all if they rather not."""
    return [("", text(_("Không nói"))), *((code, text(name)) for code, name in places())]


class ReportForm(Refusable):
    """A buyer's report. `website` is a trap: people do not see it, programs fill it in."""

    kind = forms.ChoiceField(
        label=_("Bạn muốn nói gì?"), choices=Report.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Kể lại"),
        max_length=2_000,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mua ở đâu, khi nào, thấy gì. Đừng ghi tên người khác."),
    )
    photo = AttachmentField(
        label=_("Ảnh chụp tem hoặc bao bì"), required=False, help_text=_("Ảnh JPEG hoặc PNG.")
    )
    place = forms.ChoiceField(label=_("Bạn đang ở đâu?"), choices=place_choices, required=False)
    contact = forms.CharField(
        label=_("Điện thoại hoặc email để trả lời bạn"),
        max_length=120,
        required=False,
        help_text=_("Chỉ nhà sản xuất và kiểm tra viên thấy; xóa sau khi khép phản ánh."),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if photo and not (photo.content_type or "").startswith("image/"):
            raise forms.ValidationError(_("Hãy gửi ảnh JPEG hoặc PNG."))
        return photo

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what people do not see."""
        return bool(self.cleaned_data["website"])

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["kind"], given["words"], given["place"], given["contact"])


class PlaceForm(forms.Form):
    """Where a buyer scanned, if they like to say."""

    place = forms.ChoiceField(label=_("Bạn quét mã này ở đâu?"), choices=lambda: place_choices()[1:])


class StampForm(forms.Form):
    """The code under the scratch-off cover."""

    code = forms.CharField(
        label=_("Mã dưới lớp phủ"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        help_text=_("Cào nhẹ lớp phủ rồi gõ cả dãy chữ và số, không cần dấu cách."),
    )
    place = forms.ChoiceField(label=_("Bạn đang ở đâu?"), choices=place_choices, required=False)


class HandleForm(Refusable):
    """What becomes of a report."""

    state = forms.ChoiceField(
        label=_("Trạng thái"), choices=[one for one in Report.State.choices if one[0] != Report.State.NEW]
    )
    answer = forms.CharField(
        label=_("Trả lời"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class SignForm(Refusable):
    """Why a sign in the scans is as it is."""

    answer = forms.CharField(
        label=_("Giải thích"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DestinationsForm(Refusable):
    """Into which provinces a lot was delivered."""

    provinces = forms.MultipleChoiceField(
        label=_("Các tỉnh đã giao lô này tới"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code, text(name)) for code, name in provinces()],
    )


LANGUAGES = (
    ("vi", _("Tiếng Việt")),
    ("en", _("Tiếng Anh")),
    ("zh", _("Tiếng Trung")),
    ("fr", _("Tiếng Pháp")),
    ("ja", _("Tiếng Nhật")),
    ("ko", _("Tiếng Hàn")),
)


class LinkForm(Refusable):
    """A link, new or as it is."""

    anchor = forms.CharField(
        label=_("Mã"),
        max_length=400,
        help_text=_(
            "Như trên tem: /01/ và GTIN đủ 14 số; thêm /10/ và số lô, hoặc /21/ và số sê-ri; /414/ và GLN."
        ),
    )
    type = forms.ChoiceField(label=_("Loại trang"), choices=[(one, said(LINK_TYPES[one])) for one in OFFERED])
    href = forms.CharField(
        label=_("Địa chỉ trang"),
        max_length=2_000,
        help_text=_("Bắt đầu bằng https://, trang của đơn vị bạn."),
    )
    title = forms.CharField(label=_("Tên trang"), max_length=200)
    languages = forms.MultipleChoiceField(
        label=_("Ngôn ngữ của trang"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    medium = forms.ChoiceField(
        label=_("Dạng tài liệu"),
        required=False,
        choices=[
            ("text/html", _("trang web")),
            ("application/pdf", "PDF"),
            ("video/mp4", _("phim, video")),
            ("image/jpeg", _("ảnh")),
            ("application/json", "JSON"),
            ("", _("không nói")),
        ],
    )
    valid_from = DayField(label=_("Dùng từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False)
    is_default = forms.BooleanField(
        label=_("Mã dẫn thẳng tới trang này"),
        required=False,
        help_text=_(
            "Trang của tỉnh vẫn hiện trước khi hàng bị thu hồi, hết hạn, hoặc tem chưa được phát hành."
        ),
    )
    is_multi = forms.BooleanField(label=_("Là trang mặc định cho người đọc ngôn ngữ này"), required=False)

    @classmethod
    def of(cls, link: Link, data: Any = None) -> LinkForm:
        """The form of a link that is there; what it names cannot be changed."""
        names = (
            "anchor",
            "type",
            "href",
            "title",
            "languages",
            "valid_from",
            "valid_to",
            "is_default",
            "is_multi",
        )
        form = cls(data, initial={name: getattr(link, name) for name in names} | {"medium": link.media})
        form.fields["anchor"].disabled = True
        return form

    @classmethod
    def new(cls, anchor: str, today: date, data: Any = None) -> LinkForm:
        """An empty form, from today on."""
        return cls(
            data, initial={"anchor": anchor, "type": "pip", "valid_from": today, "medium": "text/html"}
        )

    @property
    def wanted(self) -> Wanted:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("anchor", "medium")}
        return Wanted(**given, media=self.cleaned_data["medium"])
