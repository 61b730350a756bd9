"""Pictures of goods as everybody sees them: small, for a slow line, and without what the camera wrote into them (where
and with what it was taken). The file that was handed in stays as it is, for those who may see the record."""

from __future__ import annotations

import io
from datetime import datetime
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.evidence import files
from nguongoc.registry.products.models import ProductImage, ShownImage

WIDEST = 640  # pixels, either way
MOST_BYTES = 12_000  # of the page's 50 KB, of which its letters take 26
MOST_PIXELS = 60_000_000  # more than any phone takes
MEDIA_TYPE = "image/webp"


def small(source: IO[bytes]) -> bytes:
    """The picture as WebP, at most `WIDEST` wide and high and `MOST_BYTES` long (noise, the most crowded one, ends at
    the last try below that). Raises Refused for what is no picture that can be read, and for one that is too large to
    be read safely."""
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(Problem("file", _TOO_LARGE, "picture-too-large"))
            opened.draft("RGB", (2 * WIDEST, 2 * WIDEST))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((WIDEST, WIDEST))
            return _as_webp(_on_white(picture))
    except Image.DecompressionBombError as error:
        raise Refused(Problem("file", _TOO_LARGE, "picture-too-large")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(Problem("file", _UNREADABLE, "picture-unreadable")) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Without its see-through parts, and with no metadata: a new picture of the same points."""
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _as_webp(picture: Image.Image) -> bytes:
    for widest, quality in _TRIES:
        picture.thumbnail((widest, widest))
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue()


_TRIES = ((WIDEST, 75), (WIDEST, 50), (520, 50), (420, 45), (360, 40), (280, 30))
"""Width or height in pixels, and WebP's quality: a phone shows it 328 wide."""


def keep_small(image: ProductImage, source: IO[bytes]) -> ShownImage:
    """Make and keep what people see of this picture."""
    source.seek(0)
    return ShownImage.objects.create(image=image, body=small(source))


def shown(image: int) -> bytes | None:
    """What people see of this picture; None where there is none, or its file was withdrawn. One that was handed in
    before small ones were kept is made now."""
    found = (
        ProductImage.objects.filter(file__withdrawn_at=None)
        .select_related("file", "shown")
        .filter(pk=image)
        .first()
    )
    if found is None:
        return None
    kept: ShownImage | None = getattr(found, "shown", None)
    if kept is not None:
        return bytes(kept.body)
    try:
        with files.place(found.file.sha256).open("rb") as source:
            body = small(source)
    except (OSError, Refused):
        return None
    ShownImage.objects.bulk_create([ShownImage(image=found, body=body)], ignore_conflicts=True)
    return body


def forget_withdrawn(at: datetime) -> None:
    """Remove what was made of files that were withdrawn."""
    ShownImage.objects.filter(image__file__withdrawn_at__lte=at).delete()


_UNREADABLE = Text(
    "Không đọc được ảnh này. Hãy chụp lại, hoặc mở bằng máy khác rồi lưu sang JPEG.",
    "This picture cannot be read. Take it again, or open it elsewhere and save it as JPEG.",
)
_TOO_LARGE = Text(
    "Ảnh quá lớn. Hãy thu nhỏ dưới 60 triệu điểm ảnh rồi gửi lại.",
    "The picture is too large. Make it smaller than 60 million pixels and send it again.",
)
