"""Attached files: what they are, how they are kept, handed out, verified and erased."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import Http404
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from nguongoc.config.sweep import run_sweepers
from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence import files
from nguongoc.foundation.evidence.actions import ERASED_AFTER, keep, set_figure, withdraw
from nguongoc.foundation.evidence.dated import KNOWN, setting
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.evidence.media import DOCX, JPEG, PDF, PNG, TEXT, XLSX, kind_of, named
from nguongoc.foundation.evidence.models import Attachment, Entry, Setting
from nguongoc.foundation.evidence.queries import attachment_faults
from world import NOW, TODAY, begin


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "", "OPTIONS": {"location": tmp_path / "files"}},
    }
    return tmp_path


def a_pdf(pages: int = 1) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, invariant=1)
    for page in range(pages):
        canvas.drawString(72, 720, f"Trang {page + 1}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def an_archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return written.getvalue()


def kept(body: bytes, name: str = "giay-chung-nhan.pdf") -> Attachment:
    return keep(io.BytesIO(body), name=name, actor=None, at=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.problems]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (a_pdf(), PDF),
        (b"\n" * 100 + a_pdf(), PDF),
        (b"\x89PNG\r\n\x1a\n....", PNG),
        (b"\xff\xd8\xff\xe0....", JPEG),
        (an_archive("[Content_Types].xml", "word/document.xml"), DOCX),
        (an_archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        ("tên;sản lượng\nchè;12,5\n".encode(), TEXT),
    ],
)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: object) -> None:
    assert kind_of(io.BytesIO(body), "a") is kind


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty-file"),
        (b"MZ\x90\x00program", "unknown-kind"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "unknown-kind"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "unknown-kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or locked Office", "unknown-kind"),
        (an_archive("evil.exe"), "unknown-kind"),
        (b"PK\x03\x04 cut short", "unknown-kind"),
        (an_archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        ("chè".encode("utf-16"), "unknown-kind"),
    ],
)
def test_what_is_not_taken_is_refused_under_any_name(body: bytes, code: str) -> None:
    for name in ("giay.pdf", "anh.jpg", "a"):
        with pytest.raises(Refused) as refused:
            kind_of(io.BytesIO(body), name)
        assert codes(refused) == [code]
        assert code == "empty-file" or name in refused.value.problems[0].why.vi


@given(st.binary(max_size=200))
def test_any_bytes_have_a_kind_or_a_refusal(body: bytes) -> None:
    try:
        kind = kind_of(io.BytesIO(body), "x")
    except Refused:
        return
    assert named("x", kind).endswith(kind.endings[0])


@how(max_examples=15, deadline=None)
@given(st.text(alphabet="chèạ\U0001f331 \n", min_size=1, max_size=300))
def test_letters_cut_by_the_edge_of_a_piece_are_still_text(words: str) -> None:
    body = words.encode() * (1024 * 1024 // len(words.encode()) + 2)
    assert kind_of(io.BytesIO(body), "x") is TEXT


@pytest.mark.django_db
def test_a_file_is_kept_once_under_its_hash_with_who_and_when() -> None:
    begin()
    first, second = kept(a_pdf()), kept(a_pdf(), "ban-sao.pdf")
    assert first.sha256 == second.sha256
    assert [one.name for one in files.folder().rglob("*") if one.is_file()] == [first.sha256]
    assert files.place(first.sha256).read_bytes() == a_pdf()
    assert Entry.objects.filter(verb="attachment.kept").count() == 2
    assert first.remark is None


@pytest.mark.django_db
def test_a_200_page_pdf_under_a_wrong_name_is_kept_under_the_right_one_and_said_so() -> None:
    begin()
    found = kept(a_pdf(200), "C:\\Users\\Lan\\Giấy chứng nhận.doc")
    assert (found.name, found.media_type) == ("Giấy chứng nhận.pdf", "application/pdf")
    assert found.remark is not None
    assert "“Giấy chứng nhận.doc” thật ra là PDF" in found.remark.vi


@pytest.mark.django_db
def test_a_file_over_the_limit_of_that_day_is_refused_and_the_limit_is_the_administrators() -> None:
    begin()
    assert setting("attachment.largest", on=TODAY) == KNOWN["attachment.largest"].value
    set_figure("attachment.largest", 1, since=TODAY, source="Thử", actor=None, at=NOW)
    with pytest.raises(Refused) as refused:
        kept(b"%PDF-1.7\n" + b"0" * 1_000_000)
    assert codes(refused) == ["too-large"]
    assert "1 MB" in refused.value.problems[0].why.vi
    assert not Attachment.objects.exists()
    assert setting("attachment.largest", on=TODAY - timedelta(1)) == KNOWN["attachment.largest"].value


@pytest.mark.django_db
def test_a_figure_is_set_within_its_bounds_and_not_for_days_past() -> None:
    begin()
    with pytest.raises(Refused) as refused:
        set_figure("pin.tries", 99, since=TODAY - timedelta(1), source="", actor=None, at=NOW)
    assert codes(refused) == ["out-of-bounds", "in-the-past"]
    assert Setting.objects.filter(code="pin.tries").count() == 1


@pytest.mark.django_db
def test_a_file_is_handed_out_so_that_a_browser_runs_nothing_of_it() -> None:
    begin()
    sent = files.answer(kept(a_pdf(), "Giấy “lạ”\r\nX: y.pdf"), inline=True)
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"].startswith("default-src 'none'")
    assert sent["Content-Disposition"].startswith("inline; filename")
    assert "\n" not in sent["Content-Disposition"]
    assert b"".join(sent) == a_pdf()  # type: ignore[arg-type]
    text = files.answer(kept(b"a,b\n", "bang.csv"), inline=True)
    assert text["Content-Disposition"].startswith("attachment")
    assert text["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_a_row_cannot_be_altered_or_deleted_by_anybody() -> None:
    begin()
    found = kept(a_pdf())
    for deed in (
        lambda: Attachment.objects.filter(pk=found.pk).update(sha256="0" * 64),
        lambda: Attachment.objects.filter(pk=found.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


@pytest.mark.django_db
def test_verify_names_a_file_that_is_missing_or_altered() -> None:
    begin()
    one, two = kept(a_pdf()), kept(a_pdf(2))
    assert not list(attachment_faults())
    files.place(one.sha256).unlink()
    files.place(two.sha256).write_bytes(b"%PDF-1.7 other")
    assert {found.code for found in attachment_faults()} == {"file-missing", "file-altered"}


@pytest.mark.django_db
def test_a_withdrawn_file_is_not_handed_out_and_its_bytes_go_after_a_day_unless_another_row_has_them() -> (
    None
):
    begin()
    one, same = kept(a_pdf()), kept(a_pdf(), "khac.pdf")
    withdraw(one, why="yêu cầu xóa", actor=None, at=NOW)
    with pytest.raises(Http404):
        files.answer(one)
    run_sweepers(NOW + ERASED_AFTER / 2)
    assert Attachment.objects.get(pk=one.pk).erased_at is None
    run_sweepers(NOW + ERASED_AFTER)
    assert Attachment.objects.get(pk=one.pk).erased_at == NOW + ERASED_AFTER
    assert files.place(same.sha256).exists()
    withdraw(same, why="yêu cầu xóa", actor=None, at=NOW)
    run_sweepers(NOW + ERASED_AFTER)
    assert not files.place(same.sha256).exists()
    assert not list(attachment_faults())


@pytest.mark.django_db
def test_a_forms_field_says_why_in_words() -> None:
    begin()
    with pytest.raises(ValidationError, match="không phải loại được nhận"):
        AttachmentField().clean(SimpleUploadedFile("giay.pdf", b"MZ\x00"))
    taken = AttachmentField().clean(SimpleUploadedFile("giay.pdf", a_pdf()))
    assert keep(taken, name=taken.name, actor=None, at=NOW).size == len(a_pdf())
