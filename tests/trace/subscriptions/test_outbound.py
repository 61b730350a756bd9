"""The one way out: which addresses are called, and that a call is bounded."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from trace.subscriptions.receiver import Receiver, receiving
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared import outbound
from nguongoc.foundation.shared.outbound import Unreachable, call, is_closed, judge

CLOSED = [
    "127.0.0.1",
    "2130706433",  # the same, in decimal
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0",
    "10.0.0.8",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "[fd00:ec2::254]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[2002:7f00:1::]",
    "localhost",
]


@pytest.mark.parametrize("host", CLOSED)
@pytest.mark.parametrize("port", ["", ":8080"])
def test_closed_networks_are_refused_in_every_spelling(host: str, port: str) -> None:
    with pytest.raises(Refused) as refusal:
        judge(f"http://{host}{port}/hook")
    assert refusal.value.problems[0].code == "closed-network"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@93.184.215.14/",
        "http://93.184.215.14:0/",
        "http://93.184.215.14:99999/",
        "http://93.184.215.14/a b",
        "http://93.184.215.14/\r\nX: y",
        "http://ví-dụ.vn/",
        "http://[::1/",
        "http:\\\\93.184.215.14",
        "http://93.184.215.14/" + "a" * 2_000,
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        judge(url)
    assert refusal.value.problems[0].code == "address"


def test_a_public_address_is_let_through() -> None:
    assert judge("https://93.184.215.14/hook?a=1").path == "/hook?a=1"
    assert not is_closed("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@given(some.ip_addresses(network="10.0.0.0/8") | some.ip_addresses(network="127.0.0.0/8"))
def test_no_spelling_of_a_private_address_gets_by(address: Any) -> None:
    spellings = [str(address), f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"]
    assert all(is_closed(one) for one in spellings)


@given(some.text())
def test_any_text_is_refused_or_judged(url: str) -> None:
    with suppress(Refused, Unreachable):
        judge(url)


def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The judged address is called, whatever the name says a moment later."""
    answers = iter([("93.184.215.14", 80), ("127.0.0.1", 80)])
    asked: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))]

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(outbound.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outbound.socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        call("http://rebinding.example/", body=b"", headers={})
    assert asked == [("93.184.215.14", 80)]


def test_a_name_with_one_closed_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused):
        judge("http://both.example/")


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTBOUND_PRIVATE = True
    with receiving() as open_receiver:
        yield open_receiver


def test_with_the_setting_a_machine_of_ours_is_called(receiver: Receiver) -> None:
    answer = call(receiver.url, body=b"{}", headers={"Content-Type": "application/json"})
    assert answer.status == 200
    assert receiver.calls[0].body == b"{}"
    assert receiver.calls[0].headers["Host"] == receiver.url.split("/")[2]


def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    receiver.answers = [302]
    assert call(receiver.url, body=b"", headers={}).status == 302
    assert [one.path for one in receiver.calls] == ["/hook"]


def test_whoever_answers_without_end_is_cut_off(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps every time-out of a socket from passing: the whole is bounded."""
    settings.OUTBOUND_PRIVATE = True
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.5)
    door = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        line, _ = door.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                try:
                    line.sendall(b"X-More: 1\r\n")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        with pytest.raises(Unreachable):
            call(f"http://127.0.0.1:{door.getsockname()[1]}/", body=b"", headers={})
    finally:
        stop.set()
        thread.join(5)
        door.close()


def test_of_an_answer_only_so_much_is_read(settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = True
    door = socket.create_server(("127.0.0.1", 0))

    def flood() -> None:
        line, _ = door.accept()
        with line:
            line.recv(65_536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
            try:
                for _ in range(1_000):
                    line.sendall(b"x" * 10_000)
            except OSError:
                pass

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    answer = call(f"http://127.0.0.1:{door.getsockname()[1]}/", body=b"", headers={})
    assert len(answer.body) == outbound.LARGEST_ANSWER
    thread.join(5)
    door.close()
