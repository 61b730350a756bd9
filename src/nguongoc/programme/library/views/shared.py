"""What the library's pages have in common."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import known_sectors, sector
from nguongoc.foundation.shared.components import Status, Tone
from nguongoc.foundation.shared.tables import Choice
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.library.models import Subject, Validity

edits = require_http_methods(["GET", "HEAD", "POST"])
LIBRARY = Text("Thư viện văn bản, tiêu chuẩn", "Library of documents and standards")
FOR_YOU = Text("Thay đổi với bạn", "What changed for you")
DOSSIERS = Text("Hồ sơ chính sách", "Policy dossiers")
PROPOSALS = Text("Đề xuất tiêu chuẩn", "Proposed standards")
VISITS = Text("Học tập kinh nghiệm", "Study visits")
BENCHMARKS = Text("Năng suất nơi khác", "Productivity elsewhere")
AWARDS = Text("Hồ sơ giải thưởng", "Award files")

TONES: dict[str, Tone] = {
    "coming": "info",
    "holds": "good",
    "partly": "wait",
    "ended": "bad",
    "unknown": "quiet",
}


def trail(*ways: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here from the start page."""
    return [(_("Việc của tôi"), reverse("home")), *ways]


def way(words: Text, route: str) -> tuple[str, str]:
    """One link of it."""
    return text(words), reverse(route)


def state_of(validity: str) -> Status:
    """How a document stands, in words."""
    return Status(TONES[validity], Validity(validity).label)


def sector_names(codes: list[str]) -> Text:
    """The sectors in words; none: all of them."""
    known = [sector(one).name for one in codes]
    if not known:
        return Text("mọi ngành", "all sectors")
    return Text(", ".join(one.vi for one in known), ", ".join(one.en for one in known))


def subject_names(codes: list[str]) -> str:
    """The subjects in words."""
    return ", ".join(str(Subject(one).label) for one in codes)


def by_sector() -> Choice:
    """A filter: rows for this sector or for all."""
    return Choice(
        "nganh",
        Text("Ngành hàng", "Sector"),
        [(one.code, one.name) for one in known_sectors()],
        lambda rows, code: rows.filter(Q(sectors=[]) | Q(sectors__contains=[code])),
    )
