"""The English of everything that is said in Vietnamese.

Vietnamese stands in the source as the message itself; English stands in one catalogue beside the code.

    python tools/messages.py update     bring the catalogue up to date, keeping what is translated
    python tools/messages.py check      1 when it is behind the source or lacks English, naming each message
    python tools/messages.py compile    write the .mo that Django reads

Python files are read by Babel, templates by Django's own reader and then by Babel; no gettext program is needed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "nguongoc"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"

PLAIN, PLURAL, CONTEXT, CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
WORDS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}
HEADER = "# English for what the source says in Vietnamese. Written by tools/messages.py; fill in msgstr."
CHANGES_EVERY_TIME = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
)


def main(arguments: list[str]) -> int:
    """One of the three words."""
    acts = {"update": update, "check": check, "compile": compile_catalogue}
    if len(arguments) != 1 or arguments[0] not in acts:
        print(__doc__, file=sys.stderr)
        return 2
    return acts[arguments[0]]()


def update() -> int:
    """Write the catalogue anew from the source, and name what still lacks English."""
    catalogue = refreshed()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(as_text(catalogue), "utf-8")
    name(wanting(catalogue))
    return 0


def check() -> int:
    """Hold the catalogue against the source."""
    catalogue = refreshed()
    lacking = list(wanting(catalogue))
    name(lacking)
    is_behind = as_text(catalogue) != CATALOGUE.read_text("utf-8")
    if is_behind:
        print("the catalogue is behind the source: run `make fix`")
    return 1 if lacking or is_behind else 0


def compile_catalogue() -> int:
    """Write the binary catalogue beside each text: our English, and the Vietnamese that libraries lack."""
    for text in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
        with text.open("rb") as source, text.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    return 0


def stored() -> Catalog:
    """The catalogue as it is committed."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", header_comment=HEADER, project="nguongoc", fuzzy=False)
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def refreshed() -> Catalog:
    """The stored catalogue with exactly the messages that the source has now."""
    template = Catalog()
    for file, message, context in messages():
        template.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)], context=context)
    catalogue = stored()
    # A guess from a similar message would look like a translation.
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def messages() -> Iterator[tuple[Path, str | tuple[str, ...], str | None]]:
    """Every message of the source: its file, itself (with its plural), its context."""
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if (
            "migrations" in file.parts
            or "static" in file.parts
            or (file.suffix == ".txt" and "templates" not in file.parts)
        ):
            continue
        source = file.read_text("utf-8")
        if file.suffix != ".py":
            # What is left of a template is no Python: inside brackets its indentation does not matter.
            source = f"(\n{templatize(source, origin=str(file))}\n)"
        for _, message, _, context in extract("python", io.BytesIO(source.encode()), WORDS):
            yield file, message, context


def wanting(catalogue: Catalog) -> Iterator[str]:
    """What keeps this catalogue from being English throughout."""
    for message in catalogue:
        if not message.id:
            continue
        if not spoken(message):
            yield f"no English for {message.id!r} ({places(message)})"
        for error in message.check(catalogue):
            yield f"{message.id!r}: {error} ({places(message)})"


def spoken(message: Message) -> bool:
    """Whether every form of it has its English."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def places(message: Message) -> str:
    """Where it is said."""
    return ", ".join(file for file, _ in message.locations)


def as_text(catalogue: Catalog) -> str:
    """The file, without what would differ from day to day."""
    written = io.BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = written.getvalue().decode().splitlines(keepends=True)
    return "".join(
        line for line in lines if not line.startswith(tuple(f'"{one}' for one in CHANGES_EVERY_TIME))
    )


def name(found: Iterable[str]) -> None:
    """Print each on a line of its own."""
    for one in found:
        print(one)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
