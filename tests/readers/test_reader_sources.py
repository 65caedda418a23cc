"""Files, folders, patterns and standard input; names of dumps; what happens where a file fails."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import ConfigError, InputError
from paperdedup.readers import FORMATS, Content, Input, read, read_all, register
from paperdedup.readers.names import unique_names
from paperdedup.readers.registry import extension_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paperdedup.records import Dump

LINE = '{"title": "On A"}'
OTHER_XML = "HTML, or XML of a kind that is not known"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of dumps, and of files that are none."""
    for name, text in {
        "b.jsonl": LINE,
        "a.txt": "May 8\n\nOn A\n\nWe do A.",
        "c.csv": "title,year\nOn C,2019\n",
        "README.md": "Nothing to be read here.",
        "notes.pdf": "%PDF-1.7",
        ".hidden.jsonl": LINE,
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.jsonl").write_text(LINE)
    return tmp_path


def test_a_folder_is_its_readable_files_sorted(folder: Path) -> None:
    with pytest.warns(UserWarning, match="passed over") as warned:
        dumps = read_all(folder)
    assert [dump.name for dump in dumps] == ["a.txt", "b.jsonl", "c.csv"]
    (told,) = (str(one.message) for one in warned)
    assert "README.md: no format is recognised" in told
    assert "notes.pdf: it looks like a PDF document, which is not read" in told


def test_a_folder_without_dumps_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file in the folder"):
        read_all(tmp_path)
    (tmp_path / "README.md").write_text("Nothing to be read here.")
    with (
        pytest.warns(UserWarning, match="passed over"),
        pytest.raises(InputError, match="no file in the folder"),
    ):
        read_all(tmp_path)


def test_files_that_are_passed_over_are_one_note(folder: Path) -> None:
    for number in range(8):
        (folder / f"p{number}.pdf").write_text("%PDF-1.7")
    (folder / "notes.pdf").unlink()
    with pytest.warns(UserWarning, match="passed over") as warned:
        read_all(folder)
    (note,) = (str(one.message) for one in warned)
    pdf = "p0.pdf, p1.pdf, p2.pdf, p3.pdf, p4.pdf and 3 more: it looks like a PDF document"
    assert note == (
        f"passed over in {folder}: README.md: no format is recognised in it; {pdf}, which is not "
        "read"
    )


def test_a_folder_of_folders_is_given_as_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "nest" / "one").mkdir(parents=True)
    (tmp_path / "nest" / "one" / "a.jsonl").write_text(LINE)
    with pytest.raises(InputError, match="give a pattern: ") as caught:
        read_all(tmp_path / "nest")
    pattern = str(caught.value).split("'")[1]
    assert pattern == str(tmp_path / "nest" / "**" / "*")
    assert [dump.name for dump in read_all(pattern)] == ["a.jsonl"]


def test_patterns(folder: Path) -> None:
    assert [d.name for d in read_all(str(folder / "[ab].*"))] == ["a.txt", "b.jsonl"]
    names = [d.name for d in read_all(str(folder / "**" / "*.jsonl"))]
    assert names == [f"{folder.name}/b.jsonl", "sub/b.jsonl"]
    literal = folder / "[x].jsonl"
    literal.write_text(LINE)
    assert [d.name for d in read_all(str(literal))] == ["[x].jsonl"]
    with pytest.raises(FileNotFoundError, match="no file matches"):
        read_all(str(folder / "*.parquet"))


def test_names_tell_dumps_apart(folder: Path) -> None:
    given = [folder / "b.jsonl", folder / "sub" / "b.jsonl", folder / "c.csv", ["a b"], ["c d"]]
    names = [dump.name for dump in read_all(given)]
    assert names == [f"{folder.name}/b.jsonl", "sub/b.jsonl", "c.csv", "objects", "objects-2"]
    twice = [dump.name for dump in read_all([folder / "c.csv"] * 3)]
    assert twice == ["c.csv", "c.csv-2", "c.csv-3"]


NAMES = st.sampled_from(["a", "a-2", "a-3", "b", "x/a"])
PATHS = st.one_of(st.none(), st.sampled_from(["/x/a", "/y/a", "/x/y/a", "/z/x/a", "/b"]))


