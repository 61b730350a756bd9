"""Questions about numbers."""

from __future__ import annotations

from nguongoc.registry.identifiers.models import Prefix


def allotted_prefixes() -> tuple[str, ...]:
    """The GS1 company prefixes that were ever allotted to our own parties; an ended one names goods still."""
    return tuple(Prefix.objects.order_by("digits").values_list("digits", flat=True))
