"""`paperdedup evaluate`, `audit` and `calibrate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from paperdedup import InputError, evaluate
from paperdedup.findings import Findings

from .program import call, paper, revised, write_jsonl


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Three papers twice, with a DOI each."""
    twice = [
        (paper if side == "a" else revised)(n) | {"id": f"{side}{n}"}
        for n in (1, 2, 3)
        for side in "ab"
    ]
    return write_jsonl(
        tmp_path / "d.jsonl", [one | {"doi": f"10.1/{one['id'][1]}"} for one in twice]
    )


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text("a,b\na1,b1\na2,b2\na3,b1\n", encoding="utf-8")
    return path


def test_evaluate_dumps_and_a_folder(tmp_path: Path, dump: Path, truth: Path) -> None:
    text = call("evaluate", dump, truth).stdout
    assert "precision" in text
    assert "missed: " in text
    assert "needed" in text
    assert call("run", dump, "-o", tmp_path / "out").exit_code == 0
    of_dumps = json.loads(call("evaluate", dump, truth, "--json").stdout)
    of_folder = json.loads(call("evaluate", tmp_path / "out", truth, "--json").stdout)
    assert of_dumps == of_folder
    alone = json.loads(call("evaluate", tmp_path / "out", truth, "--scores-only", "--json").stdout)
    assert alone["f1"] == of_folder["f1"]
    assert alone["errors"][0]["cause"] == ""


def test_evaluate_blames_a_person_for_what_a_person_decided(tmp_path: Path) -> None:
    pairs = [(paper(n) | {"id": f"a{n}"}, revised(n) | {"id": f"b{n}"}) for n in (1, 2, 3)]
    records = [record for pair in pairs for record in pair]
    records.append(paper(1) | {"id": "c1", "year": "2001"})
    dump = write_jsonl(tmp_path / "d.jsonl", records)
    mine, truth = tmp_path / "mine.csv", tmp_path / "truth.csv"
    mine.write_text("a,b,decision\na1,b1,different\na2,a3,same\n", encoding="utf-8")
    rows = ("a1,b1,same", "c1,b1,same", "a2,a3,different", "b2,b3,different")
    truth.write_text("\n".join(["a,b,answer", *rows]), encoding="utf-8")
    out = tmp_path / "out"
    done = call("run", dump, "-o", out, "--decisions", mine, "--summary")
    assert "matches between papers that they keep apart" in done.stdout
    assert "chain" not in call("run", dump, "-o", out, "--decisions", mine, "--force").stderr
    errors = json.loads(call("evaluate", out, truth, "--json").stdout)["errors"]
    found = {(one["a"], one["b"]): (one["cause"], one["decided"][-6:]) for one in errors}
    assert found == {
        ("a1", "b1"): ("a person decided that they are two papers", "line 2"),
        ("c1", "b1"): ("kept apart by a person's decision about their papers", "line 2"),
        ("a2", "a3"): ("a person decided that they are one paper", "line 3"),
        ("b2", "b3"): ("joined through a person's decision", "line 3"),
    }
    assert "(" + str(mine) + ", line 2)" in call("evaluate", out, truth).stdout


def test_evaluate_says_what_cannot_be_known(tmp_path: Path, dump: Path) -> None:
    (tmp_path / "none.csv").write_text("id,cluster\na1,x\nnobody,y\n", encoding="utf-8")
    text = call("evaluate", dump, tmp_path / "none.csv").stdout
    found = json.loads(call("evaluate", dump, tmp_path / "none.csv", "--json").stdout)
    assert (found["precision"], found["recall"], found["f1"]) == (0.0, None, None)
    assert "recall     unknown, since the truth has no pair\n" in text
    assert text.endswith("1 name in the truth is of no record: nobody\n")


def test_evaluate_by_a_column(dump: Path) -> None:
    found = json.loads(call("evaluate", dump, "--truth-column", "doi", "--json").stdout)
    assert found["f1"] == 1.0
    assert found["records"] == 6


