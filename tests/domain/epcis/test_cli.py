"""`nguongoc epcis check` and `hash`: what stands on stdout, on stderr, and the exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.epcis.samples import body, document, object_event
from domain.epcis.xml_samples import xml_document, xml_event
from nguongoc.config import cli
from nguongoc.config.cli import epcis

GOOD = body(document(object_event()))
BAD = body(document(object_event(action="LOOK"), object_event(bizStep="x")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "bad.json").write_bytes(BAD)
    (tmp_path / "inner" / "good.jsonld").write_bytes(GOOD)
    (tmp_path / "notes.txt").write_text("not ours")
    return tmp_path


def test_a_good_document_says_nothing(folder: Path, capsys: Any) -> None:
    assert cli.main(["epcis", "check", str(folder / "inner" / "good.jsonld")]) == 0
    assert capsys.readouterr().out == ""


def test_every_problem_is_one_line_with_file_place_and_reason(folder: Path, capsys: Any) -> None:
    assert cli.main(["epcis", "check", str(folder)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{folder / 'bad.json'}: eventList[0].action: ")
    assert second.startswith(f"{folder / 'bad.json'}: eventList[1].bizStep: ")


def test_a_warning_goes_to_stderr_and_the_status_stays_0(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "doubtful.json"
    path.write_bytes(body(document(object_event(epcList=["https://id.gs1.org/01/02000000000016/21/1"]))))
    assert cli.main(["epcis", "check", str(path)]) == 0
    told = capsys.readouterr()
    assert (told.out, "eventList[0].epcList[0]" in told.err) == ("", True)


def test_json_lines_carry_both_languages(folder: Path, capsys: Any) -> None:
    cli.main(["epcis", "check", "--json", str(folder / "bad.json")])
    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert told["where"] == "eventList[0].action"
    assert set(told["why"]) == {"vi", "en"}


def test_a_document_too_large_for_memory_is_checked_the_same(
    folder: Path, monkeypatch: Any, capsys: Any
) -> None:
    cli.main(["epcis", "check", str(folder)])
    cli.main(["epcis", "hash", str(folder)])
    whole = capsys.readouterr()
    monkeypatch.setattr(epcis, "_WHOLE", 10)
    cli.main(["epcis", "check", str(folder)])
    cli.main(["epcis", "hash", str(folder)])
    assert capsys.readouterr() == whole


def test_stdin_is_read_where_no_file_is_named(monkeypatch: Any, capsys: Any) -> None:
    for arguments in (["check"], ["check", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD)))
        assert cli.main(["epcis", *arguments]) == 1
        assert capsys.readouterr().out.startswith("-: eventList[0].action: ")


def test_hashes_stand_one_a_line_in_document_order(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "two.json"
    path.write_bytes(body(document(object_event(), object_event(bizStep="receiving"))))
    assert cli.main(["epcis", "hash", str(path)]) == 0
    hashes = capsys.readouterr().out.split()
    assert len(set(hashes)) == 2
    assert all(found.startswith("ni:///sha-256;") for found in hashes)
    assert cli.main(["epcis", "hash", "--prehash", str(path)]) == 0
    assert capsys.readouterr().out.startswith("eventType=ObjectEvent")


def test_what_cannot_be_read_gives_status_1_and_what_is_absent_2(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(b'{"type": ')
    assert cli.main(["epcis", "check", str(path)]) == 1
    assert cli.main(["epcis", "hash", str(path)]) == 1
    with pytest.raises(SystemExit) as left:
        cli.main(["epcis", "check", str(tmp_path / "absent.json")])
    assert left.value.code == 2


def converted(capsysbinary: Any, *arguments: str) -> bytes:
    assert cli.main(["epcis", "convert", *arguments]) == 0
    told: bytes = capsysbinary.readouterr().out
    return told


def test_a_document_goes_from_form_to_form_and_keeps_its_hash(tmp_path: Path, capsysbinary: Any) -> None:
    def hashes(path: Path) -> bytes:
        assert cli.main(["epcis", "hash", str(path)]) == 0
        told: bytes = capsysbinary.readouterr().out
        return told

    path = tmp_path / "first.json"
    path.write_bytes(body(document(object_event(), **{"example:note": "x"})))
    first = hashes(path)
    for form in ("xml", "json", "xml-1.2", "xml", "json"):
        path_of_form = tmp_path / form
        path_of_form.write_bytes(converted(capsysbinary, str(path), "--to", form))
        assert cli.main(["epcis", "check", str(path_of_form)]) == 0
        assert capsysbinary.readouterr().out == b""
        assert hashes(path_of_form) == first
        path = path_of_form
    assert json.loads(path.read_bytes())["example:note"] == "x"


def test_a_conversion_spells_identifiers_as_asked(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(body(document(object_event(epcList=["https://id.gs1.org/01/10614141073464/21/7"]))))
    asked = ["epcis", "convert", str(path), "--to", "json", "--epc", "urn"]
    assert cli.main([*asked, "--prefix", "0614141"]) == 0
    told = capsys.readouterr()
    assert "urn:epc:id:sgtin:0614141.107346.7" in told.out
    assert told.err == ""
    assert cli.main(asked) == 0
    told = capsys.readouterr()
    assert "https://id.gs1.org/01/10614141073464/21/7" in told.err, "what stays is said"


def test_what_cannot_be_converted_is_named_and_nothing_else_is_printed(tmp_path: Path, capsys: Any) -> None:
    two = ["https://a.example/", "https://b.example/"]
    for name, given, place in (
        ("two.json", document(object_event(certificationInfo=two)), "eventList[0].certificationInfo"),
        ("bad.json", document(object_event(action="LOOK")), "eventList[0].action"),
        ("none.json", document(epcisBody=None), "epcisBody"),
    ):
        path = tmp_path / name
        path.write_bytes(body(given))
        assert cli.main(["epcis", "convert", str(path), "--to", "xml"]) == 1
        (told,) = capsys.readouterr().out.splitlines()
        assert told.startswith(f"{path}: ")
        assert place in told


def test_xml_is_checked_hashed_and_streamed_as_json_is(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    (tmp_path / "good.xml").write_bytes(xml_document(xml_event()))
    bad = xml_document(xml_event(), xml_event("<quantityList/>"), xml_event().replace("ADD", "LOOK"))
    (tmp_path / "bad.xml").write_bytes(bad)
    (tmp_path / "cut.xml").write_bytes(xml_document(xml_event())[:-9])
    for _ in range(2):
        assert cli.main(["epcis", "check", str(tmp_path)]) == 1
        cli.main(["epcis", "hash", str(tmp_path)])
        told = capsys.readouterr()
        lines = told.out.splitlines()
        assert {line.partition(": ")[2].partition(": ")[0] for line in lines if ".xml: " in line} == {
            "eventList[1].quantityList",
            "eventList[2].action",
            "2:498",
        }
        assert sum(line.startswith("ni:") for line in lines) == 4
        monkeypatch.setattr(epcis, "_WHOLE", 10)


def test_the_verb_loads_no_django() -> None:
    code = (
        "import sys, nguongoc.config.cli.epcis, nguongoc.domain.epcis.check; print('django' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
