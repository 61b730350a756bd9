"""Calling a machine that somebody else named: the one way out of this system.

Whoever may write an address into a form could make the server knock where only the server may: its own database,
the cloud's metadata, a neighbour's printer. So a name is resolved once, every address behind it is judged, the
connection goes to the judged address (a name that answers differently the second time gains nothing), and no
redirect is followed. Time and size are bounded. `NGUONGOC_OUTBOUND_PRIVATE=1` lets private addresses through.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from nguongoc.domain.problem import Problem, Refused, Text

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 20.0
"""From the first packet to the last byte of the answer; then the line is cut."""
LARGEST_ANSWER = 64 * 1024
LONGEST_URL = 2_000
_PORTS = {"http": 80, "https": 443}
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""IPv6 addresses that hold an IPv4 address in their last 32 bits (RFC 6052, RFC 4291 §2.5.5.1)."""
_CLOUD = ipaddress.ip_address("168.63.129.16")
"""A cloud's metadata service that stands at an address which looks public; the others are link-local."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A judged address: where to connect, and by which name the other side knows itself."""

    parts: SplitResult
    family: int
    address: str
    port: int

    @property
    def host(self) -> str:
        return self.parts.hostname or ""

    @property
    def path(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; of the body at most `LARGEST_ANSWER` bytes."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Unreachable(Exception):
    """Nobody answered as HTTP asks, in time."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def judge(url: str) -> Target:
    """Where this URL leads. Raises Refused for what is no http(s) address or leads into a closed network, and
    Unreachable where the name is not known."""
    parts = _split(url)
    port = parts.port or _PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            Text(
                f"Không tìm thấy máy chủ “{parts.hostname}”. Kiểm tra tên trong địa chỉ.",
                f"The host “{parts.hostname}” is not known. Check the name in the address.",
            )
        ) from error
    for *_, where in found:
        if not settings.OUTBOUND_PRIVATE and is_closed(str(where[0])):
            raise Refused(_closed(str(parts.hostname)))
    family, _, _, _, where = found[0]
    return Target(parts, int(family), str(where[0]), port)


def is_closed(address: str) -> bool:
    """Whether an address belongs to a network that strangers have no business in: this machine, private and
    link-local networks, multicast, reserved ranges, the metadata services of clouds."""
    return any(_is_closed(each) for each in _held(ipaddress.ip_address(address.partition("%")[0])))


def _is_closed(address: _Address) -> bool:
    return not address.is_global or address.is_multicast or address.is_reserved or address == _CLOUD


def _held(address: _Address) -> list[_Address]:
    """The address, and every other that it is a spelling of; an IPv4 address in IPv6 clothes is judged as that."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    held: list[_Address] = [address]
    if any(address in network for network in _TRANSLATED):
        held.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        held.append(address.sixtofour)
    if address.teredo is not None:
        held.extend(address.teredo)
    return held


def call(url: str, *, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Answer:
    """One call, one answer, whatever its status. Raises Refused for an address that is refused, and Unreachable
    where no answer came."""
    target = judge(url)
    line = _Line(target)
    watch = threading.Timer(WHOLE_SECONDS, line.cut)
    watch.daemon = True
    watch.start()
    try:
        line.request(method, target.path, body, {"Connection": "close", **headers})
        answer = line.getresponse()
        read = Answer(answer.status, dict(answer.headers), answer.read(LARGEST_ANSWER))
        if line.is_cut:  # what was read until then looks like an end
            raise TimeoutError(f"no whole answer within {WHOLE_SECONDS:.0f} s")
        return read
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(_no_answer(target, error)) from error
    finally:
        watch.cancel()
        line.close()


class _Line(http.client.HTTPConnection):
    """A connection to a judged address that presents itself to the name."""

    def __init__(self, target: Target) -> None:
        host = f"[{target.host}]" if ":" in target.host else target.host
        super().__init__(host, target.port, timeout=CONNECT_SECONDS)
        self.default_port = _PORTS[target.parts.scheme]  # so that Host names the port where it must
        self.target = target
        self.is_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self.target.address, self.target.port), CONNECT_SECONDS)
        plain.settimeout(WHOLE_SECONDS)
        self.sock = plain
        if self.target.parts.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)

    def cut(self) -> None:
        """End it from another thread: whoever waits for bytes gets none."""
        self.is_cut = True
        line = self.sock
        if line is not None:
            with suppress(OSError):  # it may just have ended by itself
                line.shutdown(socket.SHUT_RDWR)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in _PORTS and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not fits or not plain or parts.username is not None or parts.password is not None or "\\" in url:
        raise Refused(_no_address())
    return parts


def _no_address() -> Problem:
    why = Text(
        "Cần một địa chỉ đầy đủ bắt đầu bằng https:// (hoặc http://), không kèm tên và mật khẩu.",
        "A whole address is needed that begins with https:// (or http://), without a user name or password.",
    )
    return Problem("dest", why, "address")


def _closed(host: str) -> Problem:
    why = Text(
        f"“{host}” dẫn vào mạng nội bộ hoặc chính máy chủ này nên không được gọi. Hãy dùng địa chỉ công khai, hoặc "
        "nhờ đơn vị vận hành mở mạng nội bộ.",
        f"“{host}” leads into a closed network or to this very server, so it is not called. Use a public address, "
        "or ask the operator to open private networks.",
    )
    return Problem("dest", why, "closed-network")


def _no_answer(target: Target, error: Exception) -> Text:
    said = f"{type(error).__name__}: {error}"[:200]
    return Text(
        f"Máy chủ {target.host} không trả lời đúng hạn hoặc ngắt kết nối ({said}).",
        f"The host {target.host} did not answer in time, or cut the line ({said}).",
    )
