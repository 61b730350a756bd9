"""Small XML documents that the tests change one thing in."""

from __future__ import annotations

NAMESPACES = {"2.0": "urn:epcglobal:epcis:xsd:2", "1.2": "urn:epcglobal:epcis:xsd:1"}
BEFORE = "<eventTime>2026-03-01T07:30:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>"
EPCS = "<epcList><epc>https://id.gs1.org/01/02000000000015/21/S1</epc></epcList>"


def xml_event(inner: str = "", *, before: str = BEFORE, epcs: str = EPCS, after: str = "") -> str:
    """A good ObjectEvent; `inner` stands in its `extension`, `after` behind all else."""
    extension = f"<extension>{inner}</extension>" if inner else ""
    return f"<ObjectEvent>{before}{epcs}<action>ADD</action>{extension}{after}</ObjectEvent>"


def xml_document(
    *events: str, version: str = "2.0", header: str = "", declared: str = "", **attributes: str
) -> bytes:
    """A document with these events, in UTF-8."""
    said = {"schemaVersion": version, "creationDate": "2026-03-01T08:00:00+07:00", **attributes}
    written = "".join(f' {name}="{value}"' for name, value in said.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<epcis:EPCISDocument xmlns:epcis="{NAMESPACES[version]}"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:example="https://ns.example.com/epcis/"'
        f"{declared}{written}>{header}<EPCISBody><EventList>{''.join(events)}</EventList></EPCISBody>"
        "</epcis:EPCISDocument>"
    ).encode()
