"""The command that scores labelled sets: sources told apart, pages, and sets that are not there."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benches import identity
from paperdedup import Config
from paperdedup.measuring import runs

TITLES = ("On storks", "Wide curves of narrow bands", "Tides in lakes", "A grammar of moths")


def records() -> list[dict[str, str]]:
    """Two sources that spell venues differently, without a column that says which."""
    first = [{"id": f"a{n}", "venue": "VLDB", "title": t} for n, t in enumerate(TITLES)]
    second = [
        {"id": f"b{n}", "venue": "Large Data Bases", "title": t} for n, t in enumerate(TITLES)
    ]
    return [{**r, "authors": f"Q. Author{r['id'][1]}", "year": "2001"} for r in first + second]


def test_two_spellings_of_matched_records_are_two_sides() -> None:
    pairs = Counter({("a", "b"): 5, ("c", "d"): 4, ("b", "c"): 3, ("a", "c"): 1})
    sides = identity.two_sides(pairs)
    assert sides["a"] != sides["b"]
    assert sides["c"] != sides["d"]
    assert sides["b"] != sides["c"]


def test_a_set_is_scored(tmp_path: Path) -> None:
    folder = tmp_path / "invented"
    folder.mkdir()
    with gzip.open(folder / "records.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records())
    clusters = [json.dumps([f"a{n}", f"b{n}"]) + "\n" for n in range(len(TITLES))]
    (folder / "clusters.jsonl").write_text("".join(clusters), encoding="utf-8")
    job = identity.Job(
        name="invented", policy="version", sources=True, targets=(identity.at_least("F1", 0.9),)
    )
    outcome = identity.run_job(job, tmp_path)
    assert outcome.figures["F1"] == 1.0
    page = identity.page([outcome, identity.run_job(identity.JOBS[0], tmp_path)], None)
    assert "| invented | version, unique_within | 1.0000 |" in page
    assert "skipped: no iebh_copper/records.jsonl.gz" in page
    dumps = identity.by_source(
        runs.read(folder / "records.jsonl.gz"),
        runs.run(runs.read(folder / "records.jsonl.gz"), Config(policy="version")),
    )
    assert [len(dump) for dump in dumps] == [4, 4]


def test_absent_sets_are_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["identity", "--sets", str(tmp_path)])
    assert identity.main() == 0
    assert "skipped: none of the sets" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(not identity.SETS.is_dir(), reason=f"no labelled sets in {identity.SETS}")
@pytest.mark.parametrize(
    "job",
    [j for j in identity.JOBS if j.name in {"iebh_copper", "citeseerx_conflation"}],
    ids=lambda j: j.name,
)
def test_labelled_sets_reach_their_targets(job: identity.Job) -> None:
    outcome = identity.run_job(job, identity.SETS)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    assert all(target.met(outcome.figures) for target in job.targets), outcome.figures
