from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from domain.stamps.drawn import A4, GTIN, INTERNAL, SAID, page_pictures, read_back, some_labels, the_fonts
from nguongoc.domain.gs1 import keys
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused
from nguongoc.domain.stamps import layout, pdf, picture
from nguongoc.domain.stamps.label import Label, matrix, together
from nguongoc.domain.stamps.layout import Design, Sheet, lay_out

ROLL = Sheet(40, 25, 40, 25, 1, 1, 0, 0, 0, 0, 20, 6, 4, ("product", "lot", "expires"))
SSCC = "38938505970000001" + keys.check_digit("38938505970000001")
TALL = replace(ROLL, label_width=25, page_width=25, label_height=40, page_height=40)
CARTON = Sheet(105, 148, 105, 148, 1, 1, 0, 0, 0, 0, 0, 14, 8, tuple(SAID), is_carton=True)


def a_design(sheet: Sheet = A4, **more: object) -> Design:
    given = {"control": "T000012-000001-0", **more}
    return lay_out(sheet, SAID, the_fonts(), **given)  # type: ignore[arg-type]


def test_every_page_of_a_batch_reads_back_label_by_label(tmp_path: Path) -> None:
    labels = some_labels(60)
    made = pdf.pages(a_design(has_scratch=True), labels, the_fonts())
    pages = page_pictures(made, A4, 3, tmp_path)
    assert len(pages) == 3
    for number, page in enumerate(pages):
        expected = [one.uri for one in labels[number * 24 : (number + 1) * 24]]
        assert sorted(read_back(page)) == sorted(expected)


def test_the_words_of_a_label_stay_inside_it_and_off_its_qr_code(tmp_path: Path) -> None:
    sheet = replace(A4, columns=1, rows=1, page_width=63.5, page_height=33.9, left=0, top=0)
    design = a_design(sheet)
    fonts = the_fonts()
    assert design.qr is not None
    for words in design.words:
        assert words.x >= design.qr.x + design.qr.width
        assert words.x + fonts.width(words.text, words.size, bold=words.bold) / layout.MM <= sheet.label_width
        assert words.y > 0
        assert words.y + words.size / layout.MM <= sheet.label_height
    (page,) = page_pictures(pdf.pages(design, some_labels(1), fonts), sheet, 1, tmp_path)
    edge = [page.getpixel((page.width - 2, y)) for y in range(page.height)]
    assert min(edge) > 250, "something is drawn over the right edge"


@pytest.mark.parametrize("sheet", [A4, ROLL, TALL])
def test_text_is_shrunk_within_limits(sheet: Sheet) -> None:
    sizes = {words.size for words in lay_out(sheet, SAID, the_fonts()).words}
    assert len(sizes) == 1
    assert sheet.least_size <= sizes.pop() <= sheet.text_size


def test_text_that_cannot_fit_is_refused_with_its_line_named() -> None:
    long = {**SAID, "lot": "Số lô: L260912-MỘT-SỐ-LÔ-DÀI-HƠN-MỌI-KHỔ-NHÃN-CÓ-THỂ-CHỨA"}
    with pytest.raises(Refused) as refused:
        lay_out(ROLL, long, the_fonts())
    assert [one.where for one in refused.value.problems] == ["lot"]
    assert "số lô" in refused.value.problems[0].why.vi


def test_letters_that_the_font_lacks_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        lay_out(A4, {"product": "茶"}, the_fonts())
    assert refused.value.problems[0].code == "letter-not-in-font"


def test_every_vietnamese_letter_can_be_printed() -> None:
    tones = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵăâđêôơư"
    assert the_fonts().lacks(tones + tones.upper() + "“”–…×²°%") == ""


def test_labels_that_leave_the_page_are_named() -> None:
    assert not A4.problems()
    assert [one.where for one in replace(A4, columns=4, rows=9).problems()] == ["columns", "rows"]
    assert [one.where for one in replace(A4, lines=("colour",)).problems()] == ["lines"]


def test_an_ean_13_stands_beside_the_qr_code_and_both_are_read(tmp_path: Path) -> None:
    sheet = replace(A4, has_ean=True)
    design = lay_out(sheet, {"product": "Chè"}, the_fonts())
    labels = some_labels(2)
    (page,) = page_pictures(pdf.pages(design, labels, the_fonts(), gtin=GTIN), sheet, 1, tmp_path, dpi=300)
    found = read_back(page)
    assert found.count(GTIN[1:]) == 2
    assert {one.uri for one in labels} <= set(found)
    png = picture.picture(design, labels[0], the_fonts(), gtin=GTIN).convert("L")
    assert sorted(read_back(png)) == sorted([GTIN[1:], labels[0].uri])


def test_an_internal_number_is_never_printed_as_an_ean_13() -> None:
    design = lay_out(replace(A4, has_ean=True), {"product": "Chè"}, the_fonts())
    with pytest.raises(Refused) as refused:
        pdf.pages(design, some_labels(1), the_fonts(), gtin=INTERNAL)
    assert refused.value.problems[0].code == "internal-number"


