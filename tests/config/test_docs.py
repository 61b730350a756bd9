"""The pages that people read first say what is so: links lead somewhere, pictures are taken, samples are true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import screenshots
from PIL import Image

from nguongoc.domain.epcis import check, read_json
from nguongoc.trace.events.forms import KNOWN

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("README*.md"), ROOT / "CHANGELOG.md"])
INTEGRATOR = ROOT / "docs" / "readers" / "integrator.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[str]:
    """The addresses of this page's links and pictures, code aside."""
    for address in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if "://" not in address and not address.startswith("mailto:"):
            yield address


def anchors(page: Path) -> set[str]:
    """The fragments that this page's headings make, as code hosts make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    broken = []
    for address in links(page):
        path, _, fragment = unquote(address).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            broken.append(address)
    assert not broken


def test_every_kind_of_reader_is_led_to_their_page_in_both_languages() -> None:
    readers = {f"docs/readers/{one.name}" for one in (ROOT / "docs" / "readers").glob("*.md")}
    assert len(readers) == 6
    for readme in ("README.md", "README.vi.md"):
        assert readers <= {address.partition("#")[0] for address in links(ROOT / readme)}


def test_every_picture_of_the_pages_is_taken_by_the_command() -> None:
    shown = {Path(address).stem for page in PAGES for address in links(page) if address.endswith(".png")}
    assert shown <= {one.name for one in screenshots.PICTURES}


@pytest.mark.parametrize("picture", screenshots.PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_light_and_as_wide_as_its_window(picture: screenshots.Picture) -> None:
    file = screenshots.IMAGES / f"{picture.name}.png"
    assert file.stat().st_size <= screenshots.HEAVIEST
    with Image.open(file) as image:
        assert image.width == picture.window[0]


def test_the_integrators_documents_are_right_and_the_declaration_repeats_its_event() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```$", INTEGRATOR.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    documents = [json.loads(block) for block in blocks]
    assert len(documents) == 2
    for document in documents:
        assert check.document_verdict(read_json.document(document)) == check.GOOD
    (first,), (declared, right) = (one["epcisBody"]["eventList"] for one in documents)
    declaration = declared.pop("errorDeclaration")
    assert declared == first
    assert declaration["correctiveEventIDs"] == [right["eventID"]]


def test_the_integrators_page_names_every_query_parameter_and_no_other() -> None:
    rows = re.search(r"\| parameter \| means \|\n\|---\|---\|\n((?:\|.*\n)+)", INTEGRATOR.read_text("utf-8"))
    assert rows
    first_cells = [row.split("|")[1] for row in rows[1].splitlines()]
    assert {name for cell in first_cells for name in re.findall("`([^`]+)`", cell)} == set(KNOWN)
