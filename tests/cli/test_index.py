"""`paperdedup index`: every command, for people and for programs, and its exit codes."""

from __future__ import annotations

import csv
import json
import math
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from xxhash import xxh3_64_intdigest

from paperdedup import Index, policies
from paperdedup.cli.index.drawing import draw_difference, draw_dumps, draw_hits, draw_verdict
from test_review import crowd

from .program import call, paper, revised, start, words, write_jsonl


@pytest.fixture
def index(tmp_path: Path, may: Path, june: Path) -> Path:
    """An index of two dumps."""
    path = tmp_path / "papers.index"
    assert call("index", "create", path).exit_code == 0
    done = call("index", "add", path, may, june)
    assert done.exit_code == 0, done.output
    return path


def ask(*args: object) -> dict[str, Any]:
    """The one JSON object that a command prints."""
    done = call("index", *args, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def said(*args: object, stdin: str | None = None) -> str:
    """What a command prints for people."""
    done = call("index", *args, stdin=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_add_says_what_each_dump_brought(tmp_path: Path, may: Path, june: Path) -> None:
    path = tmp_path / "papers.index"
    call("index", "create", path)
    assert said("add", path, may) == (
        "may.jsonl: 3 records, 3 papers: 3 new, 0 repeated, 0 revised\n"
    )
    found = ask("add", path, june, may)
    assert (found["new"], found["repeated"], found["revised"]) == (1, 1, 1)
    assert [dump["known"] for dump in found["dumps"]] == [False, True]
    assert [reject["position"] for reject in found["dumps"][0]["rejects"]] == [3, 4]
    assert said("add", path, june, "--quiet") == ""


def test_strict_tells_of_rejects(tmp_path: Path, may: Path, june: Path) -> None:
    path = tmp_path / "papers.index"
    call("index", "create", path)
    assert call("index", "add", path, may, "--strict").exit_code == 0
    assert call("index", "add", path, june, "--strict").exit_code == 1


@pytest.mark.parametrize("command", [("index", "add"), ("run", "--index")])
def test_what_was_added_is_told_where_a_later_dump_fails(
    command: tuple[str, str], tmp_path: Path, may: Path
) -> None:
    path, broken = tmp_path / "papers.index", tmp_path / "june.parquet"
    call("index", "create", path)
    broken.write_bytes(b"PAR1 and no more")
    done = call(*command, path, may, broken)
    assert done.exit_code == 3
    assert done.stdout == "may.jsonl: 3 records, 3 papers: 3 new, 0 repeated, 0 revised\n"
    assert "june.parquet" in done.stderr


def test_query(index: Path) -> None:
    text = said("query", index, words(3))
    assert "Title number 3" in text
    assert "same" in text
    (hit,) = ask("query", index, "--has", "title=Title number 3", "--has", f"abstract={words(3)}")[
        "hits"
    ]
    assert hit["same"]
    assert hit["found"]["fields"]["title"] == "Title number 3"
    assert said("query", index, words(999)) == "no paper is like it\n"
    done = call("index", "query", index, "-", stdin=words(2))
    assert "Title number 2" in done.stdout


def test_a_query_by_a_title_is_told_how(index: Path) -> None:
    with Index.open(index, read_only=True) as opened:
        title = opened.record(0).fields["title"]
    hint = "no paper is like it: TEXT is an abstract; ask for a title with --has title=…\n"
    assert said("query", index, title) == hint
    assert said("query", index, "-", stdin=title) == hint
    assert title in said("query", index, "--has", f"title={title}")
    assert said("query", index, "--has", f"title={words(999, 5)}") == "no paper is like it\n"
    assert said("query", index, words(999)) == "no paper is like it\n"


@pytest.mark.parametrize("more", [(), ("--has", "title=On sets")])
def test_a_query_needs_a_text_that_says_something(index: Path, more: tuple[str, ...]) -> None:
    for text, stdin in (("", None), (" ", None), ("-", "\n")):
        done = call("index", "query", index, text, *more, stdin=stdin)
        assert done.exit_code == 2
        assert "the text is empty: give an abstract, or only --has FIELD=VALUE" in done.stderr


def test_match_says_what_is_known_and_adds_nothing(index: Path, tmp_path: Path, may: Path) -> None:
    new = write_jsonl(tmp_path / "new.jsonl", [paper(3), paper(50)])
    text = said("match", index, new)
    first, _, row = text.splitlines()
    assert first == "new.jsonl: 2 records: 1 in the index, 0 unsure, 1 new"
    assert row.startswith("same")
    assert "pd:" in row
    assert said("match", index, new, "--limit", "0").splitlines() == [first]
    assert said("match", index, new, "--quiet") == ""
    found = ask("match", index, new, may)
    assert [(one["dump"], one["known"], one["new"]) for one in found["dumps"]] == [
        ("new.jsonl", 1, 1),
        ("may.jsonl", 3, 0),
    ]
    assert [row["verdict"] for row in found["rows"]] == ["same", "new", "same", "same", "same"]
    assert len(ask("dumps", index)["dumps"]) == 2


def test_match_writes_a_table(index: Path, tmp_path: Path, may: Path) -> None:
    output = tmp_path / "found.csv"
    said("match", index, may, "-o", output)
    assert output.read_text(encoding="utf-8").count('"same"') == 3
    done = call("index", "match", index, may, "-o", output)
    assert (done.exit_code, "add --force" in done.stderr) == (4, True)
    assert call("index", "match", index, may, "-o", output, "--force").exit_code == 0
    done = call("index", "match", index, may, "-o", tmp_path / "found.xlsx")
    assert (done.exit_code, ".parquet or .jsonl or .csv" in done.stderr) == (2, True)
    done = call("index", "match", index, may, "-o", tmp_path / "no" / "found.csv")
    assert (done.exit_code, "no/found.csv" in done.stderr) == (4, True)
    done = call("index", "match", index, tmp_path / "*.none")
    assert done.exit_code == 3
    done = call("index", "match", index, may, "--text")
    assert (done.exit_code, "omit --text" in done.stderr) == (2, True)


def test_notes_on_reading_are_told(index: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("title,year\nŚnieg nad Łodzią,2019\n".encode("cp1250"))
    for command in ("match", "add"):
        done = call("index", command, index, tmp_path / "a.csv")
        assert done.exit_code == 0
        assert done.stderr.startswith("paperdedup: note: a.csv: ")
        assert "--encoding" in done.stderr
        assert call("index", command, index, tmp_path / "a.csv", "--quiet").stderr == ""
    (told,) = ask("match", index, tmp_path / "a.csv")["dumps"]
    assert len(told["notes"]) == 1


def test_names_from_standard_input(index: Path) -> None:
    a = said("resolve", index, "may.jsonl:1")
    done = call("index", "resolve", index, "-", stdin="may.jsonl:1\n\n june.jsonl:0 \r\n")
    assert (done.exit_code, done.stdout) == (0, a + a)
    done = call("index", "resolve", index, "-", stdin="\n")
    assert done.exit_code == 2
    assert "no names" in done.stderr
    done = call("index", "delete", index, "-", stdin="may.jsonl:1\nmay.jsonl:2\n")
    assert done.stdout.startswith("2 records deleted")


def test_names(index: Path) -> None:
    a, b = said("resolve", index, "may.jsonl:1", "june.jsonl:0").split()
    assert a == b
    assert ask("resolve", index, "may.jsonl:1") == {"may.jsonl:1": a}
    done = call("index", "resolve", index, "may.jsonl:1", "nobody", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (3, {"may.jsonl:1": a, "nobody": None})
    done = call("index", "resolve", index, "nobody", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (3, {"nobody": None})
    assert said("lookup", index, a).startswith(f"{a}\n  may.jsonl:1: founder")
    assert [m["dump"] for m in ask("lookup", index, a)["members"]] == ["may.jsonl", "june.jsonl"]
    done = call("index", "resolve", index, "nothing")
    assert done.exit_code == 3
    assert "nothing: no record or paper of the index has this name" in done.stderr
    done = call("index", "resolve", index, "nothing", "june.jsonl:0", "nobody")
    assert done.exit_code == 3
    assert done.stdout == f"{a}\n"
    lines = done.stderr.splitlines()
    assert ["nothing: " in lines[0], "nobody: " in lines[1], len(lines)] == [True, True, 2]


def test_explain(index: Path) -> None:
    text = said("explain", index, "may.jsonl:2", "june.jsonl:1")
    assert text.startswith("One paper\n")
    assert "{+otherword+}" in text
    found = ask("explain", index, "may.jsonl:2", "june.jsonl:1")
    assert found["one_paper"]
    assert found["score"] == pytest.approx(sum(point["points"] for point in found["points"]))
    turned = ask("explain", index, "june.jsonl:1", "may.jsonl:2")
    assert (turned["a"], turned["b"]) == (found["b"], found["a"])
    assert turned["score"] == pytest.approx(found["score"])
    assert "[-otherword-]" in said("explain", index, "june.jsonl:1", "may.jsonl:2")


def test_diff(index: Path) -> None:
    text = said("diff", index, "may.jsonl", "june.jsonl")
    assert text.startswith("From may.jsonl to june.jsonl: 1 new, 1 repeated, 1 revised, 1 vanished")
    assert "Title number 4" in text
    assert "Title number 1" in text
    assert "{+otherword+}" in text
    found = ask("diff", index, "may.jsonl", "june.jsonl")
    assert [len(found[name]) for name in ("new", "repeated", "revised", "vanished")] == [1] * 4


def test_decide_unmerge_delete_and_history(index: Path) -> None:
    first = said("resolve", index, "may.jsonl:0").strip()
    second = said("resolve", index, "may.jsonl:1").strip()
    why = ("--why", "we wrote both", "--who", "us")
    found = ask("decide", index, "may.jsonl:0", "may.jsonl:1", "--same", *why)
    assert found["merged"] == [{"old": second, "paper": first}]
    assert said("resolve", index, second).strip() == first
    assert "merged into" in said("history", index, second)
    ask("decide", index, "may.jsonl:0", "may.jsonl:1", "--undo")
    assert said("resolve", index, second).strip() == second
    found = ask("unmerge", index, "june.jsonl:0")
    third = said("resolve", index, "june.jsonl:0").strip()
    assert found["split"] == [{"old": second, "paper": third}]
    assert said("resolve", index, "june.jsonl:0").strip() != second
    assert ask("delete", index, "june.jsonl:2")["records"] == 1
    gone = ask("delete", index, "may.jsonl:0")["gone"]
    assert gone == [first]
    assert "deleted" in said("history", index, first)
    pair = ("may.jsonl:0", "may.jsonl:1")
    assert call("index", "decide", index, *pair).exit_code == 2
    assert call("index", "decide", index, *pair, "--same", "--different").exit_code == 2
    assert call("index", "decide", index, *2 * ["may.jsonl:1"], "--same").exit_code == 2


def test_dumps_and_stats(index: Path) -> None:
    assert said("dumps", index).startswith("may.jsonl: 3 records, added ")
    assert [dump["records"] for dump in ask("dumps", index)["dumps"]] == [3, 3]
    found = ask("stats", index)
    assert (found["records"], found["papers"], found["dumps"]) == (6, 4, 2)
    assert found["parameters"]["threshold"] == "0.7"
    assert list(found["parameters"]) == sorted(found["parameters"])
    assert found["parameters"]["policy"] == "version"
    assert found["policy_table"] == policies["version"]
    assert "records" in said("stats", index)


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "csv"])
def test_export_and_import(kind: str, index: Path, tmp_path: Path) -> None:
    text = said("export", index, "-o", tmp_path / "out", "--output-format", kind)
    assert f"papers.{kind}" in text
    refused = call("index", "export", index, "-o", tmp_path / "out")
    assert refused.exit_code == 4
    said("import", tmp_path / "out", tmp_path / "copy.index")
    names = ["may.jsonl:0", "june.jsonl:0", "june.jsonl:1", "june.jsonl:2"]
    assert said("resolve", tmp_path / "copy.index", *names) == said("resolve", index, *names)


def test_care(index: Path) -> None:
    assert said("verify", index).startswith(f"{index}: sound: 6 records")
    assert ask("verify", index)["sound"]
    assert "bytes before" in said("compact", index)
    assert call("index", "migrate", index).exit_code == 0


def test_damage_ends_with_an_error(index: Path) -> None:
    whole = bytearray(index.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    index.write_bytes(whole)
    done = start("index", "verify", index)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["add", "gone.index", "may.jsonl"], 3, "gone.index"),
        (["add", "may.jsonl", "may.jsonl"], 3, "may.jsonl"),
        (["add", ".", "may.jsonl"], 3, "folder"),
        (["create", "may.jsonl"], 4, "may.jsonl"),
        (["create", "gone/new.index"], 4, "gone"),
        (["create", ""], 2, "empty name"),
        (["add", "papers.index", ""], 2, "empty name"),
        (["import", ".", "may.jsonl"], 3, "index.json"),
        (["add", "papers.index", "gone.jsonl"], 3, "gone.jsonl"),
        (["add", "papers.index", "may.jsonl", "--text"], 2, "--text"),
        (["query", "papers.index"], 2, "TEXT"),
        (["query", "papers.index", "x", "-k", "9" * 24], 2, "from 1 to 4294967296"),
        (["query", "papers.index", "x", "--threshold", "nan"], 2, "threshold = nan"),
        (["query", "papers.index", "--has", "titel=On A"], 2, "titel"),
        (["diff", "papers.index", "may.jsonl", "gone"], 3, "gone"),
        (["import", ".", "copy.index"], 3, "index.json"),
    ],
)
def test_failures(args: list[str], code: int, words: str, index: Path) -> None:
    done = start("index", *args, folder=index.parent)
    told = done.stderr.decode()
    assert done.returncode == code, told
    assert told.startswith("paperdedup: ")
    assert words in told
    assert "Traceback" not in told


def test_run_with_an_index(tmp_path: Path, may: Path, june: Path) -> None:
    path = tmp_path / "papers.index"
    first = call("run", may, "--index", path)
    assert first.exit_code == 0, first.output
    assert first.stdout == "may.jsonl: 3 records, 3 papers: 3 new, 0 repeated, 0 revised\n"
    second = call("run", may, june, "--index", path, "--json")
    found = json.loads(second.stdout)
    assert [dump["known"] for dump in found["dumps"]] == [True, False]
    other = call("run", may, "--index", path, "--threshold", "0.9")
    assert other.exit_code == 3
    assert "threshold" in other.stderr
    assert call("run", may).exit_code == 2
    for made, asked in (
        (("--policy", "work"), "--text"),
        ((), "--text"),
        (("--text",), "--policy"),
    ):
        path = tmp_path / f"{'-'.join(made)}.index"
        assert call("index", "create", path, *made).exit_code == 0
        value = ["work"] if asked == "--policy" else []
        other = call("run", may, "--index", path, asked, *value)
        assert other.exit_code == 3
        assert "it was made with text = " in other.stderr
        assert call("run", may, "--index", path, *made).exit_code == 0
    assert call("run", may, "--index", path, "-o", tmp_path / "out").exit_code == 2


def test_no_index_is_left_that_took_nothing(tmp_path: Path, may: Path) -> None:
    path = tmp_path / "new.index"
    (tmp_path / "none").mkdir()
    for dump in (tmp_path / "nope.jsonl", tmp_path / "none"):
        done = call("run", dump, "--index", path, "--policy", "record")
        assert done.exit_code == 3
        assert not list(tmp_path.glob("new.index*"))
    (tmp_path / "cut.json").write_text('[{"id": "a", "ti')
    done = call("run", may, tmp_path / "cut.json", "--index", path)
    assert (done.exit_code, ask("stats", path)["dumps"]) == (3, 1)
    call("index", "create", path.with_name("empty.index"))
    call("run", tmp_path / "nope.jsonl", "--index", path.with_name("empty.index"))
    assert ask("stats", path.with_name("empty.index"))["dumps"] == 0


def test_many_dumps_and_fields(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    for number in range(3):
        rows = [
            {"Kurz": paper(n)["abstract"], "Name": f"Nr {n}"} for n in range(number, number + 4)
        ]
        write_jsonl(tmp_path / f"day{number}.jsonl", rows)
    call("index", "create", path)
    refused = call("index", "add", path, tmp_path / "*.jsonl")
    assert refused.exit_code == 3
    fields = ("--field", "abstract=Kurz", "--field", "title=Name")
    found = ask("add", path, tmp_path / "*.jsonl", *fields)
    assert [dump["new"] for dump in found["dumps"]] == [4, 1, 1]
    assert revised(1)["abstract"] != paper(1)["abstract"]


def test_a_name_that_nothing_has_is_told_alike(index: Path) -> None:
    problem = "paperdedup: zz: no record or paper of the index has this name; "
    remedy = "give a canonical or content ID, an identifier, a record id or DUMP:POSITION\n"
    for args in (
        ("resolve", index, "zz"),
        ("lookup", index, "zz"),
        ("history", index, "zz"),
        ("explain", index, "zz", "may.jsonl:0"),
        ("unmerge", index, "zz"),
        ("delete", index, "zz"),
    ):
        done = call("index", *args)
        assert (done.exit_code, done.stderr) == (3, problem + remedy)


def test_what_to_do_about_an_index_stands_in_a_line_of_its_own(index: Path, may: Path) -> None:
    done = call("run", may, "--index", index, "--threshold", "0.9")
    problem, remedy = done.stderr.splitlines()
    assert problem.endswith("papers.index: it was made with threshold = 0.7, not 0.9")
    assert remedy == "  open it without that setting, or create another index"
    with Index.open(index):
        told = start("index", "add", index, may).stderr.decode()
    problem, remedy = told.splitlines()
    assert re.search(r"papers\.index: locked by process \d+ on .* since .*Z$", problem)
    assert remedy == "  wait for it (--wait SECONDS), or stop it"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("folder", ["a folder, and an index is one file", "name a file in it"]),
        ("missing", ["no such index", "create it first"]),
        ("empty", ["not an index: an empty file\n  delete it, and create an index\n"]),
        ("text", ["not an index: not a SQLite file", "name another file"]),
        ("damaged", ["damaged: ", "restore it from a copy"]),
        ("newer", ["format 2, and this program reads 1\n  use a newer paperdedup"]),
    ],
)
def test_files_that_are_no_index(
    name: str, words: list[str], tmp_path: Path, index: Path, may: Path
) -> None:
    content = index.read_bytes()
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("some text " * 999)
    (tmp_path / "damaged").write_bytes(content[:8192] + content[16384:])
    (tmp_path / "newer").write_bytes(with_format(content, 2))
    for command in (("stats", tmp_path / name), ("add", tmp_path / name, may)):
        done = start("index", *command)
        assert done.returncode == 3, done.stderr
        lines = done.stderr.decode()
        assert all(word in lines for word in [f"{name}: ", *words]), lines


