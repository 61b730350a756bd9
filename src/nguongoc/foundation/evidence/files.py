"""Where attached files lie, and how they are handed out.

A file lies in the data folder under the SHA-256 of its bytes, `files/attachments/ab/abcd…`: the same bytes handed
in twice lie there once, and `nguongoc backup`, `restore` and `verify` take the folder along. No antivirus looks
into them, and nothing here says that one did.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseBase

from nguongoc.foundation.evidence.media import SHOWN_INLINE
from nguongoc.foundation.evidence.models import Attachment

CHUNK = 1024 * 1024


def folder() -> Path:
    """Where the files of this store lie."""
    return _files() / "attachments"


def _files() -> Path:
    options: Any = settings.STORAGES["default"]
    return Path(options["OPTIONS"]["location"])


def place(sha256: str) -> Path:
    """Where the file with these bytes lies, or would lie."""
    return folder() / sha256[:2] / sha256


def put(source: IO[bytes]) -> tuple[str, int]:
    """Lay these bytes down, read from the beginning: their SHA-256 (hexadecimal) and their size. On the disk in
    full before the answer, or not at all."""
    arriving = _files().parent / "arriving"  # outside what a backup takes along: it may vanish at any moment
    arriving.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=arriving)
    try:
        digest, size = hashlib.sha256(), 0
        source.seek(0)
        with os.fdopen(descriptor, "wb") as written:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        target = place(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, target)
    finally:
        Path(part).unlink(missing_ok=True)
    return digest.hexdigest(), size


def answer(attachment: Attachment, *, inline: bool = False) -> HttpResponseBase:
    """The file as an HTTP answer. **Ask first whether the reader may have it**: call this only behind a check of
    the record it hangs on, found through that record's `visible_to`.

    A browser never guesses at its kind and runs nothing of it; only pictures and PDF are shown in place, and only
    when `inline` is asked. Raises Http404 where the file was erased.
    """
    if attachment.withdrawn_at is not None:
        raise Http404(attachment.name)
    try:
        opened = place(attachment.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404(attachment.name) from error
    shown = inline and attachment.media_type in SHOWN_INLINE
    sent = FileResponse(
        opened, as_attachment=not shown, filename=attachment.name, content_type=attachment.served_as
    )
    sent["X-Content-Type-Options"] = "nosniff"
    sent["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    sent["Cache-Control"] = "private, no-cache"
    sent["ETag"] = f'"{attachment.sha256}"'
    return sent