def test_a_carton_label_bears_its_sscc_and_what_it_holds_as_gs1_128(tmp_path: Path) -> None:
    carried = (
        (Element("00", SSCC),),
        (Element("02", GTIN), Element("37", "100")),
        (Element("10", "L260912"),),
    )
    design = lay_out(CARTON, SAID, the_fonts(), bars=3)
    together(carried)
    label = Label(carried=carried)
    (page,) = page_pictures(pdf.pages(design, [label], the_fonts()), CARTON, 1, tmp_path, dpi=300)
    expected = [f"(00){SSCC}", f"(02){GTIN}(37)100", "(10)L260912"]
    assert sorted(read_back(page)) == expected
    assert sorted(read_back(picture.picture(design, label, the_fonts()).convert("L"))) == expected


def test_a_cartons_bars_and_digits_are_as_high_as_a_warehouse_needs_on_every_printer() -> None:
    carried = ((Element("00", SSCC),),)
    design = lay_out(CARTON, SAID, the_fonts(), bars=1)
    (box,) = design.bars
    assert box.height - box.below >= 31.75
    size = pdf.line_size(box, f"(00) {SSCC}", 88, the_fonts())
    assert size * 0.7 / layout.MM >= 3, "digits are 0.7 of the size high"
    drawn = picture.picture(design, Label(carried=carried), the_fonts(), dpi=203).convert("L")
    middle = drawn.height - round((box.y + box.height / 2) * 203 / 25.4)
    line = [drawn.getpixel((x, middle)) for x in range(drawn.width)]
    first = line.index(0)
    assert line[first : first + 8] == [0] * 8, "a bar of two modules, each of 4 dots: 0.5 mm"
    assert line[first + 8] == 255


def test_a_figure_is_never_parted_from_its_unit() -> None:
    for width in range(20, 60):
        rows = [
            one.text
            for one in lay_out(
                replace(ROLL, label_width=width + 20, page_width=width + 20), SAID, the_fonts()
            ).words
        ]
        assert not [one for one in rows if one in ("g", "100") or one.endswith("100")]
    assert any("100 g" in one for one in rows)


def test_a_picture_a_drawing_and_a_printer_file_hold_the_same_code() -> None:
    design = a_design(ROLL, has_scratch=True)
    labels = some_labels(3)
    fonts = the_fonts()
    assert read_back(picture.picture(design, labels[0], fonts).convert("L")) == [labels[0].uri]
    assert picture.png(design, labels[0], fonts).startswith(b"\x89PNG")
    shown = Image.open(io.BytesIO(picture.preview(design, labels[0], fonts)))
    assert read_back(shown) == [labels[0].uri]
    assert len(shown.getcolors() or ()) > 2, "letters on screens are smooth"
    zpl = "".join(picture.zpl(design, labels, fonts))
    assert [read_back(one) for one in printed(zpl)] == [[one.uri] for one in labels]
    svg = picture.svg(design, labels[0])
    assert svg.count("<path") == 2
    assert labels[0].control in svg


def printed(zpl: str) -> list[Image.Image]:
    """What a label printer would put on paper: its own reading of `~DG` and `^GFA`."""
    stored, labels = zpl.split("\n")[0], zpl.split("\n")[1:-1]
    total, width, data = re.fullmatch(r"~DGR:CHUNG.GRF,(\d+),(\d+),(.*)", stored).groups()  # type: ignore[union-attr]
    common = unpacked(data, int(width), int(total) // int(width))
    pictures = []
    for label in labels:
        match = re.search(r"\^FO(\d+),(\d+)\^GFA,(\d+),\3,(\d+),(.*)\^FS\^XZ", label)
        assert match
        x, y, size, row = (int(one) for one in match.groups()[:4])
        own = unpacked(match[5], row, size // row)
        page = common.copy()
        page.paste(own, (x, y), own)
        pictures.append(page.point(lambda pixel: 255 - pixel))
    return pictures


def unpacked(data: str, width: int, rows: int) -> Image.Image:
    found, line = [], ""
    at = 0
    while at < len(data):
        if data[at] == ":" and not line:
            found.append(found[-1])
        elif data[at] == ",":
            found.append(line.ljust(width * 2, "0"))
            line = ""
        else:
            line += data[at]
            if len(line) == width * 2:
                found.append(line)
                line = ""
        at += 1
    assert len(found) == rows
    return Image.frombytes("1", (width * 8, rows), bytes.fromhex("".join(found))).convert("L")


def test_a_qr_code_is_as_the_symbols_of_the_house_draw_it() -> None:
    from nguongoc.domain.gs1 import symbols

    uri = some_labels(1)[0].uri
    assert matrix(uri).rows() == [[pixel == 0 for pixel in row] for row in symbols.qr(uri).rows]


def test_what_a_carton_carries_must_be_valid_together() -> None:
    with pytest.raises(Refused):
        together([(Element("00", SSCC),), (Element("37", "100"),)])
