"""What every test stands on.

Tests of `tests/domain` need neither Django nor a database: a run of them alone loads neither. All others get
one throwaway PostgreSQL a test process, started when the first test asks for a database, or the server that
`NGUONGOC_TEST_SERVER` names (for the tests marked `server`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cluster import Cluster
from conformance.given import is_here

HERE = Path(__file__).resolve().parent
DOMAIN = HERE / "domain"

_folder = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment and the test settings before anything reads them."""
    if "NGUONGOC_TEST_SERVER" in os.environ and getattr(config.option, "numprocesses", None):
        # A transaction in any database of a cluster holds back the followers of all: see docs/decisions/0002.
        raise pytest.UsageError("NGUONGOC_TEST_SERVER names one server: add -n 0")
    if _domain_alone(config):
        return
    config.stash[_folder] = folder = Path(tempfile.mkdtemp(prefix="nguongoc-test-"))
    (folder / "static").mkdir()
    os.environ["NGUONGOC_DATA"] = str(folder)
    os.environ["NGUONGOC_SECRET_KEY"] = "only for tests, and long enough to look like a real one"
    os.environ["DATABASE_URL"] = os.environ.get("NGUONGOC_TEST_SERVER", "postgresql:///nguongoc")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nguongoc.config.settings"
    _suit_tests()


def _domain_alone(config: pytest.Config) -> bool:
    named = [Path(config.invocation_params.dir, str(one).split("::", 1)[0]).resolve() for one in config.args]
    return bool(named) and all(one == DOMAIN or DOMAIN in one.parents for one in named)


def _suit_tests() -> None:
    from django.conf import settings

    # A pool would keep connections open across the making and dropping of test databases.
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash.get(_folder, "not made"), ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of the PostgreSQL that this test process uses."""
    server = os.environ.get("NGUONGOC_TEST_SERVER")
    if server:
        yield server
        return
    with Cluster() as address:
        yield address


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, cluster: str) -> None:
    """pytest-django's moment before the test database is made: point Django at the cluster."""
    from django.conf import settings

    if "NGUONGOC_TEST_SERVER" not in os.environ:
        parts = urlsplit(cluster)
        socket_folder = parse_qs(parts.query)["host"][0]
        settings.DATABASES["default"].update(HOST=socket_folder, USER=parts.username)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with the rows that every installation starts with: `world.begin` then finds them there."""
    from django.test import TransactionTestCase

    from store import Kept
    from world import begin

    with django_db_blocker.unblock():
        begin()
        TransactionTestCase._fixture_teardown = Kept().restore


@pytest.fixture
def database_url(db: None, cluster: str) -> str:
    """The address of this process's test database, for a command that a test runs as its own process."""
    from django.db import connection

    parts = urlsplit(cluster)
    return parts._replace(path="/" + str(connection.settings_dict["NAME"])).geturl()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the given data stands beside this checkout, a conformance case that skips is a failure."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and item.get_closest_marker("conformance") and is_here():
        report.outcome = "failed"
        report.longrepr = f"the given data is here, so this case must run: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """What a process remembers for a moment must not reach from one test's world into the next."""
    yield
    brief = sys.modules.get("nguongoc.foundation.shared.brief")
    if brief is not None:
        brief.forget_everything()
        sys.modules["django.core.cache"].cache.clear()  # counts of failed codes
