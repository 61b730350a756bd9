"""Every page that people work on explains itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

import nguongoc
from world import a_page_of, a_party, a_user, begin

SOURCE = Path(nguongoc.__file__).parent
NO_PAGE = {
    "public_help",
    "living_public",
    "living_refusal",
    "public",
    "public_page",
    "public_named",
    "public_compressed",
    "public_report",
    "public_place",
    "public_check",
    "public_picture",
}
"""Routes whose pages stand on the public ground, whose foot leads to their help, and the pictures on them."""
FOR_MACHINES = ("healthz", "api/", "epcis/", "static/", ".well-known/", "verify", "checkConnectivity")


def routes() -> Iterator[tuple[str, str]]:
    """The path and the name of every route."""

    def walk(patterns: list[URLPattern | URLResolver], stem: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, stem + str(one.pattern))
            else:
                yield stem + str(one.pattern), str(one.name or "")

    yield from walk(get_resolver().url_patterns, "")


def pages() -> list[str]:
    return sorted(
        name for path, name in routes() if not path.startswith(FOR_MACHINES) and name not in NO_PAGE
    )


def help_of(name: str) -> str:
    """The help of this route alone, "" where only the general one is left."""
    own = [SOURCE.glob(f"**/templates/help/{one}.html") for one in (name, name.partition("_")[0])]
    return next((file.read_text("utf-8") for files in own for file in files), "")


@pytest.mark.parametrize("name", pages())
def test_every_page_has_its_help(name: str) -> None:
    assert help_of(name), f"write templates/help/{name}.html: what the page shows, its words, what to do next"


@pytest.mark.parametrize("file", sorted(SOURCE.glob("**/templates/help/*.html")), ids=lambda file: file.stem)
def test_help_is_three_to_six_short_paragraphs_in_both_languages(file: Path) -> None:
    template = get_template(f"help/{file.name}")
    with translation.override("vi"):
        vietnamese = re.findall("<p>(.+)</p>", template.render())
    with translation.override("en"):
        english = re.findall("<p>(.+)</p>", template.render())
    assert 3 <= len(vietnamese) <= 6
    assert len(english) == len(vietnamese)
    assert not set(english) & set(vietnamese)
    assert max(map(len, vietnamese)) < 260


def test_every_help_belongs_to_a_route() -> None:
    names = {name for _, name in routes()}
    known = names | {name.partition("_")[0] for name in names} | {"page"}
    assert {file.stem for file in SOURCE.glob("**/templates/help/*.html")} <= known


def test_no_page_closes_the_place_where_its_help_stands() -> None:
    """A template on `base.html` that fills the block would say nothing of its route."""
    taken = [
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.glob("**/templates/**/*.html")
        if re.search(r"{% block (help|help_link) %}", file.read_text("utf-8"))
    ]
    assert [name.rsplit("/", 1)[1] for name in sorted(taken)] == ["base.html", "skeleton.html"]


@pytest.mark.django_db
def test_the_closest_help_is_shown_and_every_page_has_some() -> None:
    begin()
    client = a_page_of(a_user(a_party(), "qa-manager"))
    shown = client.get("/").content.decode()
    assert "Trang này gom việc đang chờ bạn" in shown
    assert 'href="#tro-giup"' in shown
    door = Client(headers={"Accept": "text/html"}).get(reverse("account_login")).content.decode()
    assert "Người mua hàng không cần đăng nhập" in door
    forgotten = (
        Client(headers={"Accept": "text/html"}).get(reverse("account_reset_password")).content.decode()
    )
    assert "Mật khẩu tốt là một câu ngắn" in forgotten
