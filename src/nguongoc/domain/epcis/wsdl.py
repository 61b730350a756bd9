"""The WSDL of the old query interface, for the middleware that wants one before it asks.

Written from the tables of messages, operations and faults: the same operations, messages, faults and binding
(document, literal, SOAP 1.1) as EPCIS 2.0 §11.2 has them, with the address of this repository.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.soap import OPERATIONS
from nguongoc.domain.epcis.xml_messages import MESSAGES

_ALWAYS = ("Security", "Validation", "Implementation")
_CHILDREN = {
    "params": '<xsd:complexType><xsd:sequence><xsd:element name="param" minOccurs="0" maxOccurs="unbounded">'
    '<xsd:complexType><xsd:sequence><xsd:element name="name" type="xsd:string"/><xsd:element name="value" '
    'type="xsd:anyType"/></xsd:sequence></xsd:complexType></xsd:element></xsd:sequence></xsd:complexType>',
    "controls": '<xsd:complexType><xsd:sequence><xsd:element name="schedule" type="xsd:anyType" minOccurs="0"/>'
    '<xsd:element name="trigger" type="xsd:anyURI" minOccurs="0"/><xsd:element name="initialRecordTime" '
    'type="xsd:dateTime" minOccurs="0"/><xsd:element name="reportIfEmpty" type="xsd:boolean"/></xsd:sequence>'
    "</xsd:complexType>",
    "resultsBody": '<xsd:complexType><xsd:choice><xsd:element name="EventList" type="xsd:anyType"/>'
    '<xsd:element name="VocabularyList" type="xsd:anyType"/></xsd:choice></xsd:complexType>',
}
_RESULTS = {"Poll": "QueryResults"}
_TEXT_RESULTS = ("GetStandardVersionResult", "GetVendorVersionResult")


def text(address: str, version: str = "2.0") -> bytes:
    """The WSDL with this address for the messages of this EPCIS version."""
    number = "2" if version == "2.0" else "1"
    namespace = next(uri for uri, held in layout.QUERY.items() if held == version)
    own = f"urn:epcglobal:epcis:wsdl:{number}"
    parts = (_types(namespace), _messages(), _port_type(), _binding(), _service(address))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<wsdl:definitions targetNamespace="{own}" xmlns:impl="{own}" '
        f'xmlns:epcisq="{namespace}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" '
        'xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">\n'
        + "\n".join(parts)
        + "\n</wsdl:definitions>\n"
    ).encode()


def _types(namespace: str) -> str:
    elements = "".join(_element(name, needed, optional) for name, (needed, optional) in MESSAGES.items())
    return f'<wsdl:types><xsd:schema targetNamespace="{namespace}">{elements}</xsd:schema></wsdl:types>'


def _element(name: str, needed: tuple[str, ...], optional: tuple[str, ...]) -> str:
    if name in _TEXT_RESULTS:
        return f'<xsd:element name="{name}" type="xsd:string"/>'
    inner = "".join(_child(one, "") for one in needed)
    # The order of the schema: a subscriptionID stands before the results.
    if name == "QueryResults":
        inner = (
            _child("queryName", "") + _child("subscriptionID", ' minOccurs="0"') + _child("resultsBody", "")
        )
    elif optional == ("string",):
        inner = _child("string", ' minOccurs="0" maxOccurs="unbounded"')
    else:
        inner += "".join(_child(one, ' minOccurs="0"') for one in optional)
    held = f"<xsd:complexType><xsd:sequence>{inner}</xsd:sequence></xsd:complexType>"
    return f'<xsd:element name="{name}">{held}</xsd:element>'


def _child(name: str, occurs: str) -> str:
    if name in _CHILDREN:
        return f'<xsd:element name="{name}"{occurs}>{_CHILDREN[name]}</xsd:element>'
    return f'<xsd:element name="{name}" type="xsd:string"{occurs}/>'


def _camel(operation: str) -> str:
    return operation[0].lower() + operation[1:]


def _faults(operation: str) -> list[str]:
    return [f"{name}Exception" for name in (*OPERATIONS[operation], *_ALWAYS)]


def _messages() -> str:
    parts = []
    for operation in OPERATIONS:
        name, result = _camel(operation), _RESULTS.get(operation, f"{operation}Result")
        parts.append(_message(f"{name}Request", "parms", operation))
        parts.append(_message(f"{name}Response", f"{name}Return", result))
    faults = dict.fromkeys(fault for operation in OPERATIONS for fault in _faults(operation))
    return "".join([*parts, *(_message(f"{fault}Response", "fault", fault) for fault in faults)])


def _message(name: str, part: str, element: str) -> str:
    return f'<wsdl:message name="{name}"><wsdl:part name="{part}" element="epcisq:{element}"/></wsdl:message>'


def _port_type() -> str:
    operations = []
    for operation in OPERATIONS:
        name = _camel(operation)
        faults = "".join(
            f'<wsdl:fault message="impl:{fault}Response" name="{fault}Fault"/>'
            for fault in _faults(operation)
        )
        operations.append(
            f'<wsdl:operation name="{name}"><wsdl:input message="impl:{name}Request" name="{name}Request"/>'
            f'<wsdl:output message="impl:{name}Response" name="{name}Response"/>{faults}</wsdl:operation>'
        )
    return f'<wsdl:portType name="EPCISServicePortType">{"".join(operations)}</wsdl:portType>'


def _binding() -> str:
    operations = []
    body = '<wsdlsoap:body use="literal"/>'
    for operation in OPERATIONS:
        name = _camel(operation)
        faults = "".join(
            f'<wsdl:fault name="{fault}Fault"><wsdlsoap:fault name="{fault}Fault" use="literal"/></wsdl:fault>'
            for fault in _faults(operation)
        )
        operations.append(
            f'<wsdl:operation name="{name}"><wsdlsoap:operation soapAction=""/>'
            f'<wsdl:input name="{name}Request">{body}</wsdl:input>'
            f'<wsdl:output name="{name}Response">{body}</wsdl:output>{faults}</wsdl:operation>'
        )
    return (
        '<wsdl:binding name="EPCISServiceBinding" type="impl:EPCISServicePortType"><wsdlsoap:binding '
        f'style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{"".join(operations)}</wsdl:binding>'
    )


def _service(address: str) -> str:
    return (
        '<wsdl:service name="EPCglobalEPCISService"><wsdl:port binding="impl:EPCISServiceBinding" '
        f'name="EPCglobalEPCISServicePort"><wsdlsoap:address location={quoteattr(address)}/></wsdl:port></wsdl:service>'
    )
