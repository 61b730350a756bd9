"""What every address of the EPCIS interface has in common (EPCIS 2.0 §8.1, §8.2.3): versions and formats that are
negotiated, the headers that say what was used, discovery by OPTIONS, and refusals in the form that was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any, BinaryIO

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from nguongoc.domain.epcis import read, spelling, write_xml
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.shared.http import PROBLEM_JSON, problem
from nguongoc.registry.parties.rights import Request
from nguongoc.trace.events import forms
from nguongoc.trace.events.bounds import TooComplex, TooLarge

Method = Callable[..., HttpResponse]
JSON = ("application/ld+json", "application/json")
XML = ("application/xml", "text/xml")
PROBLEM_XML = "application/problem+xml"
CBV_FORMATS = {
    "No_Preference": None,
    "Never_Translates": None,
    "Always_Web_URI": write_xml.WEB_URI,
    "Always_URN": write_xml.URN,
}
VERSIONS = ((2, 0, 0), (1, 2, 0))
"""EPCIS versions that are spoken, the best first; 1.2 only in XML."""
CBV_VERSIONS = ((2, 0, 0), (1, 2, 2))


class NotAcceptable(Refused):
    """No form of the answer is what the caller takes (406)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is to be written: media type, EPCIS version, spelling of identifiers and of CBV words in XML,
    and the prefixes that the caller declared."""

    media_type: str = JSON[0]
    version: tuple[int, int, int] = VERSIONS[0]
    epcs: str = spelling.DIGITAL_LINK
    words: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    sent: tuple[int, ...] | None = None  # the version that the caller names (GS1-EPCIS-Version)

    @property
    def xml(self) -> bool:
        """Whether the answer is written in XML."""
        return self.media_type in XML


def wanted(request: HttpRequest, offers: Sequence[str] = (*JSON, *XML)) -> Wanted:
    """What the request's headers ask for. Raises NotAcceptable where it cannot be met, Refused where a header is of
    another form."""
    media_type = _preferred(request, offers)
    if media_type is None and request.accepts("text/html"):
        media_type = offers[0]  # a person who looks with a browser
    if media_type is None:
        raise NotAcceptable(_not_offered(offers))
    spoken = VERSIONS if media_type in XML else VERSIONS[:1]
    found = _within(request, "GS1-EPCIS", spoken)
    _within(request, "GS1-CBV", CBV_VERSIONS)
    return Wanted(
        media_type,
        found,
        _one_of(request, "GS1-EPC-Format", dict.fromkeys(spelling.FORMATS), spelling.DIGITAL_LINK),
        CBV_FORMATS[_one_of(request, "GS1-CBV-XML-Format", CBV_FORMATS, "No_Preference")],
        forms.extensions(request.headers.get("GS1-Extensions", "")),
        _version(request, "GS1-EPCIS-Version", None),
    )


def hold_to_its_version(body: BinaryIO, media_type: str, asked: Wanted) -> None:
    """Raises Refused where a body is of another EPCIS version than the header of its call says (§3: on what a caller
    sends, it names the version)."""
    if asked.sent is None:
        return
    body.seek(0)
    found = read.version(body.read(4_096), xml=media_type in read.XML_TYPES)
    if found is not None and found != asked.sent[0]:
        raise Refused(_of_another_version(".".join(map(str, asked.sent)), found))


def _preferred(request: HttpRequest, offers: Sequence[str]) -> str | None:
    return _first_choice(request.headers.get("Accept", "*/*"), tuple(offers))


@lru_cache(maxsize=256)
def _first_choice(accept: str, offers: Sequence[str]) -> str | None:
    """What Django would choose; a caller's programs say the same each time."""
    asked = HttpRequest()
    asked.META["HTTP_ACCEPT"] = accept
    return asked.get_preferred_type(offers)


