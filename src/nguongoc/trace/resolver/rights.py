"""Who answers for goods before their buyers."""

from __future__ import annotations

from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.resolver.models import Link, Report, Sign


def may_answer(viewer: Viewer, one: Report | Sign) -> bool:
    """Its maker's own people, and whoever may answer for all."""
    if not viewer.may("buyers.answer"):
        return False
    return viewer.may("registry.see_all") or (
        one.product is not None and one.product.owner_id in viewer.parties
    )


def may_edit(viewer: Viewer, link: Link) -> bool:
    """The party's own people, and who edits every record."""
    if viewer.may("registry.edit_all"):
        return True
    return viewer.may("registry.edit_own") and link.party_id in viewer.parties
