from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from nguongoc.config import install, sweep
from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.shared.models import Generation
from store import empty

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def empty_store(db: None) -> None:
    """A store as `migrate` leaves it, without the rows that tests find otherwise."""
    empty()


def test_a_new_store_has_roles_and_its_first_generation(empty_store: None) -> None:
    install.install(at=NOW)
    assert Role.objects.filter(code="lead-officer").exists()
    assert list(Generation.objects.values_list("number", "started_at")) == [(1, NOW)]


def test_installing_again_changes_nothing_that_was_edited(empty_store: None) -> None:
    install.install(at=NOW)
    Role.objects.filter(code="leader").update(name_vi="Lãnh đạo tỉnh")
    install.install(at=LATER)
    assert Role.objects.get(code="leader").name_vi == "Lãnh đạo tỉnh"
    assert list(Generation.objects.values_list("number", "started_at")) == [(1, NOW)]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of static files, and where they are to be collected."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("p { color: red }")
    return source


def test_static_files_are_collected_again_only_when_one_has_changed(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.test import override_settings

    target = tmp_path / "collected"
    with override_settings(
        STATIC_ROOT=target,
        STATICFILES_DIRS=[pages],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        install.collect_static()
        assert "static files" in capsys.readouterr().err
        assert [one.suffix for one in target.glob("a.*.css")] == [".css"]
        install.collect_static()
        assert capsys.readouterr().err == ""
        (pages / "a.css").write_text("p { color: green }")
        os.utime(pages / "a.css", (1, 1))
        install.collect_static()
        assert "static files" in capsys.readouterr().err
        (collected,) = target.glob("a.*.css")
        assert "green" in collected.read_text()


def test_a_sweeper_that_fails_keeps_no_other_from_its_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    swept: list[datetime] = []

    def broken(at: datetime) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(sweep, "SWEEPERS", (broken, swept.append))
    sweep.run_sweepers(NOW)
    assert swept == [NOW]
    assert "broken failed" in caplog.text


def test_pages_are_held_to_a_statement_timeout(db: None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)
    assert settings.STATEMENT_TIMEOUT == "60s"
