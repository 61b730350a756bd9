"""Copy what pages need of node_modules into the ignored static/vendor/, so that nothing comes from a CDN.

Left out: source maps, old formats, everything that no page names; of the font also what a screen of today does
without, so that a first visit loads 26 KB of letters and not 67. axe-core is for tests alone and stays out of the
package.
"""

from __future__ import annotations

import re
import shutil
import string
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

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
CORE = frozenset(
    map(
        ord,
        string.digits
        + string.ascii_letters
        + string.punctuation
        + " àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ«»·×°±–—‘’“”…\N{NO-BREAK SPACE}",
    )
)
"""What nearly every page in Vietnamese or English takes of `latin`: a file of its own, the last to win."""
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
    """Be Vietnam Pro: WOFF2 for screens and one small style sheet that names it, TTF for what is printed."""
    (VENDOR / "fonts").mkdir()
    faces = []
    for weight in WEIGHTS:
        sheet = (FONT / f"{weight}.css").read_text("utf-8")
        for subset in SUBSETS:
            letters = unicode_range(sheet, subset)
            faces.append(face(on_screen(subset, weight), weight, letters))
        faces.append(face(on_screen("latin", weight, CORE), weight, ranges(CORE)))
    (VENDOR / "fonts.css").write_text("\n".join(faces), "utf-8")
    for weight in PRINTED:
        for subset in SUBSETS:
            font = opened(subset, weight)
            font.flavor = None
            font.save(VENDOR / "fonts" / f"be-vietnam-pro-{subset}-{weight}-normal.ttf")


def opened(subset: str, weight: int) -> TTFont:
    """The package's file of these letters: its WOFF, which bears no hinting (half of its WOFF2 is)."""
    file = FONT / "files" / f"be-vietnam-pro-{subset}-{weight}-normal.woff"
    return TTFont(file, recalcTimestamp=False)  # two set-ups of one version write the same files


def on_screen(subset: str, weight: int, letters: frozenset[int] = frozenset()) -> str:
    """Write the subset as WOFF2, of its letters these where some are given; the name of the file. Letters that have a
    file of their own stand in no other."""
    font = opened(subset, weight)
    all_letters = set(font.getBestCmap())
    options = Options()
    options.layout_features = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=all_letters & letters if letters else all_letters - CORE)
    subsetter.subset(font)
    font.flavor = "woff2"
    name = f"be-vietnam-pro-{'core' if letters else subset}-{weight}.woff2"
    font.save(VENDOR / "fonts" / name)
    return name


def ranges(letters: frozenset[int]) -> str:
    """The letters as CSS names them, neighbours together."""
    found: list[list[int]] = []
    for letter in sorted(letters):
        if found and letter == found[-1][1] + 1:
            found[-1][1] = letter
        else:
            found.append([letter, letter])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in found)


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
