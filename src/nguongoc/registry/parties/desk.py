"""The desk at which a record is edited: a form, the version it was opened with, and what an action refuses shown at
the field that it names. Stands beside the usual rooms because every app of the registry has forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.queries import unit_named

said = lazy(text, str)
"""A `Text` as a form's label, in the language of whoever reads the form."""


def offer(field: forms.Field, parties: models.QuerySet[Party]) -> None:
    """Let a field choose among these parties, by what they are called today; the code tells two of one name apart."""
    found: Any = field
    found.queryset = parties.annotate(called=name_then(timezone.localdate(), "pk")).order_by("called", "pk")
    found.label_from_instance = lambda one: f"{one.called} · {one.internal_code}"


class RecordForm(forms.Form):
    """A form for one record. Given the record, it opens with its values and its version, and `opened` tells both back;
    an empty text field stands for null where the model says so (`nulls`)."""

    nulls: Sequence[str] = ()
    units: Mapping[str, str] = {}
    """Fields in which a commune is named, and the field with the day on which it must have been there."""

    def __init__(self, *args: Any, record: models.Model | None = None, **options: Any) -> None:
        if record is not None:
            own = {field.name for field in record._meta.fields}
            now = {name: getattr(record, name) for name in self.base_fields if name in own}
            options["initial"] = {**now, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        if record is not None:
            version = getattr(record, "version", 0)
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)
            self.fields["settled"] = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean(self) -> dict[str, Any]:
        """Communes are found by what was typed, as of the day that goes with them."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, day_field in self.units.items():
            if typed := found.get(name):
                try:
                    found[name] = unit_named(str(typed), found.get(day_field) or timezone.localdate())
                except Refused as refused:
                    self.add_error(name, text(refused.problems[0].why))
            elif name in found:
                found[name] = None
        return found

    @property
    def opened(self) -> Opened:
        """As which version the page was opened, and what its reader has decided since."""
        return Opened(self.cleaned_data["version"], self.cleaned_data["settled"])

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        typed = {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "settled")
        }
        return {name: None if name in self.nulls and value == "" else value for name, value in typed.items()}

    def carry(self, act: Callable[[], Any]) -> bool:
        """Do this with what was typed. What is refused stands at its field; answers whether it was done."""
        return self.is_valid() and self.do(act)

    def do(self, act: Callable[[], Any]) -> bool:
        """The same where some fields may be wrong: for what is kept as it is typed."""
        try:
            act()
        except Refused as refused:
            for problem in refused.problems:
                field = problem.where if problem.where in self.fields else None
                words = (
                    text(problem.why)
                    if field or not problem.where
                    else f"{problem.where}: {text(problem.why)}"
                )
                self.add_error(field, words)
            if isinstance(refused, Overtaken):
                self.data = self.data.copy()  # type: ignore[attr-defined]
                self.data["settled"] = str(refused.version)  # type: ignore[index]
            return False
        return True


Trail = Sequence[tuple[str, str]]


def _ask_again_for_files(form: forms.Form) -> None:
    """A browser shows a form again without the files that were chosen: say so, or they are lost unnoticed."""
    for name in form.files if form.is_bound and form.errors else ():
        if name in form.fields and name not in form.errors:
            form.add_error(name, _("Chưa lưu vì còn chỗ khác cần sửa: chọn lại tệp rồi lưu."))


def desk(
    request: HttpRequest,
    form: forms.Form,
    title: Text,
    *trail: tuple[str, str],
    words: Text | None = None,
    action: Text | None = None,
    template: str = "registry/form.html",
    **context: Any,
) -> HttpResponse:
    """The page with this form. `trail` leads here from the start page; its last link is where one gives up."""
    _ask_again_for_files(form)
    shown = {
        "form": form,
        "title": title,
        "words": words or Text("", ""),
        "action": action or Text("Lưu", "Save"),
        "trail": [(_("Việc của tôi"), reverse("home")), *trail, (text(title), "")],
        "back": trail[-1][1] if trail else reverse("home"),
        "has_files": form.is_multipart(),
        **context,
    }
    return render(request, template, shown, status=422 if form.is_bound and form.errors else 200)
