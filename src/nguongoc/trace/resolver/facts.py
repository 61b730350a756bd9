"""The facts of the page behind a code as JSON-LD: the same that people read, for programs."""

from __future__ import annotations

from typing import Any

from nguongoc.registry.certificates.queries import Shown
from nguongoc.trace.chains.journey import PROOF_WORDS, Step
from nguongoc.trace.resolver.queries.page import PublicPage
from nguongoc.trace.resolver.words import Verdict


def json_ld(page: PublicPage, verdict: Verdict, identity: str, *, picture: str = "") -> dict[str, Any]:
    """A schema.org Product with what is told of it; `identity` is the canonical Digital Link, `picture` the address of
    one. Internal numbers are no GTINs and are not called so."""
    product = page.product
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Product",
        "@id": identity,
        "identifier": product.gtin,
        "additionalProperty": [
            _property("verdict", verdict.title.en),
            _property("condition", page.condition.code),
        ],
    }
    if not product.is_internal:
        found["gtin14"] = product.gtin
    if page.is_registered:
        found["name"] = product.name
        found["manufacturer"] = {"@type": "Organization", "name": page.maker}
    for name, value in (
        ("brand", product.brand),
        ("description", product.description),
        ("size", product.net_content),
        ("image", picture),
    ):
        if value:
            found[name] = value
    if page.lot and page.lot.produced_on:
        found["productionDate"] = page.lot.produced_on.isoformat()
    if page.lot and page.lot.expires_on:
        found["expires"] = page.lot.expires_on.isoformat()
    for name, value in (("lot", page.lot_number), ("serial", page.serial)):
        if value:
            found["additionalProperty"].append(_property(name, value))
    if page.papers:
        found["hasCertification"] = [_paper(one) for one in page.papers]
    found["subjectOf"] = [_step(step, page) for step in page.journey.told]
    return found


def _paper(paper: Shown) -> dict[str, Any]:
    active = "CertificationActive" if paper.is_in_force else "CertificationInactive"
    told: dict[str, Any] = {"@type": "Certification", "name": paper.kind, "certificationStatus": active}
    for name, value in (("certificationIdentification", paper.number), ("issuedBy", paper.issuer)):
        if value:
            told[name] = value
    for name, day in (("validFrom", paper.issued_on), ("expires", paper.expires_on)):
        if day:
            told[name] = day.isoformat()
    return told


def _property(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _step(step: Step, page: PublicPage) -> dict[str, Any]:
    first, last = step.days
    told: dict[str, Any] = {
        "@type": "Event",
        "name": step.stage.name.en,
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "location": step.communes,
    }
    if step.proof is not None:
        told["description"] = PROOF_WORDS[step.proof].en
    if step.vouched_by in page.vouchers:
        told["organizer"] = page.vouchers[step.vouched_by]
    return told
