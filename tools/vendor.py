"""Copy what pages need of node_modules into the ignored static/vendor/, so that nothing comes from a CDN.

Left out: source maps, old formats, everything that no page names. axe-core is for tests alone and stays out of
the package.
"""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "nguongoc" / "foundation" / "shared" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / ".vendor"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images": "images",
    "chart.js/dist/chart.umd.min.js": "chart.umd.min.js",
    "barcode-detector/dist/iife/ponyfill.js": "barcode-detector.js",
    "barcode-detector/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
}
LICENCES = {
    "htmx.org/LICENSE": "htmx.txt",
    "leaflet/LICENSE": "leaflet.txt",
    "chart.js/LICENSE.md": "chart.js.txt",
    "@kurkle/color/LICENSE.md": "kurkle-color.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "be-vietnam-pro.txt",
    "barcode-detector/LICENSE": "barcode-detector.txt",
    "barcode-detector/node_modules/zxing-wasm/LICENSE": "zxing-wasm.txt",
}
FONT = MODULES / "@fontsource" / "be-vietnam-pro"
WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("latin-ext", "vietnamese", "latin")  # the later wins where ranges overlap
PRINTED = (400, 700)  # weights that PDFs and pictures of labels are set in, as TTF

MAP = re.compile(r"\n?(//|/\*)# sourceMappingURL=[^\s*]*( ?\*/)?\s*$")


def main() -> None:
    """Make both folders anew."""
    for folder in (VENDOR, FOR_TESTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for source, target in FILES.items():
        copy(MODULES / source, VENDOR / target)
    for source, target in LICENCES.items():
        copy(MODULES / source, VENDOR / "licences" / target)
    copy_font()
    copy(MODULES / "axe-core" / "axe.min.js", FOR_TESTS / "axe.min.js")


def copy(source: Path, target: Path) -> None:
    """A file or folder; scripts and styles without the pointer to a map that is not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.suffix in (".js", ".css"):
        target.write_text(MAP.sub("\n", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, target)


def copy_font() -> None:
    """Be Vietnam Pro: WOFF2 alone, and one small style sheet that names it."""
    faces = []
    for weight in WEIGHTS:
        sheet = (FONT / f"{weight}.css").read_text("utf-8")
        for subset in SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            copy(FONT / "files" / name, VENDOR / "fonts" / name)
            faces.append(face(name, weight, unicode_range(sheet, subset)))
    (VENDOR / "fonts.css").write_text("\n".join(faces), "utf-8")
    for weight in PRINTED:
        for subset in SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal"
            printed = plain_font((FONT / "files" / f"{name}.woff").read_bytes())
            (VENDOR / "fonts" / f"{name}.ttf").write_bytes(printed)


def plain_font(woff: bytes) -> bytes:
    """The TTF inside a WOFF file: the same tables, unpacked, behind a directory of their new places (WOFF 1.0, 4)."""
    flavour, _, count = struct.unpack(">4xIIH", woff[:14])
    entries = [struct.unpack(">4sIIII", woff[44 + 20 * at : 64 + 20 * at]) for at in range(count)]
    log = count.bit_length() - 1
    head = struct.pack(">IHHHH", flavour, count, 16 << log, log, 16 * count - (16 << log))
    directory, body = b"", b""
    for tag, offset, packed, length, checksum in entries:
        table = woff[offset : offset + packed]
        directory += struct.pack(">4sIII", tag, checksum, len(head) + 16 * count + len(body), length)
        body += (table if packed == length else zlib.decompress(table)).ljust(length + -length % 4, b"\0")
    return head + directory + body


def unicode_range(sheet: str, subset: str) -> str:
    """The letters that one subset holds, from the package's own style sheet."""
    found = re.search(
        rf"/\* be-vietnam-pro-{subset}-\d+-normal \*/.*?unicode-range: ([^;]+);", sheet, re.DOTALL
    )
    assert found, f"the font package has no {subset} subset any more"
    return found[1]


def face(name: str, weight: int, letters: str) -> str:
    """One rule."""
    return (
        f"@font-face {{\n  font-family: 'Be Vietnam Pro';\n  font-style: normal;\n  font-display: swap;\n"
        f"  font-weight: {weight};\n  src: url(fonts/{name}) format('woff2');\n  unicode-range: {letters};\n}}\n"
    )


if __name__ == "__main__":
    main()