def with_format(content: bytes, version: int) -> bytes:
    """An index that says that it is of another format; the checksum of its first page is right."""
    page = content[:60] + version.to_bytes(4, "big") + content[64:8184]
    return page + xxh3_64_intdigest(page, 0).to_bytes(8, "little") + content[8192:]


def test_an_index_is_never_overwritten(index: Path) -> None:
    content = index.read_bytes()
    done = start("index", "create", index)
    assert done.returncode == 4
    said = f"paperdedup: {index}: exists already\n  open it, or choose another name\n"
    assert done.stderr.decode() == said
    assert index.read_bytes() == content


def test_the_second_dump_of_a_name(index: Path, may: Path) -> None:
    write_jsonl(may, [revised(1)])
    assert said("add", index, may).startswith("may.jsonl@2: 1 record, 1 paper")
    listed = said("dumps", index).splitlines()
    assert [line.partition(":")[0] for line in listed] == ["may.jsonl", "june.jsonl", "may.jsonl@2"]
    assert said("diff", index, "june.jsonl", "may.jsonl@2").startswith("From june.jsonl to may.js")
    paper = said("resolve", index, "may.jsonl@2:0").strip()
    assert said("lookup", index, "may.jsonl@2:0") == said("lookup", index, paper)


def test_what_was_decided_is_listed(index: Path) -> None:
    assert said("decisions", index) == "nothing was decided yet\n"
    said("decide", index, "may.jsonl:0", "may.jsonl:1", "--same", "--who", "Ada", "--why", "so")
    (line,) = said("decisions", index).splitlines()
    assert "one paper, decided by Ada" in line
    assert line.endswith(": so")
    assert [one["who"] for one in ask("decisions", index)["decisions"]] == ["Ada"]