def test_by_a_column_dumps_are_searched_once(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[Any] = []

    def counting(outcome: Any) -> Findings:
        searches.append(outcome)
        return Findings(outcome)

    monkeypatch.setattr("paperdedup.dedup.Findings", counting)
    assert call("evaluate", dump, "--truth-column", "doi").exit_code == 0
    assert len(searches) == 1


def test_a_column_of_a_folder_needs_its_dumps(dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", dump, "-o", out).exit_code == 0
    done = call("evaluate", out, "--truth-column", "doi", "--scores-only")
    assert done.exit_code == 2
    assert "--truth-column and --scores-only do not go together" in done.stderr
    again = call("evaluate", out, "--truth-column", "doi")
    assert again.stdout == call("evaluate", dump, "--truth-column", "doi").stdout
    with pytest.raises(InputError, match="does not hold the dumps"):
        evaluate(out, column="doi")


def test_evaluate_without_a_truth_is_a_usage_error(dump: Path) -> None:
    done = call("evaluate", dump)
    assert done.exit_code == 2
    assert "--truth-column" in done.stderr


def test_a_truth_that_is_none_is_an_input_error(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "no.csv"
    path.write_text("nothing\n", encoding="utf-8")
    done = call("evaluate", dump, path)
    assert done.exit_code == 3
    assert "id,cluster" in done.stderr


def test_audit(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "judge.csv"
    done = call("audit", dump, "--sample", 4, "--matches", path)
    assert done.exit_code == 0, done.stderr
    assert "found      1.0000" in done.stdout
    assert path.read_bytes().startswith(b"\xef\xbb\xbfa,b,answer,")
    assert json.loads(call("audit", dump, "--json").stdout)["recall"]["share"] == 1.0
    assert "0 of" in call("audit", "--judged", path).stdout
    for more in (["--matches", path], [path]):
        refused = call("audit", "--judged", path, *more)
        assert refused.exit_code == 2
        assert "do not go together" in refused.stderr
    unjudged = json.loads(call("audit", "--judged", path, "--json").stdout)
    assert (unjudged["answered"], unjudged["share"]) == (0, None)
    assert call("audit").exit_code == 2


def test_calibrate(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "curves.svg"
    done = call("calibrate", dump, "--by", "doi", "--plot", path)
    assert done.exit_code == 0, done.stderr
    assert "best F1, a guess: " in done.stdout
    told = " ".join(done.stdout.split())
    assert "too little to judge by: 3 pairs of one paper and 0 look-alikes" in told
    assert "from 100 of each" in told
    root = ElementTree.parse(path).getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 4
    found = json.loads(
        call("calibrate", dump, "--by", "doi", "--policy", "record", "--json").stdout
    )
    assert {one["policy"] for one in found["settings"]} == {"record"}
    assert found["guess"] is True
    low, high = found["best"]["recall_95"]
    assert low < found["best"]["recall"] <= high
    assert call("calibrate", dump, "--by", "isbn").exit_code == 3


def test_answers_of_a_person_are_not_replaced_by_chance(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "judge.csv"
    for _ in range(2):
        assert call("audit", dump, "--matches", path).exit_code == 0
    header, first, *rest = path.read_text(encoding="utf-8-sig").splitlines()
    answered = "\n".join([header, first.replace(",,", ",same,", 1), *rest])
    for text in (answered, f"sep=;\n{answered.replace(',', ';')}"):
        path.write_text(text, encoding="utf-8")
        done = call("audit", dump, "--matches", path)
        assert done.exit_code == 4
        assert f"--judged {path}" in done.stderr
        assert path.read_text(encoding="utf-8") == text


def test_an_audit_of_no_pair_says_that_nothing_is_known(tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "d.jsonl", [paper(1), paper(2)])
    assert call("audit", dump).stdout.splitlines()[1:] == [
        "found      unknown, since there is no such pair",
        "in a paper unknown, since there is no such pair",
    ]
    found = json.loads(call("audit", dump, "--json").stdout)
    assert found["recall"] == found["joined"] == {"share": None, "low": 0.0, "high": 1.0}
