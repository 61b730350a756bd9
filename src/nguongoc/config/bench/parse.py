"""Digital Link URIs read strictly, beside biip reading the same ones in the same run.

The URIs are made here from a fixed seed: every one is different, half carry a lot, a serial number or both, half
attributes, a tenth escaped characters, so that no cache can answer for the parser.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence

from nguongoc.config.bench import Figure
from nguongoc.domain.gs1 import digital_link, keys

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SIZE = 5_000


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """URIs a second, one process, ours and biip's."""
    uris = links(options.size or _SIZE)
    ours, p95 = _rate(digital_link.parse, uris, options.seconds)
    theirs, _ = _rate(_biip(), uris, options.seconds)
    yield Figure(
        work="parse",
        rate=ours,
        unit="URIs/s",
        yardstick=theirs,
        yardstick_name="biip",
        ratio=ours / theirs,
        p95_ms=p95,
        size=len(uris),
    )


def links(count: int) -> list[str]:
    """So many different valid Digital Links."""
    chance = random.Random(20261122)  # noqa: S311
    return [_link(chance) for _ in range(count)]


def _link(chance: random.Random) -> str:
    body = f"{chance.randrange(10)}893{chance.randrange(10**9):09}"
    elements = [("01", body + keys.check_digit(body))]
    if chance.random() < 0.5:
        elements.append(("10", _text(chance, 10)))
    if chance.random() < 0.5:
        elements.append(("21", _text(chance, 12) + ("/%" if chance.random() < 0.2 else "")))
    if chance.random() < 0.5:
        elements.append(("17", f"{chance.randrange(25, 35)}{chance.randrange(1, 13):02}28"))
    if chance.random() < 0.2:
        elements.append(("3103", f"{chance.randrange(10**6):06}"))
    return digital_link.build(elements, "https://tx.laichau.gov.vn")


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_ALPHABET, k=length))


def _biip() -> Callable[[str], object]:
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    return GS1DigitalLinkURI.parse


def _rate(read: Callable[[str], object], uris: Sequence[str], seconds: float) -> tuple[float, float]:
    """Reads a second, and the 95th percentile of one read in milliseconds.

    The set is read over and over for so many seconds; the fastest round counts, being the one that other programs
    on the machine disturbed least. Both sides are measured alike.
    """
    rounds: list[float] = []
    while sum(rounds) < seconds:
        start = time.perf_counter()
        for uri in uris:
            read(uri)
        rounds.append(time.perf_counter() - start)
    return len(uris) / min(rounds), _p95(read, uris)


def _p95(read: Callable[[str], object], uris: Sequence[str]) -> float:
    times = []
    for uri in uris:
        start = time.perf_counter()
        read(uri)
        times.append(time.perf_counter() - start)
    return sorted(times)[int(0.95 * len(times))] * 1_000
