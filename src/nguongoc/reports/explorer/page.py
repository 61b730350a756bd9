"""One event in the officers' words: every field that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from nguongoc.domain.epcis.items import Item, items
from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact, Status
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment, number
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.explorer.things import Known, amount, goods, place_of
from nguongoc.reports.explorer.words import ACTIONS, DISPOSITIONS, LINKS, REASONS, ROLES, TYPES, said
from nguongoc.reports.registers.steps import step
from nguongoc.trace.events import queries
from nguongoc.trace.events.models import Capture, Event

TAKEN_BACK = Status("bad", Text("đã khai là sai sót", "declared an error"))
IN_FORCE = Status("good", Text("có hiệu lực", "in force"))
IS_DECLARATION = Status("bad", Text("bản khai sai sót", "an error declaration"))


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that the event names."""

    role: Text
    name: str
    key: str
    amount: str
    link: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declared wrong with this event."""

    at: str
    reason: Text
    link: str
    corrective: Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    """An event as those see it who look into it. `parts` are (name, facts)."""

    event: Event
    name: str
    note: Text
    state: Status
    facts: Sequence[Fact]
    things: Sequence[Thing]
    parts: Sequence[tuple[Text, Sequence[Fact]]]
    declarations: Sequence[Declaration]


def page(event: Event, viewer: Viewer, known: Known) -> Page:
    """Everything about this event that its viewer may see."""
    body = event.body
    found = queries.with_id(event.event_id, viewer)
    keys = {item.key for item in items(body)}
    known.learn(keys | {place_of(body)}, [event.sender])
    own = [one for one in found if one.declared_at is not None and one.sender == event.sender]
    state = IS_DECLARATION if event.declared_at else TAKEN_BACK if own else IN_FORCE
    return Page(
        event=event,
        name=called(event),
        note=said(TYPES, event.event_type),
        state=state,
        facts=_facts(event, known),
        things=[_thing(item, known) for item in goods(body)],
        parts=[(words, facts) for words, facts in _parts(event, known) if facts],
        declarations=[
            _declaration(one) for one in found if one.declared_at is not None and one.pk != event.pk
        ],
    )


def called(event: Event) -> str:
    """What an event is called at the head of its page: its step, or its type where it has none."""
    words = text(step(event.biz_step) if event.biz_step else said(TYPES, event.event_type))
    return words[:1].upper() + words[1:]


def _facts(event: Event, known: Known) -> list[Fact]:
    body = event.body
    facts = [
        Fact(Text("Lúc", "At"), moment(event.event_time), note=_zone(body)),
        Fact(Text("Việc", "Step"), step(event.biz_step) if event.biz_step else ""),
        Fact(Text("Hành động", "Action"), said(ACTIONS, event.action)),
        Fact(Text("Trạng thái hàng", "Disposition"), said(DISPOSITIONS, event.disposition)),
        *(
            Fact(
                words, known.name(body[name]["id"]), link=known.link(body[name]["id"]), note=body[name]["id"]
            )
            for name, words in (
                ("readPoint", Text("Nơi đọc", "Read point")),
                ("bizLocation", Text("Hàng ở đâu sau đó", "Where the goods are since")),
            )
            if name in body
        ),
        Fact(Text("Đơn vị gửi", "Sender"), known.parties.get(event.sender, ""), link=_party(event, known)),
        Fact(Text("Ghi vào kho lúc", "Recorded at"), moment(event.record_time), link=_job(event, known)),
    ]
    return [fact for fact in facts if text(fact.value) not in ("", "–")]


def _zone(body: Mapping[str, Any]) -> Text:
    offset = body.get("eventTimeZoneOffset", "")
    return Text(f"múi giờ nơi xảy ra: {offset}", f"time zone where it happened: {offset}")


def _party(event: Event, known: Known) -> str:
    own = event.sender in known.viewer.parties or known.viewer.may("registry.see_all")
    return reverse("party", args=[event.sender]) if own else ""


def _job(event: Event, known: Known) -> str:
    mine = Capture.objects.visible_to(known.viewer).filter(pk=event.capture).exists()
    return reverse("capture_job", args=[event.capture]) if mine else ""


def _thing(item: Item, known: Known) -> Thing:
    much = amount(item, get_language() or "vi")
    return Thing(said(ROLES, item.role), known.name(item.key), item.key, much, known.link(item.key))


def _declaration(event: Event) -> Declaration:
    told = event.body.get("errorDeclaration", {})
    return Declaration(
        at=moment(event.declared_at),
        reason=said(REASONS, told.get("reason", "")),
        link=reverse("event_page", args=[event.pk]),
        corrective=told.get("correctiveEventIDs", ()),
    )


def _parts(event: Event, known: Known) -> Iterator[tuple[Text, list[Fact]]]:
    body = event.body
    yield Text("Chứng từ và các bên", "Papers and parties"), _links(body, known)
    yield Text("Bản khai sai sót", "Error declaration"), _plain(body.get("errorDeclaration", {}))
    yield Text("Dữ liệu chủ của lô (ilmd)", "Data of the lot (ilmd)"), _plain(body.get("ilmd", {}))
    sensors = {f"{number(place)}": one for place, one in enumerate(body.get("sensorElementList", ()), 1)}
    yield Text("Cảm biến", "Sensors"), _plain(sensors)
    lasting = body.get("persistentDisposition", {})
    yield (
        Text("Trạng thái lâu dài", "Lasting states"),
        [
            Fact(words, ", ".join(text(said(DISPOSITIONS, one)) for one in lasting[name]))
            for name, words in (("set", Text("Bắt đầu", "Begun")), ("unset", Text("Kết thúc", "Ended")))
            if name in lasting
        ],
    )
    yield Text("Trường riêng của người gửi", "The sender's own fields"), _plain(_own(body))
    yield (
        Text("Mã", "Identifiers"),
        [
            Fact(Text("Mã sự kiện", "Event id"), event.event_id),
            *_plain({n: body[n] for n in ("transformationID", "certificationInfo") if n in body}),
            Fact(Text("Mã lần ghi", "Capture id"), str(event.capture)),
        ],
    )


def _links(body: Mapping[str, Any], known: Known) -> list[Fact]:
    facts = []
    for member, inner, words in (
        ("bizTransactionList", "bizTransaction", Text("Chứng từ", "Paper")),
        ("sourceList", "source", Text("Bên giao", "From")),
        ("destinationList", "destination", Text("Bên nhận", "To")),
    ):
        for link in body.get(member, ()):
            kind = said(LINKS, link.get("type", ""))
            name = Text(f"{words.vi}: {kind.vi}", f"{words.en}: {kind.en}") if link.get("type") else words
            known_as = known.name(link[inner])
            note = link[inner] if known_as != link[inner] else ""
            facts.append(Fact(name, known_as, link=known.link(link[inner]), note=note))
    return facts


_STANDARD = frozenset(
    (
        *(
            "type",
            "@context",
            "eventTime",
            "recordTime",
            "eventTimeZoneOffset",
            "eventID",
            "action",
            "bizStep",
        ),
        *("disposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList"),
        *("epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID", "transformationID", "ilmd"),
        *(
            "quantityList",
            "childQuantityList",
            "inputQuantityList",
            "outputQuantityList",
            "sensorElementList",
        ),
        *("persistentDisposition", "errorDeclaration", "certificationInfo"),
    )
)


def _own(body: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in body.items() if name not in _STANDARD}
    for place in ("readPoint", "bizLocation"):
        held = {f"{place}.{name}": value for name, value in body.get(place, {}).items() if name != "id"}
        own |= held
    return own


def _plain(members: Mapping[str, Any]) -> list[Fact]:
    """Fields as they stand, those within others under the names of both."""
    return [Fact(Text(name, name), value) for name, value in _flat("", members)]


def _flat(stem: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            yield from _flat(f"{stem} › {name}" if stem else str(name), held)
    elif isinstance(value, list):
        if any(isinstance(one, Mapping | list) for one in value):
            for place, held in enumerate(value, 1):
                yield from _flat(f"{stem} {place}", held)
        elif value:
            yield stem, ", ".join(map(_shown, value))
    else:
        yield stem, _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return text(Text("có", "yes") if value else Text("không", "no"))
    if isinstance(value, int | float):
        return number(value)
    said_at = parse_datetime(value) if isinstance(value, str) and value[10:11] == "T" else None
    return moment(said_at) if said_at is not None else "–" if value is None else str(value)


def rows(shown: Page) -> Iterator[tuple[str, str, str]]:
    """The page as rows of a spreadsheet: part, field, value."""
    general = text(Text("Chung", "General"))
    for fact in shown.facts:
        yield general, text(fact.name), text(fact.value)
    for thing in shown.things:
        yield text(thing.role), thing.key, f"{thing.name} {thing.amount}".strip()
    for words, facts in shown.parts:
        for fact in facts:
            yield text(words), text(fact.name), " · ".join(filter(None, (text(fact.value), text(fact.note))))
    for one in shown.declarations:
        yield text(IS_DECLARATION.words), one.at, text(one.reason)
