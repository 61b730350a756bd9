"""What libraries say to people is said in Vietnamese too: theirs where they ship it, else from our own catalogue."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.utils import translation

import nguongoc

CATALOGUE = Path(nguongoc.__file__).parent / "locale" / "vi" / "LC_MESSAGES" / "django.po"
SPEAKING = (
    "django.core.validators",
    "django.forms.fields",
    "django.forms.formsets",
    "django.forms.models",
    "django.contrib.auth.password_validation",
    "allauth.account.forms",
    "allauth.account.fields",
    "allauth.account.adapter",
)
UNSEEN = {
    "Username, email or phone",  # labels of ways to sign in that we do not open
    "Username or email",
    "Username or phone",
    "Email or phone",
    "Email (again)",
    "Email address confirmation",
    "A user is already registered with this phone number.",
    "The phone number is not assigned to any user account.",
    "The phone number and/or password you specified are not correct.",
    "Enter a phone number including country code (e.g. +1 for the US).",
    "Phone",
    "Username",  # our templates give the label, and we show no placeholders
    "Email address",
    "Remember Me",
    "Forgot your password?",
}


def sentences(module: str) -> Iterator[tuple[str, ...]]:
    """What a module may say: the sentence, and its plural where it has one."""
    source = importlib.import_module(module).__file__
    assert source
    for _, message, _, _ in extract_from_file(
        "python", source, {"_": None, "ngettext_lazy": (1, 2), "ngettext": (1, 2)}
    ):
        yield (message,) if isinstance(message, str) else tuple(filter(None, message))


@pytest.mark.parametrize("module", SPEAKING)
def test_no_library_speaks_english_to_a_vietnamese_reader(module: str) -> None:
    with CATALOGUE.open("rb") as file:
        ours = {
            one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file) if one.id and one.string
        }
    with translation.override("vi"):
        english = {
            first
            for first, *_ in sentences(module)
            if first not in ours | UNSEEN
            and translation.gettext(first) == first == translation.ngettext(first, first, 2)
        }
    assert not english, "\n".join(sorted(english))
