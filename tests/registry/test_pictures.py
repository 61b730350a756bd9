"""Pictures of goods: what everybody sees is small, bears nothing that the camera wrote, and goes with its file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from nguongoc.config.sweep import run_sweepers
from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.actions import withdraw
from nguongoc.registry.products import pictures
from nguongoc.registry.products.actions import add_image, remove_image, show_first
from nguongoc.registry.products.models import Product, ProductImage, ShownImage
from nguongoc.registry.products.pictures import MOST_BYTES, small
from world import GTIN, NOW, a_party, a_product, begin

TURNED, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def a_photo(width: int = 1600, height: int = 1200, kind: str = "JPEG", **more: Any) -> io.BytesIO:
    """Soft light over something."""
    ground = Image.radial_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (ground, ground.transpose(Image.Transpose.ROTATE_180), ground))
    written = io.BytesIO()
    picture.save(written, kind, **more)
    written.seek(0)
    return written


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def test_a_picture_is_made_small_enough_for_a_slow_line() -> None:
    body = small(a_photo(4000, 3000))
    assert opened(body).format == "WEBP"
    assert opened(body).size == (640, 480)
    assert len(body) <= MOST_BYTES
    crowded = io.BytesIO()  # every point another colour: as hard to make small as a picture can be
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(crowded, "PNG")
    crowded.seek(0)
    assert len(small(crowded)) <= MOST_BYTES


def test_nothing_that_the_camera_wrote_is_passed_on_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[TURNED], exif[MAKER] = 6, "Máy ảnh mẫu"  # 6: the camera was held on its side
    exif.get_ifd(PLACE)[2] = (22.0, 24.0, 0.0)
    body = small(a_photo(400, 300, exif=exif))
    assert dict(opened(body).getexif()) == {}
    assert "Máy ảnh".encode() not in body
    assert opened(body).size == (300, 400)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_every_kind_that_a_product_may_show_is_read(kind: str) -> None:
    assert opened(small(a_photo(80, 60, kind))).size == (80, 60)


def test_what_is_see_through_lies_on_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(clear, "PNG")
    clear.seek(0)
    assert opened(small(clear)).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


def test_what_cannot_be_read_or_would_fill_the_memory_is_refused_by_name() -> None:
    for body in (b"\x89PNG\r\n\x1a\n" + b"nothing", a_photo().getvalue()[:2_000]):
        with pytest.raises(Refused) as refused:
            small(io.BytesIO(body))
        assert refused.value.problems[0].code == "picture-unreadable"
    vast = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(vast, "PNG")
    vast.seek(0)
    with pytest.raises(Refused) as refused:
        small(vast)
    assert refused.value.problems[0].code == "picture-too-large"


@pytest.fixture
def product(db: None) -> Product:
    begin()
    return a_product(a_party())


def a_picture(product: Product, caption: str = "Gói chè nhìn từ trước") -> ProductImage:
    return add_image(product, a_photo(800, 600), name="a.jpg", caption=caption, actor=None, at=NOW)


def address(image: ProductImage) -> str:
    return f"/anh/{image.pk}.webp"


def test_a_buyer_sees_the_first_picture_on_the_page_behind_the_code(product: Product) -> None:
    assert "<img" not in Client().get(f"/xem/01/{GTIN}").content.decode()
    first, second = a_picture(product), a_picture(product, "Mặt sau")
    page = Client().get(f"/xem/01/{GTIN}?lang=vi").content.decode()
    assert f'src="{address(first)}" alt="Gói chè nhìn từ trước"' in page
    told = Client().get(f"/xem/01/{GTIN}", headers={"Accept": "application/ld+json"}).json()
    assert told["image"] == f"http://testserver{address(first)}"
    answer = Client().get(address(first))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "immutable" in answer.headers["Cache-Control"]
    show_first(second, actor=None, at=NOW)
    pictures_page = Client().get(f"/xem/01/{GTIN}?lang=en").content.decode()
    assert address(second) in pictures_page


def test_a_picture_that_was_taken_off_or_withdrawn_is_shown_to_nobody(product: Product) -> None:
    first, second = a_picture(product), a_picture(product, "Mặt sau")
    remove_image(first, actor=None, at=NOW)
    assert Client().get(f"/anh/{first.pk or 1}.webp").status_code == 404
    withdraw(second.file, actor=None, at=NOW, why="có người trong ảnh")
    assert Client().get(address(second)).status_code == 404
    assert "<img" not in Client().get(f"/xem/01/{GTIN}?lang=vi").content.decode()
    run_sweepers(NOW)
    assert not ShownImage.objects.exists()


def test_a_picture_from_before_small_ones_were_kept_is_made_when_it_is_asked_for(product: Product) -> None:
    image = a_picture(product)
    ShownImage.objects.all().delete()
    body = pictures.shown(image.pk)
    assert body is not None
    assert opened(body).size == (640, 480)
    assert ShownImage.objects.count() == 1


def test_a_file_that_is_no_readable_picture_leaves_nothing_behind(product: Product) -> None:
    broken = io.BytesIO(a_photo().getvalue()[:3_000])
    with pytest.raises(Refused):
        add_image(product, broken, name="a.jpg", caption="", actor=None, at=NOW)
    assert not product.images.exists()