@given(st.lists(st.tuples(NAMES, PATHS), max_size=8))
def test_names_are_unique(wanted: list[tuple[str, str | None]]) -> None:
    names = unique_names(wanted)
    assert len(set(names)) == len(names) == len(wanted)
    for (name, path), unique in zip(wanted, names, strict=True):
        assert path is not None or unique.startswith(name)


@pytest.mark.parametrize("make", [str, Path, os.fsencode])
def test_a_missing_file(tmp_path: Path, make: Callable[[Path], object]) -> None:
    missing = tmp_path / "no.jsonl"
    if make is os.fsencode:
        with pytest.raises(ConfigError):
            read_all(make(missing))
    else:
        with pytest.raises(FileNotFoundError) as caught:
            read_all(make(missing))
        assert caught.value.filename == str(missing)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_an_unreadable_file(folder: Path) -> None:
    path = folder / "b.jsonl"
    path.chmod(0)
    with pytest.raises(PermissionError) as caught:
        read_all(path)
    assert caught.value.filename == str(path)


def test_an_unreadable_file_as_the_system_tells_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(PermissionError) as caught:
        read_all(folder / "b.jsonl")
    assert caught.value.filename == str(folder / "b.jsonl")


def test_an_error_while_reading_keeps_its_kind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(io.RawIOBase):
        def read(self, _: int = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(Input, "_open_raw", lambda _: Failing())
    with pytest.raises(OSError, match="Input/output error") as caught:
        read_all(folder / "b.jsonl")
    assert not isinstance(caught.value, InputError)
    assert caught.value.filename == str(folder / "b.jsonl")


@pytest.mark.parametrize("name", ["e.jsonl", "e.csv", "e.txt", "e.json", "e.tsv.gz", "E.JSONL"])
@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_with_a_known_extension_has_no_records(
    read_bytes: Callable[..., Dump], name: str, content: bytes
) -> None:
    dump = read_bytes(content, name)
    assert (len(dump), dump.rejects, dump.fields().num_rows) == (0, [], 0)


def test_an_empty_file_of_unknown_kind_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match="it is empty, and its name tells no format"):
        read_bytes(b"", "dump")
    assert len(read_bytes(b"", "dump", format="jsonlines")) == 0
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(b"", "e.parquet")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (LINE, "title,year\nOn A,1\n", '[{"title": "On A"}]', "May 8\n\nOn A\n\nWe do."):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        (dump,) = read_all("-")
        assert (dump.name, dump.fields()["title"].to_pylist()) == ("stdin", ["On A"])
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="no standard input"):
        read_all("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
@pytest.mark.parametrize("text", [LINE, "title,year\nOn A,1\n", "May 8\n\nOn A\n\nWe do."])
def test_a_named_pipe(tmp_path: Path, text: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(text,))
    writer.start()
    (dump,) = read_all(pipe)
    writer.join()
    assert dump.fields()["title"].to_pylist() == ["On A"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xml", '<?xml version="1.0"?><records/>', OTHER_XML),
        ("a.html", "<!doctype html>\n<html>", OTHER_XML),
        ("a.xlsx", "PK\x03\x04 and so on", "a spreadsheet or ZIP archive"),
        ("a.csv", "PK\x03\x04 and so on", "a spreadsheet or ZIP archive"),
        ("a.pdf", "%PDF-1.7", "a PDF document"),
    ],
)
def test_known_formats_that_are_not_read(
    read_bytes: Callable[..., Dump], name: str, content: str, kind: str
) -> None:
    with pytest.raises(InputError, match=f"{name}: it looks like {kind}, which is not read"):
        read_bytes(content, name)


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("a.csv", LINE + "\n" + LINE, 2),
        ("a.jsonl", '[{"title": "On A"}]', 1),
        ("a.txt", "title\tyear\nOn A\t1\n", 1),
        ("a.json", LINE, 1),
        ("a", "May 8\n\nOn A\n\nWe do A.", 1),
    ],
)
def test_content_decides_and_not_the_name(
    read_bytes: Callable[..., Dump], name: str, content: str, size: int
) -> None:
    assert len(read_bytes(content, name)) == size


