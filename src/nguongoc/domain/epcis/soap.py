"""The old query interface's messages (EPCIS 1.2 §11.2, EPCIS 2.0 §11.2): what stands in a SOAP envelope, and what is
answered.

Both SOAP 1.1 and 1.2 are read; the answer is in the envelope and in the EPCIS version of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn
from xml.sax.saxutils import escape

from nguongoc.domain.epcis import layout, xml_parse
from nguongoc.domain.epcis.query import families
from nguongoc.domain.epcis.xml_messages import MESSAGES
from nguongoc.domain.problem import Problem, Refused, Text

SOAP_11, SOAP_12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
MEDIA = {SOAP_11: "text/xml", SOAP_12: "application/soap+xml"}
LARGEST = 1024 * 1024
MASTER_LISTS = ("vocabularyName", "attributeNames", "EQ_name", "WD_name", "HASATTR")
MASTER_FLAGS = ("includeAttributes", "includeChildren")
OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "GetQueryNames": (),
    "Subscribe": (
        *("NoSuchName", "InvalidURI", "DuplicateSubscription", "QueryParameter", "QueryTooComplex"),
        *("SubscriptionControls", "SubscribeNotPermitted"),
    ),
    "Unsubscribe": ("NoSuchSubscription",),
    "GetSubscriptionIDs": ("NoSuchName",),
    "Poll": ("QueryParameter", "QueryTooLarge", "QueryTooComplex", "NoSuchName"),
    "GetStandardVersion": (),
    "GetVendorVersion": (),
}
"""The operations, and the faults of each beside Security, Validation and Implementation."""


@dataclass(frozen=True, slots=True)
class Message:
    """One question: its name (`Poll`), the EPCIS version of its namespace, and the envelope it came in."""

    name: str
    version: str
    envelope: str
    element: xml_parse.Element

    def text(self, name: str) -> str:
        """The text of a child; "" where it has none."""
        return (self.element.findtext(name) or "").strip()

    def child(self, path: str) -> xml_parse.Element | None:
        return self.element.find(path)


class Misunderstood(Refused):
    """A header that must be understood and is not (SOAP 1.1 §4.2.3)."""


def read(body: bytes) -> Message:
    """The question in an envelope. Raises Refused where the XML is unsafe or no such message; Misunderstood."""
    root = xml_parse.parse(body, size=LARGEST)
    space, _, local = str(root.tag)[1:].partition("}")
    if local != "Envelope" or space not in MEDIA:
        _refuse("Envelope", "Cần một phong bì SOAP 1.1 hoặc 1.2.", "a SOAP envelope (1.1 or 1.2) is needed")
    for header in root.iterfind(f"{{{space}}}Header/*"):
        if header.get(f"{{{space}}}mustUnderstand") in ("1", "true"):
            raise Misunderstood(
                _problem("Header", "Không hiểu tiêu đề này.", "this header is not understood")
            )
    held = list(root.iterfind(f"{{{space}}}Body/*"))
    if len(held) != 1:
        _refuse("Body", "Phong bì phải có đúng một thông điệp.", "the envelope must hold exactly one message")
    element = held[0]
    namespace, _, name = str(element.tag)[1:].partition("}")
    if namespace not in layout.QUERY or name not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        _refuse(
            "Body", f"Không có thao tác này. Các thao tác: {known}.", f"no such operation; known: {known}"
        )
    message = Message(name, layout.QUERY[namespace], space, element)
    _complete(message)
    return message


def _complete(message: Message) -> None:
    needed, _ = MESSAGES[message.name]
    for name in needed:
        if message.child(name) is None:
            _refuse(name, f"Thiếu “{name}”. Hãy bổ sung.", f"“{name}” is missing: add it")


def parameters(message: Message) -> dict[str, Any]:
    """The parameters of a query over events, as JSON has them. Raises Refused for one given twice and for values
    that are none of its type."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in _params(message, problems):
        known = families.family(name)
        try:
            found[name] = value if known is None else _json(_typed(known[0].kind, value))
        except (ValueError, KeyError):
            found[name] = value  # and it is refused by name, with all others
    if problems:
        raise Refused(problems)
    return found


