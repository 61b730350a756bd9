"""Papers as PDF, by typst: fonts by path, none of the machine's own, and a warning is an error."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "static" / "vendor" / "fonts"
FACES = ("Times New Roman", "Liberation Serif", "Tinos", "Libertinus Serif")
"""The face of Nghị định 30/2020 where an office has put it in the vendor folder, else one like it; the last is
typst's own."""


def pdf(template: bytes, told: dict[str, Any], *, face: str = "") -> bytes:
    """A typst template filled with these words (`sys.inputs.told` as JSON, `sys.inputs.face`). A warning of the
    typesetter (a missing letter, a missing font) raises RuntimeError."""
    import typst

    made, warnings = typst.compile_with_warnings(  # type: ignore[misc]
        template,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False), "face": face or office_face()},
    )
    if warnings:
        raise RuntimeError("; ".join(str(one.message) for one in warnings))
    return bytes(made)


@cache
def office_face() -> str:
    """The face that official papers are set in here."""
    import typst

    known = set(typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]).families())
    return next(one for one in FACES if one in known)
