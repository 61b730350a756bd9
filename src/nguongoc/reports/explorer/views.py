"""The explorer of events: take, call once, answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.tables import answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.rights import Request, may
from nguongoc.reports.explorer import files, listing, picture
from nguongoc.reports.explorer.page import called, page, rows
from nguongoc.reports.explorer.things import Known, goods, place_of
from nguongoc.trace.events import queries
from nguongoc.trace.events.models import Event


@require_safe
@may("events.query")
def explorer(request: Request) -> HttpResponseBase:
    """`/su-kien/`: the events that the reader may see, filtered."""
    table = listing.register(request, request.viewer, at=timezone.localtime())
    words = _("Mọi sự kiện bạn được xem: hàng gì, lúc nào, ở đâu, việc gì, ai gửi.")
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "explorer/listing.html", table, words=words, trail=trail)


@require_safe
@may("events.query")
def event_page(request: Request, event: UUID) -> HttpResponseBase:
    """`/su-kien/{key}/`: one event, every field of it."""
    shown = page(_event(request, event), request.viewer, _known(request))
    table = take(
        request.GET, name=THINGS, columns=listing.THING_COLUMNS, rows=shown.things, empty=NO_THINGS, id="hang"
    )
    return answer(request, "explorer/event.html", table, page=shown, trail=_trail(shown.name))


@require_safe
@may("events.query")
def event_chain(request: Request, event: UUID) -> HttpResponseBase:
    """`/su-kien/{key}/chuoi/`: where what the event is about came from, and what became of it."""
    found, known = _event(request, event), _known(request)
    start = list(dict.fromkeys(item.key for item in goods(found.body)))[:MOST_STARTS]
    way = queries.way(start, request.viewer, limit=LIMIT, expected=_walked.held_of(str(event)) or ())
    _walked.keep(str(event), way.asked)
    places = {place_of(one.body) for one in way.events}
    known.learn({*way.chain.nodes, *places}, {one.sender for one in way.events})
    table = take(
        request.GET,
        name=STEPS,
        columns=picture.COLUMNS,
        rows=picture.steps(way, known),
        empty=NO_STEPS,
        id="buoc",
    )
    drawn = picture.draw(way, start, known)
    trail = [*_trail(called(found), reverse("event_page", args=[event])), (_("Chuỗi"), "")]
    shown = {"event": found, "way": way, "picture": drawn, "trail": trail, "most": picture.MOST}
    return answer(request, "explorer/chain.html", table, **shown)


@require_safe
@may("events.query")
def event_file(request: Request, event: UUID, form: str) -> HttpResponseBase:
    """`/su-kien/{key}/tai.{form}`: the event as a JSON or XML document, or as a spreadsheet."""
    if form not in ("xlsx", *files.TYPES):
        raise Http404
    found = _event(request, event)
    if form == "xlsx":
        heads = [
            text(words) for words in (Text("Phần", "Part"), Text("Trường", "Field"), Text("Giá trị", "Value"))
        ]
        shown = page(found, request.viewer, _known(request))
        return sheets.answer(f"su-kien-{str(event)[:8]}", heads, rows(shown))
    return _download(files.document(found, form, at=timezone.now()), form, event)


def _download(body: bytes, form: str, event: UUID) -> HttpResponse:
    name = f"su-kien-{str(event)[:8]}.{form}"
    return HttpResponse(
        body,
        content_type=files.TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _event(request: Request, key: UUID) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.viewer), pk=key)


def _known(request: Request) -> Known:
    return Known(request.viewer, timezone.localdate())


def _trail(name: str, address: str = "") -> list[tuple[str, str]]:
    return [(_("Việc của tôi"), reverse("home")), (text(listing.NAME), reverse("explorer")), (name, address)]


LIMIT, MOST_STARTS = 2_000, 50
_walked: Brief[frozenset[str]] = Brief(600, size=100)
"""The keys that lay on the way of a chain when it was last walked: asked for all at once, they spare two questions a
level. Who may see what of it is asked every time."""
THINGS = Text("Hàng được nêu", "What it names")
NO_THINGS = Text("Sự kiện này không nêu mã hàng nào.", "This event names no goods.")
STEPS = Text("Từng bước của chuỗi", "The steps of the chain")
NO_STEPS = Text(
    "Chưa ai ghi hàng này từ đâu đến hay đi đâu, hoặc bạn không được xem những sự kiện ấy.",
    "Nobody has told where these goods came from or went, or you may not see those events.",
)
