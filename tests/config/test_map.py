"""The map, held where import-linter cannot see: foreign keys by name, and apps that nobody listed.

The order itself is said once, in pyproject.toml's import-linter contracts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {one["id"]: one for one in PROJECT["tool"]["importlinter"]["contracts"]}
FLOORS_OF_APPS = ("foundation", "registry", "trace", "programme", "reports")


def places(contract: str) -> dict[str, int]:
    """How high each name of one contract stands; names side by side stand equally high."""
    layers = reversed(CONTRACTS[contract]["layers"])
    return {name.strip(" ()"): height for height, layer in enumerate(layers) for name in layer.split("|")}


def may_point(source: str, target: str) -> bool:
    """Whether a row of the module `source` may carry a foreign key to one of the module `target`."""
    (floor, app), (other_floor, other_app) = source.split(".")[1:3], target.split(".")[1:3]
    if floor != other_floor:
        return places("floors")[floor] > places("floors")[other_floor]
    return app == other_app or places(floor)[app] > places(floor)[other_app]


def foreign_keys() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    """Every relation that one of our models declares to another of ours."""
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            declared = isinstance(field, models.ForeignKey | models.ManyToManyField)
            if declared and ours(model) and ours(target):
                yield model, field.name, target


def ours(model: object) -> bool:
    return isinstance(model, type) and model.__module__.startswith("nguongoc.")


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("nguongoc.registry.products.models", "nguongoc.registry.parties.models", True),
        ("nguongoc.registry.parties.models", "nguongoc.registry.products.models", False),
        ("nguongoc.trace.events.models", "nguongoc.programme.plan.models", False),
        ("nguongoc.foundation.accounts.models", "nguongoc.registry.parties.models", False),
        ("nguongoc.trace.labels.models", "nguongoc.trace.recalls.models", True),
        ("nguongoc.trace.resolver.models", "nguongoc.trace.exchange.models", False),
        ("nguongoc.trace.events.models", "nguongoc.trace.events.models", True),
    ],
)
def test_the_map_says_who_may_point_to_whom(source: str, target: str, allowed: bool) -> None:
    assert may_point(source, target) is allowed


def test_foreign_keys_point_down_the_map() -> None:
    """Except to the user model, which Django itself lets every app name through AUTH_USER_MODEL."""
    user = apps.get_model(settings.AUTH_USER_MODEL)
    found = list(foreign_keys())
    assert len(found) > 5
    wrong = [
        f"{model.__module__}.{model.__name__}.{name} → {target.__module__}"
        for model, name, target in found
        if target is not user and not may_point(model.__module__, target.__module__)
    ]
    assert not wrong


def test_every_app_keeps_its_rooms_in_order() -> None:
    packages = {
        f"nguongoc.{floor}.{app.parent.name}"
        for floor in FLOORS_OF_APPS
        for app in (ROOT / "src" / "nguongoc" / floor).glob("*/__init__.py")
    }
    assert packages == set(CONTRACTS["rooms"]["containers"])


def test_no_app_can_stand_outside_the_map() -> None:
    for contract in ("floors", *FLOORS_OF_APPS):
        assert CONTRACTS[contract]["exhaustive"] is True


def test_every_installed_app_of_ours_stands_on_the_map() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("nguongoc."):
            _, floor, app = config.name.split(".")
            assert app in places(floor), config.name
