"""`paperdedup explain`: from an answer folder, from dumps, and from dumps that changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .program import call, paper, revised, word, write_jsonl

PAIR = ("may.jsonl:2", "june.jsonl:1")


@pytest.fixture
def out(may: Path, june: Path, tmp_path: Path) -> Path:
    """An answer folder."""
    settings = ("--threshold", "0.6", "--policy", "text")
    assert call("run", may, june, "-o", tmp_path / "out", *settings).exit_code == 0
    return tmp_path / "out"


def test_a_folder_names_its_dumps(out: Path) -> None:
    done = call("explain", out, *PAIR)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("One paper\n")
    assert "threshold 0.6" in done.stdout
    assert f"[-{word(3, 38)}-] {{+otherword+}}" in " ".join(done.stdout.split())
    assert done.stderr == ""


def test_dumps_can_be_given(may: Path, june: Path) -> None:
    done = call("explain", may, june, *PAIR, "--threshold", "0.99", "--policy", "text")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Not one paper\n")
    assert "below the threshold 0.99" in done.stdout


def test_dumps_that_moved_are_given_after_the_folder(out: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    moved = [(tmp_path / name).rename(archive / name) for name in ("may.jsonl", "june.jsonl")]
    gone = call("explain", out, *PAIR)
    assert gone.exit_code == 3
    assert "may.jsonl" in gone.stderr
    assert "or give the dumps after the folder" in gone.stderr
    wrong = call("explain", out, archive / "mai.jsonl", *PAIR)
    assert "after the folder" not in wrong.stderr
    done = call("explain", out, *moved, *PAIR)
    assert done.exit_code == 0, done.output
    assert "threshold 0.6" in done.stdout


def test_dumps_that_changed_are_noticed(out: Path, may: Path) -> None:
    write_jsonl(may, [paper(1), paper(2), paper(3), paper(9)])
    done = call("explain", out, *PAIR)
    assert done.exit_code == 0
    assert "records 6 then, 7 now" in done.stderr


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_content_that_changed_is_noticed(kind: str, may: Path, june: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", may, june, "-o", out, "--output-format", kind).exit_code == 0
    assert call("explain", out, *PAIR).stderr == ""
    write_jsonl(may, [paper(1), paper(2) | {"title": "Another title of 2"}, paper(3)])
    said = call("explain", out, *PAIR).stderr
    assert said == "paperdedup: note: this is not what the run saw: the content of 1 record\n"
    next(out.glob("members.*")).unlink()
    assert call("explain", out, *PAIR).stderr == ""


def test_json(out: Path) -> None:
    found = json.loads(call("explain", out, *PAIR, "--json").stdout)
    assert found["one_paper"] is True
    assert found["a"]["place"] == {"dump": "may.jsonl", "position": 2}
    assert 0.6 < found["jaccard"] < 1
    assert {change["kind"] for change in found["diff"]} == {"equal", "replace"}


def test_full_shows_the_whole_text(out: Path) -> None:
    assert word(3, 5) not in call("explain", out, *PAIR).stdout
    assert word(3, 5) in call("explain", out, *PAIR, "--full").stdout


def test_options_of_reading_are_kept(tmp_path: Path) -> None:
    records = [{"Kurz": paper(1)["abstract"]}, {"Kurz": revised(1)["abstract"]}]
    dump = write_jsonl(tmp_path / "works.jsonl", records)
    call("run", dump, "-o", tmp_path / "out", "--field", "abstract=Kurz")
    done = call("explain", tmp_path / "out", "works.jsonl:0", "works.jsonl:1")
    assert done.exit_code == 0, done.output
    assert "One paper" in done.stdout


def test_records_that_are_not_there(out: Path) -> None:
    done = call("explain", out, "may.jsonl:2", "may.jsonl:77")
    assert done.exit_code == 3
    assert "may.jsonl:77" in done.stderr
    rejected = call("explain", out, "may.jsonl:2", "june.jsonl:3")
    assert rejected.exit_code == 3
    assert "rejected" in rejected.stderr


def test_standard_input_cannot_be_read_again(tmp_path: Path) -> None:
    line = json.dumps(paper(1)) + "\n"
    assert call("run", "-", "-o", tmp_path / "out", stdin=line).exit_code == 0
    done = call("explain", tmp_path / "out", "stdin:0", "stdin:0")
    assert done.exit_code == 3
    assert "standard input, which cannot be read again" in done.stderr


def test_settings_of_a_later_version_are_refused(out: Path) -> None:
    facts = json.loads((out / "run.json").read_bytes())
    facts["config"]["magic"] = 1
    (out / "run.json").write_text(json.dumps(facts))
    done = call("explain", out, *PAIR)
    assert done.exit_code == 3
    assert "does not know: magic" in done.stderr


def test_another_version_is_noticed(out: Path) -> None:
    facts = json.loads((out / "run.json").read_bytes())
    facts["versions"]["normalizer"] = 0
    (out / "run.json").write_text(json.dumps(facts))
    done = call("explain", out, *PAIR)
    assert done.exit_code == 0
    assert "normalizer 0 then, 1 now" in done.stderr


@pytest.mark.parametrize(
    "damaged", ["", "[]", '{"config": 3}', '{"config": {"magic": 1}, "counts": {}}']
)
def test_a_damaged_folder_is_refused(damaged: str, out: Path) -> None:
    (out / "run.json").write_text(damaged)
    done = call("explain", out, *PAIR)
    assert done.exit_code == 3, done.output
    assert "run.json" in done.stderr


def test_all_evidence_is_told_for_and_against(may: Path, june: Path) -> None:
    done = call("explain", may, june, *PAIR)
    assert done.exit_code == 0, done.output
    assert "the titles agree in all letters" in done.stdout
    assert "one paper from 1 (policy version)" in done.stdout
    for heading in ("Under each policy", "They meet in", "How they hang together"):
        assert f"\n{heading}\n" in done.stdout
    other = call("explain", may, june, "may.jsonl:0", "may.jsonl:1")
    assert other.stdout.startswith("Not one paper\n")
    assert "below the threshold 1 of the policy version" in other.stdout


def test_decisions_of_the_run_are_kept(may: Path, june: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(f"a,b,decision\n{','.join(PAIR)},different\n", encoding="utf-8")
    out = tmp_path / "out"
    assert call("run", may, june, "-o", out, "--decisions", mine).exit_code == 0
    done = call("explain", out, *PAIR)
    assert done.stdout.startswith("Not one paper\n")
    assert "A person decided that they are two papers" in done.stdout
    assert "line 2" in done.stdout


def test_an_answer_is_explained_from_any_folder(
    tmp_path: Path, may: Path, june: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, elsewhere = tmp_path / "place", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.mkdir()
    for dump in (may, june):
        dump.rename(place / dump.name)
    monkeypatch.chdir(place)
    assert call("run", may.name, june.name, "-o", "out").exit_code == 0
    here = call("explain", "out", *PAIR)
    assert here.exit_code == 0, here.output
    monkeypatch.chdir(elsewhere)
    for folder in (place / "out", Path("..") / "place" / "out"):
        there = call("explain", folder, *PAIR)
        assert (there.exit_code, there.stdout) == (0, here.stdout)
    place.rename(tmp_path / "moved")
    assert call("explain", tmp_path / "moved" / "out", *PAIR).stdout == here.stdout
