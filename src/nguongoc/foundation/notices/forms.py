from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from nguongoc.foundation.notices.kinds import KINDS, How
from nguongoc.foundation.notices.models import Wish
from nguongoc.foundation.shared.templatetags.face import text


class WishesForm(forms.Form):
    """How a person wants to be told: one choice a kind. Kinds that always go out at once are shown and cannot be
    changed."""

    def __init__(self, *args: Any, wishes: dict[str, How], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, kind in KINDS.items():
            self.fields[code] = forms.ChoiceField(
                label=text(kind.name),
                choices=Wish.How.choices,
                initial=wishes[code],
                disabled=not kind.may_stop,
                help_text="" if kind.may_stop else _("Luôn gửi thư ngay, vì liên quan đến an toàn."),
            )

    def changed(self) -> dict[str, How]:
        """What is wished otherwise than before."""
        return {code: self.cleaned_data[code] for code in self.changed_data}
