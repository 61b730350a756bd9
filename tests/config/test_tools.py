"""The tools that `make` calls."""

from __future__ import annotations

from pathlib import Path

import messages
import no_registry_hosts
import pytest
import vendor

TEMPLATE = """{% load i18n %}
    <p>{% trans "Xin chào" %}</p>
{% if lot %}
  {% blocktrans count n=lot.n %}{{ n }} lô{% plural %}{{ n }} lô{% endblocktrans %}
      {% blocktrans trimmed with a=1 %}
        Từ {{ a }}
        trở đi
      {% endblocktrans %}
{% endif %}
<p title="{% trans 'Bảng' context 'đồ gỗ' %}">không dịch</p>
"""
PYTHON = 'from django.utils.translation import gettext as _\nname = _("Lô hàng")\nother = "không dịch"\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source of its own for the tool."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    (tmp_path / "lots.py").write_text(PYTHON, "utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale" / "django.po")
    return tmp_path


def test_messages_are_found_in_templates_and_in_python(package: Path) -> None:
    assert {(message, context) for _, message, context in messages.messages()} == {
        ("Xin chào", None),
        (("%(n)s lô", "%(n)s lô"), None),
        ("Từ %(a)s trở đi", None),
        ("Bảng", "đồ gỗ"),
        ("Lô hàng", None),
    }


def translate(one: str, english: str) -> None:
    text = messages.CATALOGUE.read_text("utf-8")
    assert f'msgid "{one}"\nmsgstr ""' in text
    filled = text.replace(f'msgid "{one}"\nmsgstr ""', f'msgid "{one}"\nmsgstr "{english}"')
    messages.CATALOGUE.write_text(filled, "utf-8")


def test_what_is_translated_is_kept_and_what_is_gone_is_dropped(package: Path) -> None:
    messages.update()
    translate("Lô hàng", "Lot")
    translate("Xin chào", "Hello")
    (package / "lots.py").write_text("", "utf-8")
    messages.update()
    text = messages.CATALOGUE.read_text("utf-8")
    assert 'msgstr "Hello"' in text
    assert "Lô hàng" not in text


def test_a_message_without_english_fails_the_check(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.update()
    capsys.readouterr()
    assert messages.check() == 1
    assert "no English for 'Lô hàng' (lots.py)" in capsys.readouterr().out


def test_a_translation_that_loses_its_number_fails_the_check(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages.update()
    translate("Từ %(a)s trở đi", "From %(b)s on")
    capsys.readouterr()
    messages.check()
    assert "Từ %(a)s trở đi': " in capsys.readouterr().out


def test_a_catalogue_behind_its_source_fails_the_check(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "templates" / "page.html").write_text("", "utf-8")
    messages.update()
    translate("Lô hàng", "Lot")
    assert messages.check() == 0
    (package / "lots.py").write_text("", "utf-8")
    capsys.readouterr()
    assert messages.check() == 1
    assert "behind the source" in capsys.readouterr().out


def test_a_registry_host_is_named_with_its_line(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("first\nurl = https://" + ".".join(("pypi", "org")) + "/simple\n")
    assert no_registry_hosts.hosts_in(lock) == [f"{lock}:2: " + ".".join(("pypi", "org"))]
    lock.write_text("url = https://example.vn\n")
    assert no_registry_hosts.hosts_in(lock) == []


@pytest.mark.parametrize("tail", ["\n//# sourceMappingURL=a.js.map", "\n/*# sourceMappingURL=a.css.map */\n"])
def test_vendored_files_point_to_no_map(tmp_path: Path, tail: str) -> None:
    (tmp_path / "a.js").write_text("let a = 1" + tail)
    vendor.copy(tmp_path / "a.js", tmp_path / "to" / "a.js")
    assert (tmp_path / "to" / "a.js").read_text() == "let a = 1\n"
