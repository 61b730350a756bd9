"""The public page, beside a bare Django view on the same server."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
        ours, steady = _measure("nguongoc.config.site", PAGE + code, options.seconds)
        led = _redirects("nguongoc.config.site", code, options.seconds)
        warm, anew = _in_the_view(code)
        bare, _ = _measure("nguongoc.config.bench.yardstick", "/page", options.seconds)
    yield Figure(
        "public page",
        ours.rate,
        "pages/s",
        bare.rate,
        "bare Django view",
        ours.rate / bare.rate,
        ours.percentile_ms(0.95),
    )
    yield Figure(
        "redirect behind a code",
        led.rate,
        "redirects/s",
        bare.rate,
        "bare Django view",
        led.rate / bare.rate,
        led.percentile_ms(0.95),
    )
    yield Figure("redirect in the view", warm, "redirects/s of processor time")
    yield Figure("redirect looked up anew", anew, "redirects/s of processor time")
    yield Figure(
        f"public page at {STEADY}/s, p99", steady.percentile_ms(0.99), "ms", p95_ms=steady.percentile_ms(0.95)
    )


def _measure(module: str, path: str, seconds: float) -> tuple[Load, Load]:
    call: Call = ("GET", path, None)
    headers = {"Accept": "text/html"}
    with serving.site(module) as port:
        first = send(port, [call] * 400, headers=headers, senders=SENDERS, status=200)
        many = max(400, int(first.rate * seconds))
        return send(port, [call] * many, headers=headers, senders=SENDERS, status=200), _steady(
            port, call, headers
        )


def _redirects(module: str, path: str, seconds: float) -> Load:
    """Where the code leads, asked as a phone's browser does."""
    call: Call = ("GET", path, None)
    headers = {"Accept": "text/html", "Accept-Language": "vi"}
    with serving.site(module) as port:
        first = send(port, [call] * 400, headers=headers, senders=SENDERS, status=307)
        many = max(400, int(first.rate * seconds))
        return send(port, [call] * many, headers=headers, senders=SENDERS, status=307)


def _in_the_view(path: str, *, count: int = 2_000) -> tuple[float, float]:
    """Redirects a second of this process's time in the view alone: as codes are scanned, with nothing remembered."""
    from django.test import RequestFactory

    from nguongoc.trace.resolver.views.resolve import RESOLUTIONS, code

    phones: Any = RequestFactory(headers={"Accept": "text/html", "Accept-Language": "vi"})

    def rate(number: int, *, anew: bool) -> float:
        begun = time.process_time()
        for _ in range(number):
            if anew:
                RESOLUTIONS.forget()
            answer = code(phones.get(path, RAW_URI=path))
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
