"""`paperdedup run`: what it prints and writes, and that the same input gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from .program import call, members, paper, partition, revised, start, words, write_jsonl

TABLES = {"papers.parquet", "members.parquet", "matches.parquet"}
FILES = TABLES | {"rejects.jsonl", "review.csv", "run.json"}


def run_json(*args: object) -> dict[str, Any]:
    """The one JSON object of a run."""
    done = call("run", *args, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def review_of(folder: Path) -> list[dict[str, str]]:
    """The rows of the pairs to look at."""
    with (folder / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_terminal_there_is_one_line(may: Path, june: Path, tmp_path: Path) -> None:
    done = call("run", may, june, "-o", tmp_path / "out")
    assert done.exit_code == 0
    (note,) = done.stderr.splitlines()
    assert note.startswith(
        "paperdedup: note: june.jsonl: 2 rejects, the first in line 4: not valid"
    )
    assert done.stdout.count("\n") == 1
    assert "6 records in 2 dumps are 4 papers: 2 repeats, 1 revised, 2 rejects" in done.stdout


def test_quiet_prints_nothing(may: Path, tmp_path: Path) -> None:
    done = call("run", may, "-o", tmp_path / "out", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_json_is_one_object_with_the_paths_written(may: Path, june: Path, tmp_path: Path) -> None:
    found = run_json(may, june, "-o", tmp_path / "out")
    counted = ("records", "papers", "repeats", "revised", "rejects", "papers_in_several_dumps")
    assert [found[name] for name in counted] == [6, 4, 2, 1, 2, 2]
    assert found["overlap"] == [[3, 2], [2, 3]]
    assert [dump["new"] for dump in found["dumps"]] == [3, 1]
    assert {Path(path).name for path in found["files"].values()} == FILES
    assert all(Path(path).is_file() for path in found["files"].values())
    assert found["seconds"]["total"] > 0
    assert found["peak_memory_bytes"] > 1_000_000


def test_the_summary_names_what_deserves_a_look(may: Path, june: Path, tmp_path: Path) -> None:
    text = call("run", may, june, "-o", tmp_path / "out", "--summary").stdout
    assert "6 records in 2 dumps are 4 papers." in text
    assert "june.jsonl, line 4" in text
    assert "this is no JSON" in text
    assert "june.jsonl, line 5" in text
    assert "Title number 3" in text
    assert "may.jsonl:2 and june.jsonl:1" in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_strict_tells_of_rejects(may: Path, june: Path, tmp_path: Path) -> None:
    assert call("run", june, "-o", tmp_path / "a", "--strict").exit_code == 1
    assert call("run", may, "-o", tmp_path / "b", "--strict").exit_code == 0
    assert call("run", june, "-o", tmp_path / "c").exit_code == 0
    assert (tmp_path / "a" / "run.json").is_file()


def test_every_input_is_one_record_or_one_reject(may: Path, june: Path, tmp_path: Path) -> None:
    call("run", may, june, "-o", tmp_path / "out")
    rejects = (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    places = [(row["dump"], row["position"]) for row in map(json.loads, rejects)]
    places += [(row["dump"], row["position"]) for row in members(tmp_path / "out")]
    wanted = [("may.jsonl", n) for n in range(3)] + [("june.jsonl", n) for n in range(5)]
    assert sorted(places) == sorted(wanted)


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "csv"])
def test_output_formats_say_the_same(kind: str, may: Path, june: Path, tmp_path: Path) -> None:
    call("run", may, june, "-o", tmp_path / "out", "--output-format", kind)
    call("run", may, june, "-o", tmp_path / "reference")
    assert (tmp_path / "out" / f"papers.{kind}").is_file()
    assert partition(tmp_path / "out") == partition(tmp_path / "reference")
    assert len(members(tmp_path / "out")) == 6


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "csv"])
def test_the_same_run_writes_the_same_bytes(
    kind: str, may: Path, june: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, threads in zip(folders, (1, 2), strict=True):
        args = ("run", may, june, "-o", folder, "--output-format", kind, "--threads", threads)
        assert start(*args).returncode == 0
    for path in folders[0].iterdir():
        one, two = path.read_bytes(), (folders[1] / path.name).read_bytes()
        assert path.name == "run.json" or one == two, path.name
    facts = [json.loads((folder / "run.json").read_bytes()) for folder in folders]
    for fact in facts:
        assert fact.pop("times")
        fact["config"].pop("threads")
    assert facts[0] == facts[1]


def many_dumps(folder: Path) -> list[Path]:
    """Three dumps that share many papers, some of them revised."""
    chance = random.Random(7)
    paths = []
    for number in range(3):
        seeds = chance.sample(range(150), 100)
        records = [(revised if chance.random() < 0.3 else paper)(seed) for seed in seeds]
        paths.append(write_jsonl(folder / f"dump{number}.jsonl", records))
    return paths


def test_order_of_dumps_and_threads_do_not_change_the_papers(tmp_path: Path) -> None:
    dumps = many_dumps(tmp_path)
    found = []
    for number, order in enumerate(itertools.permutations(dumps)):
        folder = tmp_path / f"out{number}"
        done = call("run", *order, "-o", folder, "--threads", 1 + number % 2)
        assert done.exit_code == 0, done.output
        found.append(partition(folder))
    assert len(found) == 6
    assert len(found[0]) > 100
    assert all(papers == found[0] for papers in found)


def test_ids_of_one_order_resolve_in_another(tmp_path: Path) -> None:
    dumps = many_dumps(tmp_path)
    call("run", *dumps, "-o", tmp_path / "a")
    call("run", *reversed(dumps), "-o", tmp_path / "b", "--threads", 2)
    content = {(m["dump"], m["position"]): m for m in members(tmp_path / "b")}
    by_content = {m["content_id"]: m["canonical_id"] for m in content.values()}
    for member in members(tmp_path / "a"):
        there = content[member["dump"], member["position"]]
        assert by_content[member["canonical_id"]] == there["canonical_id"]


def test_fields_are_mapped(tmp_path: Path) -> None:
    records = [{"Kurz": words(1), "Name": "One name"}, {"Kurz": words(1), "Name": "One name"}]
    dump = write_jsonl(tmp_path / "works.jsonl", records)
    refused = call("run", dump, "-o", tmp_path / "out")
    assert refused.exit_code == 3
    assert "--field abstract=COLUMN" in refused.stderr
    assert "'Kurz', 'Name'" in refused.stderr
    found = run_json(dump, "-o", tmp_path / "out", "--field", "abstract=Kurz", "--field=title=Name")
    assert found["papers"] == 1
    assert found["largest"][0]["label"] == "One name"


def test_text_mode_compares_the_text_and_nothing_else(tmp_path: Path) -> None:
    records = [{"title": "Same title of these seven words here", "text": words(n)} for n in (1, 2)]
    records.append({"title": "Other", "text": words(1)})
    dump = write_jsonl(tmp_path / "texts.jsonl", records)
    found = run_json(dump, "-o", tmp_path / "out", "--text")
    assert (found["records"], found["papers"]) == (3, 2)
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["config"]["text"] == "plain"


def test_standard_input_is_a_dump(tmp_path: Path) -> None:
    lines = "".join(json.dumps(paper(n)) + "\n" for n in (1, 2, 1))
    done = start("run", "-", "-o", tmp_path / "out", "--json", stdin=lines.encode())
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["records"], found["papers"]) == (3, 2)
    assert found["dumps"][0]["name"] == "stdin"


def test_folders_and_patterns_are_dumps(may: Path, june: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    for path in (may, june):
        (folder / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    whole = run_json(folder, "-o", tmp_path / "a")
    pattern = run_json(folder / "*.jsonl.gz", "-o", tmp_path / "b")
    assert len(whole["dumps"]) == len(pattern["dumps"]) == 2
    assert whole["papers"] == pattern["papers"] == 4


def test_the_threshold_decides(may: Path, june: Path, tmp_path: Path) -> None:
    lax = run_json(may, june, "-o", tmp_path / "a", "--policy", "text", "--threshold", 0.5)
    strict = run_json(may, june, "-o", tmp_path / "b", "--policy", "text", "--threshold", 0.99)
    assert (lax["papers"], strict["papers"]) == (4, 5)


@pytest.mark.parametrize("mode", ["auto", "lsh", "exact"])
def test_modes_find_the_same(mode: str, tmp_path: Path) -> None:
    found = run_json(*many_dumps(tmp_path), "-o", tmp_path / "out", "--mode", mode)
    assert found["papers"] == len(
        {seed for dump in found["dumps"] for seed in range(dump["new"])}
    ) or (found["papers"] == sum(dump["new"] for dump in found["dumps"]))


def test_an_answer_is_replaced_only_by_force(may: Path, june: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("run", may, "-o", out)
    refused = call("run", june, "-o", out)
    assert refused.exit_code == 4
    assert "--force" in refused.stderr
    assert len(members(out)) == 3
    done = call("run", may, june, "-o", out, "--force", "--output-format", "csv")
    assert done.exit_code == 0, done.output
    assert len(members(out)) == 6
    assert not list(out.glob("*.parquet"))


def test_force_spares_files_that_no_run_wrote(may: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    refused = call("run", may, "-o", out, "--force")
    assert refused.exit_code == 4
    assert "thesis.tex" in refused.stderr
    assert (out / "thesis.tex").read_text() == "years of work"


def test_names_that_the_terminal_cannot_show(tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "züge.jsonl", [paper(1) | {"title": "Ωmega and ∞"}] * 2)
    environment = {"PYTHONIOENCODING": "latin-1:strict"}
    done = start("run", dump, "-o", tmp_path / "öut", "--summary", environment=environment)
    assert done.returncode == 0, done.stderr
    assert b"?mega and ?" in done.stdout


def test_forty_dumps_are_summed_up(tmp_path: Path) -> None:
    for number in range(40):
        records = [paper(number), paper(number + 1), paper(1000)]
        write_jsonl(tmp_path / f"day{number:02}.jsonl", records)
    done = call("run", tmp_path / "*.jsonl", "-o", tmp_path / "out", "--summary")
    assert done.exit_code == 0
    assert "Pairs of dumps that share most papers (first 10 of 780)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert sum("day" in line and "3" in line for line in done.stdout.splitlines()) >= 40


def test_a_policy_comes_from_a_file(may: Path, june: Path, tmp_path: Path) -> None:
    table = call("policy", "version").stdout
    mine = tmp_path / "mine.toml"
    mine.write_text(table.replace("threshold = 1.0", "threshold = 99.0"), encoding="utf-8")
    strict = run_json(may, june, "-o", tmp_path / "out", "--policy", mine)
    assert strict["papers"] > run_json(may, june, "-o", tmp_path / "b")["papers"]
    facts = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert facts["policy"]["threshold"] == 99
    mine.write_text("threshold = high", encoding="utf-8")
    refused = call("run", may, "-o", tmp_path / "c", "--policy", mine)
    assert refused.exit_code == 2
    assert "mine.toml" in refused.stderr
    assert "line 1" in refused.stderr
    assert call("run", may, "-o", tmp_path / "c", "--policy", tmp_path / "no.toml").exit_code == 3


def test_decisions_of_a_person_are_not_replaced_by_chance(
    may: Path, june: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.csv"
    rows = ["a,b,decision", "may.jsonl:0,may.jsonl:1,same", "may.jsonl:1,may.jsonl:2,same"]
    rows.append("may.jsonl:0,may.jsonl:2,different")
    mine.write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "out"
    done = call("run", may, june, "-o", out, "--summary", "--decisions", mine)
    assert "3 given: 2 applied, 0 absent, 1 contradicted" in done.stdout
    assert "contradiction:" in done.stdout
    assert all(f"line {n}" in " ".join(done.stdout.split()) for n in (2, 3, 4))
    (lost,) = [row for row in review_of(out) if row["why"].startswith("contradicted: ")]
    assert all(f"mine.csv, line {n}" in lost["why"] for n in (2, 3, 4))
    refused = call("run", may, june, "-o", out, "--force")
    assert refused.exit_code == 4
    assert "--decisions" in refused.stderr
    review = out / "review.csv"
    kept = review.read_text(encoding="utf-8")
    review.write_text(kept.replace(",", ";"), encoding="utf-8")
    assert call("run", may, june, "-o", out, "--force").exit_code == 4
    review.write_text(kept, encoding="utf-8")
    one = tmp_path / "one.csv"
    one.write_text("may.jsonl:0,may.jsonl:1,same\n", encoding="utf-8")
    fewer = call("run", may, june, "-o", out, "--force", "--decisions", one, "--summary")
    assert fewer.exit_code == 4
    assert f"{review} holds 3 decisions of a person, and this run is given 1" in fewer.stderr
    assert "record" not in fewer.stdout, "refused before the work"
    (out / "papers.xlsx").touch()
    foreign = call("run", may, june, "-o", out, "--force", "--decisions", review, "--summary")
    assert foreign.exit_code == 4
    assert "papers.xlsx" in foreign.stderr
    assert "record" not in foreign.stdout, "refused before the work"
    (out / "papers.xlsx").unlink()
    again = call("run", may, june, "-o", out, "--force", "--decisions", out / "review.csv")
    assert again.exit_code == 0, again.output


def test_what_did_not_hold_is_told_without_a_terminal(may: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    rows = [f"may.jsonl:{a},may.jsonl:{b},{c}" for a, b, c in ((0, 1, "same"), (1, 0, "different"))]
    mine.write_text("\n".join(rows), encoding="utf-8")
    crowd = [paper(n) | {"title": "Notes from the field"} for n in range(70)]
    dumps = (may, write_jsonl(tmp_path / "crowd.jsonl", crowd))
    done = call("run", *dumps, "-o", tmp_path / "a", "--decisions", mine)
    told = [line for line in done.stderr.splitlines() if line.startswith("paperdedup: note: ")]
    assert len(told) == 2
    assert f"{mine}, line 1" in told[0]
    assert f"{mine}, line 2" in told[0]
    assert "more than 64 works have" in told[1]
    assert done.stdout.count("\n") == 1
    for how in ("--quiet", "--summary", "--json"):
        done = call("run", *dumps, "-o", tmp_path / how, "--decisions", mine, how)
        assert done.exit_code == 0
        assert done.stderr == ""


def test_a_name_in_a_decision_that_no_record_has_is_told(may: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    names = [f"nobody{n}" for n in range(7)]
    mine.write_text("".join(f"may.jsonl:0,{name},same\n" for name in names), encoding="utf-8")
    done = call("run", may, "-o", tmp_path / "a", "--decisions", mine)
    assert done.exit_code == 0
    (told,) = done.stderr.splitlines()
    assert told.startswith("paperdedup: note: 7 decisions were not applied, ")
    assert told.endswith(f"{', '.join(names[:5])} and 2 more; see {mine}, line 1")
    assert call("run", may, "-o", tmp_path / "b", "--decisions", mine, "--quiet").stderr == ""
    (said, *_) = run_json(may, "-o", tmp_path / "c", "--decisions", mine)["decisions"][1:]
    assert said in told


def test_survivors_are_written_by_a_rule(may: Path, june: Path, tmp_path: Path) -> None:
    found = run_json(may, june, "-o", tmp_path / "out", "--survivor", "latest-version")
    assert found["files"]["survivors"].endswith("survivors.parquet")
    dumps = ("--survivor", "dumps", "--prefer", "june.jsonl")
    assert call("run", may, june, "-o", tmp_path / "b", *dumps).exit_code == 0
    assert call("run", may, "-o", tmp_path / "c", "--survivor", "dumps").exit_code == 2


def test_what_another_run_wrote_meanwhile_is_not_replaced(
    may: Path, june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paperdedup.cli import run

    first, out = run.taken, tmp_path / "out"

    def overtaken(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(run, "taken", first)
        assert call("run", may, "-o", out).exit_code == 0
        return first(*given, **more)

    monkeypatch.setattr(run, "taken", overtaken)
    done = call("run", june, "-o", out)
    assert (done.exit_code, "holds the answer of an earlier run" in done.stderr) == (4, True)
    assert {row["dump"] for row in members(out)} == {may.name}


def test_an_answer_is_no_folder_of_dumps(may: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", may, "-o", out).exit_code == 0
    done = call("run", out, "-o", tmp_path / "again")
    assert (done.exit_code, f"{out}: it holds the answer of a run" in done.stderr) == (3, True)
    assert call("run", out / "papers.parquet", "-o", tmp_path / "again").exit_code == 0


def test_a_dump_that_is_preferred_and_not_there_loses_no_answer(tmp_path: Path, may: Path) -> None:
    out = tmp_path / "out"
    done = call("run", may, "-o", out, "--survivor", "dumps", "--prefer", "mai.jsonl")
    assert done.exit_code == 2
    assert "there is no dump 'mai.jsonl'; the first are 'may.jsonl'" in done.stderr
    assert "without survivors" in done.stderr
    assert sorted(path.stem for path in out.glob("*.parquet")) == ["matches", "members", "papers"]


def test_an_encoding_is_named_once_and_kept_for_later(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "out"
    path.write_bytes("title,year\n\u8bba\u6587,2019\n".encode("gbk"))
    guessed = call("run", path, "-o", tmp_path / "guessed", "--json")
    assert "--encoding" in json.loads(guessed.stdout)["notes"][0]
    assert run_json(path, "-o", out, "--encoding", "gbk")["notes"] == []
    assert json.loads((out / "run.json").read_text())["command"]["encoding"] == "gbk"
    assert call("explain", out, "a.csv:0", "a.csv:0").stderr == ""
    index = tmp_path / "a.index"
    assert call("run", path, "--index", index, "--encoding", "gbk").exit_code == 0
    assert "0 new" in call("index", "match", index, path, "--encoding", "gbk").stdout
    wrong = call("run", path, "-o", tmp_path / "no", "--encoding", "klingon")
    assert wrong.exit_code == 2
    assert "no encoding of texts is called so" in wrong.stderr


UNRECOGNISED = "no column is recognised as"
REMEDY = ". Name it: --field abstract=COLUMN"


def test_what_a_person_should_hear_of_the_reading_is_told(tmp_path: Path) -> None:
    files = {
        "a.csv": "Nazwa;Abstract;Autorzy\nOn A;We do A.;Lund\n",
        "b.csv": "title,abstract\nOn B,cafe,x\n",
        "c.csv": "title,Streszczenie,Rok\nOn C,We do C.,2019\n",
        "d.csv": "title,Rok,authors\nOn D,2019,Lund\n",
        "e.csv": "title,abstract\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    paths = [tmp_path / name for name in files]
    told = call("run", *paths, "-o", tmp_path / "out").stderr.splitlines()
    assert [line.removeprefix("paperdedup: note: ") for line in told] == [
        f"a.csv: {UNRECOGNISED} title; not used: Nazwa, Autorzy. Name it: --field title=COLUMN",
        "b.csv: there is no record in it, only 1 reject",
        f"c.csv: {UNRECOGNISED} abstract or authors or year; not used: Streszczenie, Rok{REMEDY}",
        "e.csv: there is no record in it",
        "b.csv: 1 reject, in line 2: 3 values where the header has 2: On B,cafe,x",
    ]
    kept = json.loads((tmp_path / "out" / "run.json").read_text())["dumps"]
    assert [dump["unused"] for dump in kept] == [
        ["Nazwa", "Autorzy"],
        [],
        ["Streszczenie", "Rok"],
        ["Rok"],
        [],
    ]
    named = call("run", paths[0], "-o", tmp_path / "two", "--field", "title=Nazwa")
    assert named.stderr == ""
    off = call("run", paths[0], "-o", tmp_path / "three", "--field", "title=")
    assert off.stderr == ""
    assert call("run", *paths, "-o", tmp_path / "four", "--quiet").stderr == ""
    assert call("run", paths[0], "-o", tmp_path / "five", "--text").stderr == ""


def test_of_many_notes_a_few_are_told(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.jsonl").write_text('{"title": "On A"}\nnull\n')
        (tmp_path / f"{number}.csv").write_text("title,abstract\n")
    told = call("run", tmp_path, "-o", tmp_path / "out").stderr.splitlines()
    assert len(told) == 12
    assert told[5].endswith("and 3 more notes on reading")
    assert told[11].endswith("and 3 more dumps with rejects")