def test_the_format_can_be_given(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("one\n\ntwo\n", format="lines", text="plain")
    assert dump.fields()["abstract"].to_pylist() == ["one", "two"]
    dump = read_bytes(LINE, format="ndjson")
    assert len(dump) == 1
    with pytest.raises(ConfigError, match="no format is called 'xml'; the formats are"):
        read_bytes(LINE, format="xml")


def test_plain_text_is_read_by_lines(read_bytes: Callable[..., Dump]) -> None:
    text = "first text\r\n\r\n   \r\nsecond “text”\r\nlast"
    dump = read_bytes(text, "a.txt", text="plain")
    assert dump.table.to_pylist() == [
        {"text": "first text"},
        {"text": "second “text”"},
        {"text": "last"},
    ]
    assert len(read_bytes(b"caf\xe9\n", "b.txt", text="plain").notes) == 1
    assert len(read_bytes(LINE, "c.txt", text="plain", fields={"text": "title"})) == 1


def test_fields_and_text_are_checked_first(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no field is called 'titel'"):
        read_all(tmp_path / "no", fields={"titel": "x"})
    with pytest.raises(ConfigError, match="text is 'both'"):
        read_all(tmp_path / "no", text="both")


def test_progress_counts_bytes_up_to_the_total(folder: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    files = [folder / "b.jsonl", folder / "c.csv", folder / "a.txt"]
    read_all([*files, ["a text"]], progress=lambda *call: calls.append(call))
    total = sum(path.stat().st_size for path in files)
    assert {(stage, of) for stage, _, of in calls} == {("read", total)}
    done = [done for _, done, _ in calls]
    assert done == sorted(done)
    assert done[-1] == total


def test_ctrl_c_in_the_progress_stops_the_reading(folder: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_all(folder / "c.csv", progress=stop)
    with pytest.raises(KeyboardInterrupt):
        read_all(folder / "b.jsonl", progress=stop)


def test_files_are_closed(folder: Path) -> None:
    opened: list[Input] = []
    original = Input.__enter__

    def enter(self: Input) -> Input:
        opened.append(self)
        return original(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Input, "__enter__", enter)
        for name in ("b.jsonl", "c.csv", "a.txt"):
            list(read(folder / name))
    assert len(opened) == 3
    assert all(not one._opened for one in opened)


@pytest.fixture
def own_format() -> Iterator[None]:
    """A format of a third party, while the test runs."""
    import pyarrow as pa

    class Own:
        name = "own"
        description = "lines of title|abstract"
        aliases = ("mine",)
        extensions = (".own",)
        loose = False

        def matches(self, head: bytes) -> bool:
            return head.startswith(b"OWN")

        def read(self, source: Input) -> Content:
            lines = source.open().read(1 << 20).decode().splitlines()[1:]
            rows = [
                dict(zip(("title", "abstract"), line.split("|"), strict=True)) for line in lines
            ]
            return Content(pa.Table.from_pylist(rows))

    before = dict(FORMATS)
    register(Own())
    yield
    FORMATS.clear()
    FORMATS.update(before)


@pytest.mark.usefixtures("own_format")
def test_a_registered_format(read_bytes: Callable[..., Dump]) -> None:
    for options in ({}, {"format": "own"}, {"format": "mine"}):
        dump = read_bytes("OWN\nOn A|We do A.\n", **options)
        assert dump.fields().to_pylist() == [{"title": "On A", "abstract": "We do A."}]
    assert next(iter(FORMATS)) == "own"
    with pytest.raises(ConfigError, match="there is a format called"):
        register(FORMATS["own"])


def test_every_format_describes_itself() -> None:
    assert list(FORMATS) == [
        *("parquet", "arrow", "jsonlines", "json", "ris", "medline", "wos", "refer", "central"),
        *("bibtex", "pubmedxml", "oaipmh", "endnotexml", "europepmc", "dblpxml", "atom"),
        *("embaserows", "csv", "listing", "lines"),
    ]
    for name, reader in FORMATS.items():
        assert reader.name == name
        assert reader.description
        assert all(end.startswith(".") for end in reader.extensions)


@given(st.binary(max_size=200))
def test_no_head_makes_a_reader_raise(head: bytes) -> None:
    for reader in FORMATS.values():
        assert reader.matches(head) in (True, False)


def test_extension_of_paths() -> None:
    assert extension_of("/a.b/c") == ""
    assert extension_of("C:\\x\\Y.CSV.GZ") == ".csv"
