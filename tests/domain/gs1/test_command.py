"""`nguongoc gs1`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nguongoc.config.cli import main

NGUONGOC = [sys.executable, "-c", "import sys; from nguongoc.config.cli import main; sys.exit(main())", "gs1"]


def _answers(capfdbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_each_string_is_answered_on_its_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["gs1", "parse", "(01)08938505970011(10)L1", "(01)08938505970012"]) == 1
    right, wrong = _answers(capfdbinary)
    assert right == {
        "valid": True,
        "elements": [["01", "08938505970011"], ["10", "L1"]],
        "digital_link": "https://id.gs1.org/01/08938505970011/10/L1",
    }
    assert wrong["valid"] is False
    (problem,) = wrong["problems"]  # type: ignore[misc]
    assert problem["code"] == "incorrect-check-digit"
    assert problem["where"] == "(01)"
    assert "số kiểm tra" in problem["vi"]


def test_all_valid_strings_end_in_status_zero(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["gs1", "parse", "8938505970011"]) == 0
    assert _answers(capfdbinary)[0]["valid"] is True


def test_any_bytes_on_stdin_get_one_answer_a_line() -> None:
    lines = [
        b"(01)08938505970011",
        b"\xff\xfe\x00",
        b"",
        "(10)ıİ".encode(),
        b"A" * 4096,
        b"]C1\x1d\r",
        b"\xed\xa0\x80",
    ]
    done = subprocess.run([*NGUONGOC, "parse"], input=b"\n".join(lines), capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == b""
    assert done.returncode == 1
    assert [answer["valid"] for answer in answers] == [True] + [False] * 6


def test_help_starts_quickly_and_without_django() -> None:
    code = "import sys; from nguongoc.config.cli import main\ntry: main(['gs1', '--help'])\nexcept SystemExit: pass\n"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code + "print('django' in sys.modules, 'zxingcpp' in sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.endswith("False False\n")
    # Ten times what it takes alone: this is to notice a heavy import, not a busy machine.
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("type", ["qr", "datamatrix", "gs1-128"])
@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_symbol_is_written(type: str, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"symbol{suffix}"
    assert main(["gs1", "symbol", "(01)08938505970011(10)L1", "--type", type, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"<svg" if suffix == ".svg" else b"\x89PNG")


def test_an_invalid_symbol_is_not_written(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out = tmp_path / "symbol.svg"
    assert main(["gs1", "symbol", "(01)08938505970012", "--type", "qr", "--out", str(out)]) == 1
    assert _answers(capfdbinary)[0]["valid"] is False
    assert not out.exists()


def test_a_wrong_way_of_asking_ends_in_status_two(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good = ["gs1", "symbol", "8938505970011", "--type", "qr", "--out"]
    assert main([*good, str(tmp_path / "symbol.gif")]) == 2
    assert main([*good, str(tmp_path / "absent" / "symbol.svg")]) == 2
    with pytest.raises(SystemExit) as stopped:
        main(["gs1", "draw"])
    assert stopped.value.code == 2
    capfd.readouterr()