def test_a_review_is_written_filled_in_and_decided(tmp_path: Path) -> None:
    path, review = tmp_path / "papers.index", tmp_path / "review.csv"
    with Index.create(path) as made:
        made.add({"may": crowd()})
        papers, asked = made.stats["papers"], made.review().open
    found = ask("review", path, "-o", review)
    assert found == {"file": str(review), "open": asked, "decided": 0, "left": 0}
    rows = list(csv.reader(review.read_text(encoding="utf-8-sig").splitlines()))
    rows[1][rows[0].index("decision")] = "same"
    with review.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    refused = call("index", "review", path, "-o", review)
    assert (refused.exit_code, "is there" in refused.stderr) == (4, True)
    lost = call("index", "review", path, "-o", review, "--force")
    assert (lost.exit_code, "that the index has not" in lost.stderr) == (4, True)
    assert said("decide", path, "--decisions", review).startswith("1 decision entered: 1 paper mer")
    assert ask("stats", path)["papers"] == papers - 1
    done = ask("decide", path, "--decisions", review)
    assert (done["decisions"], done["known"], done["absent"]) == (0, 1, [])
    assert said("review", path, "-o", review, "--force").startswith(f"{review}: ")
    assert "same,decided: " in review.read_text(encoding="utf-8-sig").replace('"', "")


