"""XML text: names, escapes, and which prefix of JSON stands for which namespace in an element (XML 1.0, Namespaces)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.problem import Problem, Refused, Text

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff"
)
_NAME = re.compile(rf"[{_START}][{_START}0-9.\-\u00b7\u0300-\u036f\u203f-\u2040]*")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def text(value: str, where: str) -> str:
    """A text as the content of an element. Raises Refused for characters that XML cannot hold."""
    return _held(value, where).translate(_TEXT)


def attribute(name: str, value: str, where: str) -> str:
    """` name="value"`. Raises Refused as `text` does."""
    return f' {name}="{_held(value, where).translate(_ATTRIBUTE)}"'


def _held(value: str, where: str) -> str:
    if _NOT_IN_XML.search(value):
        refuse(
            where,
            "Giá trị có ký tự điều khiển mà XML không ghi được. Hãy bỏ ký tự đó.",
            "the value holds a control character that XML cannot: take it out",
        )
    return value


def refuse(where: str, vi: str, en: str, code: str = "not-in-xml") -> NoReturn:
    """Refuse what the JSON form says and XML cannot."""
    raise Refused(Problem(where, Text(vi, en), code))


def is_name(name: str) -> bool:
    """Whether a name can stand in XML without a colon (NCName)."""
    return _NAME.fullmatch(name) is not None


OWN = {
    "epcis": tuple(layout.CORE),
    "epcisq": tuple(layout.QUERY),
    "sbdh": (layout.SBDH,),
    "xsi": (layout.XSI,),
    "xsd": (layout.XSD,),
    "ld": (layout.JSON_LD,),
    "xml": (layout.XML,),
    "xmlns": (),
}
"""The prefixes that the documents we write use themselves, and their namespaces."""


def can_declare(prefix: str, namespace: str) -> bool:
    """Whether XML lets this prefix stand for this namespace. (`urn:` begins identifiers in JSON.)"""
    return bool(namespace) and prefix not in ("xml", "xmlns", "urn") and namespace not in (layout.XML, _XMLNS)


_XMLNS = "http://www.w3.org/2000/xmlns/"


@dataclass(slots=True)
class Names:
    """Names of one part of a document, from JSON's `prefix:local` to XML's. `used` gathers the prefixes of XML and
    their namespaces, to be declared around the part."""

    context: Context
    used: dict[str, str] = field(default_factory=dict)

    def within(self, context: Context) -> Names:
        """The same, where more is declared."""
        return Names(context, self.used)

    def namespace(self, name: str, where: str) -> str:
        """The namespace of a JSON name, "" where it has none. Raises Refused for a prefix that nobody declares."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return ""
        found = layout.XML if prefix == "xml" else self.context.namespace(prefix)
        if found is None and self.context.foreign and not local.startswith("//"):
            found = self.context.foreign[0]
        if not found or not (prefix == "xml" or can_declare(prefix, found)):
            refuse(
                where,
                f"“{name[:60]}” không phải tên ghi được trong XML. Hãy khai báo tiền tố trong @context.",
                f"{name[:60]!r} is no name that XML can hold: declare its prefix in @context",
            )
        return found

    def name(self, name: str, where: str) -> str:
        """The name in XML. Raises Refused where XML has none."""
        namespace = self.namespace(name, where)
        prefix, _, local = name.rpartition(":")
        if not is_name(local) or (prefix and not is_name(prefix)):
            refuse(
                where,
                f"“{name[:60]}” không thể là tên phần tử XML. Hãy đổi tên trường.",
                f"{name[:60]!r} cannot be the name of an XML element: rename the member",
            )
        return f"{self._declared(prefix, namespace)}:{local}" if prefix else local

    def _declared(self, prefix: str, namespace: str) -> str:
        # A prefix that we use ourselves, or that stands for something else already, gets a number.
        number, free = 0, prefix
        while self.used.get(free, namespace) != namespace or namespace not in OWN.get(free, (namespace,)):
            number += 1
            free = f"{prefix}{number}"
        self.used[free] = namespace
        return free


def declarations(used: dict[str, str], around: dict[str, str]) -> str:
    """` xmlns:…` for what is used here and not declared around."""
    missing = {prefix: uri for prefix, uri in used.items() if around.get(prefix) != uri and prefix != "xml"}
    return "".join(attribute(f"xmlns:{prefix}", uri, "@context") for prefix, uri in missing.items())
