"""`nguongoc labels open`: what a print shop does with the file it received."""

from __future__ import annotations

from pathlib import Path

import pytest

from nguongoc.config.cli import main
from nguongoc.domain.stamps import sealed

MEMBERS = [("T000012-0001.csv", b"control,serial\n"), ("../T000012-0002.csv", b"x")]


@pytest.fixture
def words() -> str:
    return sealed.pass_phrase()


@pytest.fixture
def given(tmp_path: Path, words: str) -> Path:
    file = tmp_path / "T000012.tem"
    file.write_bytes(b"".join(sealed.write("T000012", MEMBERS, words)))
    (tmp_path / "words").write_text(words.lower() + "\n", "utf-8")
    return file


def test_a_print_shop_opens_its_file_and_nothing_is_written_elsewhere(given: Path, tmp_path: Path) -> None:
    to = tmp_path / "batch"
    assert main(["labels", "open", str(given), "--to", str(to), "--words-from", str(tmp_path / "words")]) == 0
    assert sorted(one.name for one in to.iterdir()) == ["T000012-0001.csv", "T000012-0002.csv"]
    assert (to / "T000012-0001.csv").read_bytes() == b"control,serial\n"


def test_other_words_are_refused_with_status_1(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words").write_text(sealed.pass_phrase(), "utf-8")
    assert (
        main(["labels", "open", str(given), "--to", str(tmp_path), "--words-from", str(tmp_path / "words")])
        == 1
    )
    assert "Không mở được" in capsys.readouterr().out


def test_a_missing_file_is_a_wrong_use(tmp_path: Path, given: Path) -> None:
    arguments = ["labels", "open", str(tmp_path / "none"), "--to", str(tmp_path)]
    assert main([*arguments, "--words-from", str(tmp_path / "words")]) == 2