def test_how_decisions_are_given(index: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("may.jsonl:0,nobody,same\n")
    found = ask("decide", index, "--decisions", mine)
    assert found["absent"] == [{"name": "nobody", "source": f"{mine}, line 1"}]
    for args, told in (
        (("decide", index, "a", "--same"), "name records A and B, or a file with --decisions"),
        (("decide", index, "--decisions", mine, "--same"), "--decisions has the records and what"),
        (("review", index, "-o", tmp_path / "review.txt"), "end its name in .csv"),
    ):
        done = call("index", *args)
        assert (done.exit_code, told in done.stderr) == (2, True), done.stderr
    done = call("run", mine, "--index", index, "--decisions", mine)
    assert done.exit_code == 2
    assert "give it to `paperdedup index decide FILE --decisions" in done.stderr


def test_every_command_prints_one_json_object(index: Path, tmp_path: Path, may: Path) -> None:
    out, copy = tmp_path / "out", tmp_path / "copy.index"
    first, second = "may.jsonl:0", "may.jsonl:1"
    wanted: dict[tuple[object, ...], set[str]] = {
        ("create", tmp_path / "new.index"): {"file", "records", "papers"},
        ("query", index, words(3)): {"hits"},
        ("match", index, may): {"records", "known", "unsure", "new", "dumps", "rows"},
        ("lookup", index, first): {"canonical_id", "members"},
        ("resolve", index, first): {first},
        ("history", index, first): {"events"},
        ("explain", index, first, second): {"one_paper", "reason", "points"},
        ("diff", index, "may.jsonl", "june.jsonl"): {"new", "repeated", "revised", "vanished"},
        ("dumps", index): {"dumps"},
        ("review", index, "-o", tmp_path / "review.csv"): {"file", "open", "decided", "left"},
        ("decisions", index): {"decisions"},
        ("stats", index): {"records", "parameters", "policy_table"},
        ("export", index, "-o", out): {"folder", "files"},
        ("import", out, copy, "--wait", 1): {"file", "records", "papers"},
        ("verify", index): {"sound", "broken"},
        ("migrate", index, "--wait", 1): {"file"},
        ("compact", index): {"file", "bytes_before", "bytes_after"},
        ("decide", index, first, second, "--same"): {"merged", "split", "contradictions"},
        ("unmerge", index, second): {"merged", "split", "renamed"},
        ("delete", index, first): {"records", "renamed"},
    }
    for args, names in wanted.items():
        assert names <= ask(*args).keys(), args
    from paperdedup.cli.index.group import COMMANDS

    assert {args[0] for args in wanted} | {"add"} == {command.name for command in COMMANDS}


def test_parts_of_json_have_names(index: Path, may: Path) -> None:
    (hit,) = ask("query", index, "--has", "title=Title number 3", "--has", f"abstract={words(3)}")[
        "hits"
    ]
    assert all(point.keys() == {"evidence", "points"} for point in hit["points"])
    write_jsonl(may, [{"id": "x"} | paper(7)])
    call("index", "add", index, may)
    write_jsonl(may, [{"id": "x"} | revised(7)])
    (dump,) = ask("add", index, may)["dumps"]
    assert [one["record_id"] for one in dump["updated"]] == ["x"]
    pair = ("may.jsonl:0", "june.jsonl:2")
    ask("decide", index, *pair, "--same")
    ask("decide", index, "may.jsonl:1", "june.jsonl:2", "--same")
    found = ask("decide", index, "may.jsonl:0", "may.jsonl:1", "--different")
    assert [one.keys() for one in found["contradictions"]] == [{"a", "b"}]


def test_who_decides_is_told_in_unicode(index: Path) -> None:
    pair = ("may.jsonl:0", "may.jsonl:1")
    done = start("index", "decide", index, *pair, "--same", "--who", "\udcff")
    assert done.returncode == 2
    assert done.stderr.decode() == "paperdedup: who = '\\udcff': must be a text in Unicode\n"


def test_numbers_that_json_has_not_are_null(index: Path, tmp_path: Path) -> None:
    column = pa.array([[1.0, math.nan, math.inf]])
    pq.write_table(pa.table({"title": ["On sets"], "s": column}), tmp_path / "a.parquet")
    call("index", "add", index, tmp_path / "a.parquet")
    (member,) = ask("lookup", index, "a.parquet:0")["members"]
    assert member["extra"] == {"s": [1.0, None, None]}


def test_an_index_is_shown_in_80_columns(index: Path, tmp_path: Path) -> None:
    wide = "Tides of the northern seas and what they bring to the people of a long coast"
    named = write_jsonl(tmp_path / f"{'crawl-' * 20}.jsonl", [paper(7), paper(8, title=wide)])
    with Index.open(index) as opened:
        assert "crawl-" not in drawn(draw_dumps(opened.dumps, more=(), width=80))
        opened.add([named, write_jsonl(tmp_path / "j.jsonl", [revised(8) | {"title": wide}])])
        hits = opened.query({"title": wide})
        hit = drawn(draw_hits(hits, [opened.record(hit.record) for hit in hits], width=80))
        assert re.search(rf"^same .* {hits[0].canonical_id}\n +Tides of the ", hit, re.MULTILINE)
        assert drawn(draw_dumps(opened.dumps, more=["… more"], width=80)).endswith("\n… more\n")
        assert f"{named.name}: 2 records" in drawn(
            draw_dumps(opened.dumps, more=(), width=80)
        ).replace("\n", "")
        changes = drawn(draw_difference(opened.diff("may.jsonl", named.name), opened, 9, width=80))
        assert re.search(r"^  pd:\w+  Tides of the .*…$", changes, re.MULTILINE)
        verdict = drawn(draw_verdict(opened.explain("j.jsonl:0", f"{named.name}:1"), full=False))
        assert "long coast" in " ".join(verdict.split())
        assert named.name[-30:] in re.sub(r"\s", "", verdict)


def drawn(renderable: Any) -> str:
    """What a terminal of 80 columns shows, without blanks at the ends of lines."""
    console = Console(width=80, file=StringIO(), highlight=False)
    with console.capture() as captured:
        console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
