"""The public page, beside a bare Django view on the same server."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from nguongoc.config.bench import Figure, serving
from nguongoc.config.bench.serving import Call, Load, send

SENDERS = 8
STEADY = 200


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """As fast as it goes, then 200 requests a second and how long the slowest hundredth took."""
    with serving.store():
        from django.utils import timezone

        from nguongoc.config import demo
        from nguongoc.trace.resolver.queries.resolution import PAGE

        demo.load(at=timezone.now())
        code = demo.showcase()
        ours, steady = _pages(PAGE + code, options.seconds)
        led = _measure("nguongoc.config.site", code, 307, options.seconds)
        bare = _measure("nguongoc.config.bench.yardstick", "/page", 200, options.seconds)
        warm, anew = _in_the_view(code)
    for work, unit, one in (("public page", "pages/s", ours), ("redirect behind a code", "redirects/s", led)):
        p95 = one.load.percentile_ms(0.95)
        yield Figure(work, one.rate, unit, bare.rate, "bare Django view", one.rate / bare.rate, p95)
        cost = Figure(f"{work}, processor", one.cost, f"{unit} of the server's processor time")
        yield replace(
            cost, yardstick=bare.cost, yardstick_name="bare Django view", ratio=one.cost / bare.cost
        )
    yield Figure("redirect in the view", warm, "redirects/s of processor time")
    yield Figure("redirect looked up anew", anew, "redirects/s of processor time")
    yield Figure(
        f"public page at {STEADY}/s, p99", steady.percentile_ms(0.99), "ms", p95_ms=steady.percentile_ms(0.95)
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A load, and how many answers the server gave for a second of its processor time."""

    load: Load
    cost: float

    @property
    def rate(self) -> float:
        return self.load.rate


HEADERS = {"Accept": "text/html", "Accept-Language": "vi"}
"""As a phone's browser asks."""


def _pages(path: str, seconds: float) -> tuple[Measured, Load]:
    """As fast as it goes, then at a steady pace."""
    with serving.site() as port:
        return _driven(port, path, 200, seconds), _steady(port, ("GET", path, None), HEADERS)


def _measure(module: str, path: str, status: int, seconds: float) -> Measured:
    with serving.site(module) as port:
        return _driven(port, path, status, seconds)


def _driven(port: int, path: str, status: int, seconds: float) -> Measured:
    call: Call = ("GET", path, None)
    first = send(port, [call] * 400, headers=HEADERS, senders=SENDERS, status=status)
    many = max(400, int(first.rate * seconds))
    before = serving.site_seconds(port)
    load = send(port, [call] * many, headers=HEADERS, senders=SENDERS, status=status)
    return Measured(load, many / (serving.site_seconds(port) - before))


def _in_the_view(path: str, *, count: int = 2_000) -> tuple[float, float]:
    """Redirects a second of this process's time in the view: as codes are scanned, and with nothing remembered."""
    from django.test import RequestFactory

    from nguongoc.trace.resolver.views.resolve import RESOLUTIONS, code

    phones: Any = RequestFactory(headers={"Accept": "text/html", "Accept-Language": "vi"})

    def rate(number: int, *, anew: bool) -> float:
        begun = time.process_time()
        for _ in range(number):
            if anew:
                RESOLUTIONS.forget()
            answer = code(phones.get(path, RAW_URI=path, SERVER_NAME="localhost"))
            if answer.status_code != 307:
                raise RuntimeError(f"{path} answered {answer.status_code}")
        return number / (time.process_time() - begun)

    rate(50, anew=True)
    return rate(count, anew=False), rate(count // 4, anew=True)


def _steady(port: int, call: Call, headers: dict[str, str], *, seconds: float = 3.0) -> Load:
    """Calls at a fixed pace, whether or not the last was answered: lateness counts as latency."""
    start = time.perf_counter() + 0.2
    total = int(STEADY * seconds)

    def part(sender: int) -> list[float]:
        latencies = []
        for number in range(sender, total, SENDERS):
            due = start + number / STEADY
            time.sleep(max(0.0, due - time.perf_counter()))
            send(port, [call], headers=headers, senders=1, status=200)
            latencies.append(time.perf_counter() - due)
        return latencies

    with ThreadPoolExecutor(SENDERS) as pool:
        latencies = [latency for found in pool.map(part, range(SENDERS)) for latency in found]
    return Load(seconds, latencies)