def _within(request: HttpRequest, name: str, spoken: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    """The best version that lies in the range the caller accepts and, on what it sends, is the one it names."""
    low, high = _version(request, f"{name}-Min", (0, 0, 0)), _version(request, f"{name}-Max", (99, 0, 0))
    named = _version(request, f"{name}-Version", None)
    known = named is None or any(one[: min(2, len(named))] == named[:2] for one in VERSIONS + CBV_VERSIONS)
    for one in spoken:
        if known and low <= one[: len(low)] and one[: len(high)] <= high:
            return one
    raise NotAcceptable(_no_version(name, spoken))


_VERSION = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")


def _version(request: HttpRequest, name: str, absent: Any) -> Any:
    given = request.headers.get(name, "").strip()
    if not given:
        return absent
    if not _VERSION.fullmatch(given):
        raise NotAcceptable(_bad_header(name, "2.0.0"))
    return tuple(map(int, given.split(".")))


def _one_of(request: HttpRequest, name: str, known: Mapping[str, Any], absent: str) -> str:
    given = request.headers.get(name, "").strip() or absent
    if given not in known:
        raise NotAcceptable(_bad_header(name, ", ".join(known)))
    return given


def only_json(asked: Wanted) -> None:
    """Raises NotAcceptable where XML was asked for and the standard has none."""
    if asked.xml:
        raise NotAcceptable(_not_offered(JSON))


def resource(
    offers: Sequence[str] = JSON, headers: Callable[[], Mapping[str, str]] | None = None, **methods: Method
) -> Callable[..., HttpResponse]:
    """The view of one address: a function a method, called with the request and what it wants (`Wanted`).

    OPTIONS tells what there is; another method gets 405; refusals become problems with EPCIS's names, in XML for
    who asked for XML. `headers` are told in discovery beside those of every address.
    """
    by_name = {"HEAD": methods["GET"], **methods} if "GET" in methods else methods
    allow = ", ".join([*by_name, "OPTIONS"])

    @csrf_exempt
    def view(request: Request, *args: Any, **named: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _discovery(allow, headers() if headers else {})
        method = by_name.get(str(request.method))
        if method is None:
            answer = problem(request, 405, "ImplementationException")
            answer["Allow"] = allow
        else:
            answer = _answered(method, offers, request, *args, **named)
        return _in_their_form(request, answer)

    return view


def _answered(
    method: Method, offers: Sequence[str], request: Request, *args: Any, **named: Any
) -> HttpResponse:
    try:
        asked = wanted(request, offers)
        answer = method(request, asked, *args, **named)
    except NotAcceptable as refusal:
        return problem(request, 406, "NotAcceptableException", problems=refusal.problems)
    except TooLarge as refusal:
        return problem(request, 413, "QueryTooLargeException", problems=refusal.problems)
    except TooComplex as refusal:
        return problem(request, 413, "QueryTooComplexException", problems=refusal.problems)
    except Refused as refusal:
        return problem(request, 400, "QueryParameterException", problems=refusal.problems)
    answer.headers.setdefault("GS1-EPCIS-Version", ".".join(map(str, asked.version)))
    answer.headers.setdefault("GS1-CBV-Version", "2.0.0" if asked.version[0] == 2 else "1.2.2")
    if asked.prefixes:
        answer["GS1-Extensions"] = ",".join(f"{prefix}={uri}" for prefix, uri in asked.prefixes.items())
    return answer


def _in_their_form(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A problem as XML, where XML is what was asked for."""
    if answer.headers.get("Content-Type") != PROBLEM_JSON:
        return answer
    if _preferred(request, (PROBLEM_JSON, *JSON, PROBLEM_XML, *XML)) in (PROBLEM_XML, *XML):
        answer.content = write_xml.problem(orjson.loads(answer.content))
        answer["Content-Type"] = PROBLEM_XML
    return answer


def _discovery(allow: str, more: Mapping[str, str]) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Allow"] = allow
    for name, value in {**DISCOVERED, **more}.items():
        answer[name] = value
    del answer["Content-Type"]
    return answer


DISCOVERED: Mapping[str, str] = {
    "GS1-EPCIS-Version": "2.0.0",
    "GS1-EPCIS-Min": "1.2.0",
    "GS1-EPCIS-Max": "2.0.0",
    "GS1-CBV-Version": "2.0.0",
    "GS1-CBV-Min": "1.2.2",
    "GS1-CBV-Max": "2.0.0",
    "GS1-EPC-Format": ",".join(spelling.FORMATS),
    "GS1-CBV-XML-Format": ",".join(CBV_FORMATS),
    "GS1-Extensions": f"ng={write_xml.OURS}",
    "GS1-Vendor-Version": f"nguongoc {version('nguongoc')}",
}


def capture_headers() -> Mapping[str, str]:
    """What a capture takes at once, and how it takes errors."""
    return {
        "GS1-Capture-Error-Behaviour": "all",
        "GS1-EPCIS-Capture-Limit": str(settings.CAPTURE_LIMIT_EVENTS),
        "GS1-EPCIS-Capture-File-Size-Limit": str(settings.CAPTURE_LIMIT_BYTES),
    }


def _not_offered(offers: Sequence[str]) -> Problem:
    why = Text(
        f"Ở đây chỉ trả lời dạng {', '.join(offers)}. Hãy sửa tiêu đề Accept.",
        f"The answer here is one of {', '.join(offers)}: change the Accept header.",
    )
    return Problem("Accept", why, "not-acceptable")


def _no_version(name: str, spoken: Sequence[tuple[int, int, int]]) -> Problem:
    shown = ", ".join(".".join(map(str, one)) for one in reversed(spoken))
    why = Text(
        f"Phiên bản dùng được với dạng trả lời này: {shown}. Hãy sửa {name}-Min, {name}-Max hoặc {name}-Version.",
        f"Versions spoken in this form of answer: {shown}. Change {name}-Min, {name}-Max or {name}-Version.",
    )
    return Problem(name, why, "version")


def _of_another_version(said: str, found: int) -> Problem:
    shown = "2.0" if found == 2 else "1.2"
    why = Text(
        f"Tiêu đề nói EPCIS {said}, nhưng tài liệu là EPCIS {shown}. Hãy sửa GS1-EPCIS-Version thành {shown}, hoặc gửi "
        "tài liệu đúng phiên bản.",
        f"The header says EPCIS {said}, the document is EPCIS {shown}: change GS1-EPCIS-Version to {shown}, or send a "
        "document of that version.",
    )
    return Problem("GS1-EPCIS-Version", why, "version")


def _bad_header(name: str, known: str) -> Problem:
    why = Text(f"Giá trị của {name} phải là: {known}.", f"The value of {name} must be: {known}.")
    return Problem(name, why, "header")