def master_parameters(message: Message) -> dict[str, Any]:
    """The parameters of a query over master data (EPCIS 1.2 §8.2.7.2). Raises Refused by name."""
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for name, value in _params(message, problems):
        if name in MASTER_LISTS or name.startswith("EQATTR_"):
            found[name] = value if isinstance(value, list) else [value]
        elif name in MASTER_FLAGS and value in ("true", "false", "1", "0"):
            found[name] = value in ("true", "1")
        elif name == "maxElementCount" and isinstance(value, str) and value.isascii() and value.isdigit():
            found[name] = int(value[:9])
        else:
            problems.append(_problem(name, "Tham số không đúng.", "no such parameter, or not of its type"))
    for name in MASTER_FLAGS:
        if name not in found and not problems:
            problems.append(_problem(name, "Thiếu tham số này.", "this parameter is missing"))
    if problems:
        raise Refused(problems)
    return found


def _params(message: Message, problems: list[Problem]) -> list[tuple[str, Any]]:
    found: dict[str, Any] = {}
    for param in message.element.iterfind("params/param"):
        name = (param.findtext("name") or "").strip()
        if name in found:
            problems.append(_problem(name, "Tham số viết hai lần.", "this parameter is given twice"))
        value = param.find("value")
        strings = [] if value is None else [(one.text or "").strip() for one in value]
        found[name] = strings or ("" if value is None else (value.text or "").strip())
    return list(found.items())


def _typed(kind: Any, value: Any) -> Any:
    """What a family of parameters takes: a list as it is where it takes texts, else what the text says."""
    if isinstance(value, list):
        return value if kind.fits(value) else kind.of_text("|".join(value))
    if kind.fits([value]) and value:
        return [value]
    return kind.of_text(value)


def _json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def schedule(message: Message) -> dict[str, str] | None:
    """The schedule among the controls of a subscription; None where there is none."""
    element = message.child("controls/schedule")
    if element is None:
        return None
    return {str(one.tag): (one.text or "").strip() for one in element if "}" not in str(one.tag)}


def answer(message: Message, name: str, inner: str = "") -> bytes:
    """An answer of this name in the envelope of its question; `inner` is XML."""
    return envelope(message.envelope, element(name, message.version, inner))


def element(name: str, version: str, inner: str = "") -> str:
    """One element of the query interface."""
    namespace = next(uri for uri, held in layout.QUERY.items() if held == version)
    return f'<epcisq:{name} xmlns:epcisq="{namespace}">{inner}</epcisq:{name}>'


def strings(values: Iterable[str]) -> str:
    """An `ArrayOfString`."""
    return "".join(f"<string>{escape(value)}</string>" for value in values)


def fault(
    kind: str, why: str, *, version: str = "2.0", space: str = SOAP_11, more: Mapping[str, str] | None = None
) -> bytes:
    """A fault that carries one of the interface's exceptions: `kind` is its name without `Exception`."""
    held = {"reason": why, **({"severity": "ERROR"} if kind == "Implementation" else {}), **(more or {})}
    inner = "".join(f"<{name}>{escape(_plain(value))}</{name}>" for name, value in held.items())
    detail = element(f"{kind}Exception", version, inner)
    ours = kind == "Implementation"
    if space == SOAP_12:
        code = "Receiver" if ours else "Sender"
        return envelope(
            space,
            f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code><soap:Reason>"
            f'<soap:Text xml:lang="en">{escape(_plain(why))}</soap:Text></soap:Reason>'
            f"<soap:Detail>{detail}</soap:Detail></soap:Fault>",
        )
    code = "Server" if ours else "Client"
    return envelope(
        space,
        f"<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{escape(_plain(why))}</faultstring>"
        f"<detail>{detail}</detail></soap:Fault>",
    )


def must_understand(space: str) -> bytes:
    """The fault for a header that must be understood and is not."""
    if space == SOAP_12:
        return envelope(
            space,
            "<soap:Fault><soap:Code><soap:Value>soap:MustUnderstand</soap:Value></soap:Code><soap:Reason>"
            '<soap:Text xml:lang="en">a header is not understood</soap:Text></soap:Reason></soap:Fault>',
        )
    return envelope(
        space,
        "<soap:Fault><faultcode>soap:MustUnderstand</faultcode>"
        "<faultstring>a header is not understood</faultstring></soap:Fault>",
    )


def envelope(space: str, inner: str) -> bytes:
    """A SOAP envelope around some XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="{space}"><soap:Body>{inner}'
        "</soap:Body></soap:Envelope>"
    ).encode()


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or letter.isprintable())


def _problem(where: str, vi: str, en: str) -> Problem:
    return Problem(where[:200], Text(vi, en), "message")


def _refuse(where: str, vi: str, en: str) -> NoReturn:
    raise Refused(_problem(where, vi, en))
