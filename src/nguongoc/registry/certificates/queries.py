"""Questions about papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from nguongoc.domain.problem import Text
from nguongoc.registry.certificates.models import Certificate, Declaration, Laboratory, Paper
from nguongoc.registry.products.models import Product

SOON = timedelta(days=60)
ENDED, REVOKED = Text("đã hết hạn", "expired"), Text("đã bị thu hồi", "revoked")


def standing(paper: Paper, on: date) -> tuple[str, Text]:
    """How a paper stands on a day, as a tone and words: revoked, not begun, expired, ending soon, in force."""
    if paper.revoked_on is not None and paper.revoked_on <= on:
        return "bad", REVOKED
    if paper.issued_on > on:
        return "wait", Text("chưa có hiệu lực", "not in force yet")
    if paper.expires_on is None:
        return "good", Text("đang hiệu lực", "in force")
    left = (paper.expires_on - on).days
    if left < 0:
        return "bad", ENDED
    if left <= SOON.days:
        return "wait", Text(f"hết hạn sau {left} ngày", f"ends in {left} days")
    return "good", Text("đang hiệu lực", "in force")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public may read of a paper: each part is there only where its holder shows it ("" or None else)."""

    kind: str
    standing: Text
    is_in_force: bool
    number: str
    standard: str
    scope: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    file: str


def public(product: Product, on: date) -> list[Shown]:
    """The papers of a product, or of its owner as a whole, of which anything is public; those in force first, then
    those that ended: an expired one is shown as expired, not hidden."""
    covers = Q(products=product) | Q(party=product.owner_id, products=None)
    papers: list[Certificate | Declaration] = []
    for model in (Certificate, Declaration):
        papers += model.objects.filter(covers).exclude(public=[]).select_related("file").distinct()
    shown = [_shown(paper, on) for paper in papers]
    return sorted(shown, key=lambda one: (not one.is_in_force, one.kind, one.number))


def _shown(paper: Certificate | Declaration, on: date) -> Shown:
    tone, words = standing(paper, on)
    issuer = paper.issuer if isinstance(paper, Certificate) else paper.received_by
    parts = set(paper.public)
    return Shown(
        kind=paper.get_kind_display(),
        standing=words,
        is_in_force=tone in ("good", "wait") and paper.issued_on <= on,
        number=paper.number if "number" in parts else "",
        standard=paper.standard if "scope" in parts else "",
        scope=paper.scope if "scope" in parts else "",
        issuer=issuer if "issuer" in parts else "",
        issued_on=paper.issued_on if "dates" in parts else None,
        expires_on=paper.expires_on if "dates" in parts else None,
        file=str(paper.file_id) if "file" in parts and paper.file_id else "",
    )


def is_certified(product: Product, on: date, kinds: Iterable[str] = ()) -> bool:
    """Whether a certificate (of one of these kinds) covers this product on that day."""
    found = (
        Certificate.objects.all()
        .in_force(on)
        .filter(Q(products=product) | Q(party=product.owner_id, products=None))
    )
    wanted = list(kinds)
    return (found.filter(kind__in=wanted) if wanted else found).exists()


def has_conformity(product: Product, on: date) -> bool:
    """What `completeness` asks for as `conformity`: a certificate or a declaration that covers the product."""
    declared = (
        Declaration.objects.all()
        .in_force(on)
        .filter(Q(products=product) | Q(party=product.owner_id, products=None))
    )
    return is_certified(product, on) or declared.exists()


def may_test(laboratory: Laboratory, on: date) -> bool:
    """Whether its accreditation or designation holds on that day."""
    return any(until is None or until >= on for number, until in _titles(laboratory) if number)


def _titles(laboratory: Laboratory) -> list[tuple[str, date | None]]:
    return [
        (laboratory.accreditation, laboratory.accredited_until),
        (laboratory.designation, laboratory.designated_until),
    ]
