"""The receipt of a case as PDF. The program prepares it; signature and seal are the office's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.evidence.dated import calendar
from nguongoc.foundation.shared import typeset
from nguongoc.foundation.shared.templatetags.vn import day, moment
from nguongoc.programme.support import queries
from nguongoc.programme.support.models import Case
from nguongoc.registry.parties.queries import names, successors

TEMPLATE = Path(__file__).parent / "templates" / "support" / "receipt.typ"


def receipt(case: Case, *, on: date, address: str) -> bytes:
    """The receipt: code, who, what, which papers, and the day of the answer; before reception, the day it would be if
    the case were received today."""
    return typeset.pdf(TEMPLATE.read_bytes(), content(case, on=on, address=address))


def content(case: Case, *, on: date, address: str) -> dict[str, Any]:
    """All that the receipt says, as plain words."""
    agency = successors([case.agency_id], on=on).get(case.agency_id or 0, 0)
    called = names([case.party_id, agency], on=on)
    until = queries.deadline(case)
    promised = until or calendar().add(on, queries.days_for(case.kind, on))
    return {
        "agency": called.get(agency, "").upper(),
        "code": case.code or "",
        "party": called.get(case.party_id, case.party.internal_code),
        "contact": f"{case.contact_name}, {case.contact_phone}",
        "kind": case.kind.name_vi,
        "wish": case.wish,
        "papers": [one.name for one in case.papers.filter(replaced_at=None)],
        "submitted": moment(case.submitted_at),
        "channel": case.get_channel_display(),
        "received": day(case.received_on) if case.received_on else "",
        "promised": day(promised),
        "is_promise": until is not None,
        "state": dossier.NAMES[case.state].vi,
        "address": address,
        "day": f"ngày {on:%d} tháng {on:%m} năm {on:%Y}",
        "mark": "DỮ LIỆU TRÌNH DIỄN" if case.party.is_demonstration else "",
    }
