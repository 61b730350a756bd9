"""Label sheets as PDF, beside drawing their QR codes alone, and the memory that the whole batch takes.

The labels stand on the A4 template of 24 with all its words; each bears its own serial, control number and scratch
code, as in a real batch. They are made in parts, as the worker makes them, and thrown away.
Processor time of one process is counted; the clock on the wall stands beside it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from nguongoc.config.bench import Figure
from nguongoc.domain.stamps import numbers, pdf
from nguongoc.domain.stamps.fonts import Fonts, load
from nguongoc.domain.stamps.label import Label, matrix
from nguongoc.domain.stamps.layout import Design, Sheet, lay_out

GTIN = "08938505970011"
SIZE, PART, FEW = 10_000, 2_016, 100
SAID = {
    "product": "Chè Shan tuyết cổ thụ Sin Suối Hồ, hộp 100 g",
    "owner": "HTX chè Mẫu (trình diễn)",
    "net": "Khối lượng tịnh: 100 g",
    "lot": "Số lô: L260912",
    "expires": "HSD: 12/09/2028",
    "number": "GTIN: 08938505970011",
    "hint": "Quét mã để truy xuất nguồn gốc",
}
SHEET = Sheet(210, 297, 63.5, 33.9, 3, 8, 7.2, 12.9, 2.5, 0, 27, 7.5, 4.5, tuple(SAID))


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Labels a second in one process, and megabytes more than a batch of FEW takes."""
    size = options.size or SIZE
    fonts = load(_fonts())
    design = lay_out(SHEET, SAID, fonts, control=numbers.control(0), has_scratch=True)
    _draw(design, fonts, FEW)
    process = psutil.Process()
    before = process.memory_info().rss
    ours, by_the_wall = _rates(lambda: _draw(design, fonts, size), size)
    grown = (process.memory_info().rss - before) / 2**20
    theirs, _ = _rates(lambda: [matrix(one.uri) for one in _labels(1, min(size, PART))], min(size, PART))
    yield Figure("labels", ours, "labels/s", theirs, "their QR codes alone", ours / theirs, size=size)
    yield Figure("labels-wall", by_the_wall, "labels/s", size=size)
    yield Figure("labels-memory", grown, f"MB more than {FEW} labels took", size=size)


def _fonts() -> Path:
    from nguongoc.foundation import shared

    return Path(str(shared.__file__)).parent / "static" / "vendor" / "fonts"


def _draw(design: Design, fonts: Fonts, count: int) -> None:
    for first in range(1, count + 1, PART):
        pdf.pages(design, _labels(first, min(count, first + PART - 1)), fonts)


def _labels(first: int, last: int) -> Iterator[Label]:
    for place in range(first, last + 1):
        serial = numbers.serial(GTIN, None)
        uri = f"https://truyxuat.laichau.example.vn/01/{GTIN}/21/{serial}"
        yield Label(uri, numbers.control(place), numbers.scratch_code())


def _rates(work: Callable[[], object], count: int) -> tuple[float, float]:
    """So many a second of this process's time, and by the clock on the wall."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return count / (time.process_time() - processor), count / (time.perf_counter() - wall)
