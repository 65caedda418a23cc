"""Columns that the user names for fields, where dumps of different makers are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paperdedup import Index, InputError
from paperdedup.readers import read, read_all

if TYPE_CHECKING:
    from pathlib import Path

GERMAN = "Tytuł;Abstract;Rok\nOn A;We do A.;2019\n"
RIS = "TY  - JOUR\nTI  - On B\nPY  - 2020\nER  - \n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some dumps of different makers."""
    contents = {"a.csv": GERMAN, "b.ris": RIS, "c.csv": "key,other\n", "d.csv": ""}
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.mark.parametrize("names", ["ab", "ba", "cadb", "bcda"])
def test_a_named_column_counts_in_the_dumps_that_have_it(folder: Path, names: str) -> None:
    paths = [next(folder.glob(f"{name}.*")) for name in names]
    dumps = read_all(paths, fields={"title": "Tytuł", "year": "Rok"})
    found = {dump.name: dump.fields().to_pylist() for dump in dumps}
    assert [dump.name for dump in dumps] == [path.name for path in paths]
    assert found["a.csv"] == [{"title": "On A", "abstract": "We do A.", "year": "2019"}]
    assert found["b.ris"] == [{"title": "On B", "year": "2020", "type": "JOUR"}]
    assert not found.get("c.csv")
    assert not found.get("d.csv")


def test_dumps_in_memory_need_not_all_have_a_named_column() -> None:
    dumps: list[Any] = [[{"Headline": "On A"}], [{"title": "On B"}], ["A text of words."]]
    fields = {"title": "Headline"}
    found = [dump.fields().to_pylist() for dump in read_all(dumps, fields=fields)]
    assert found == [[{"title": "On A"}], [{"title": "On B"}], [{"abstract": "A text of words."}]]


def test_a_column_that_no_dump_has_is_an_error_before_any_is_handed_on(folder: Path) -> None:
    paths = [folder / "b.ris", folder / "e.csv"]
    paths[1].write_text("Title;Lata\nOn A;2019\n")
    with pytest.raises(InputError) as caught:
        next(read(paths, fields={"year": "Rok", "title": "Title"}))
    assert str(caught.value).startswith("there is no column 'Rok' for the field year")
    assert "the dumps have the columns 'type', 'title', 'year', 'Title', 'Lata'" in str(
        caught.value
    )
    with Index.create(folder / "i.index") as index:
        with pytest.raises(InputError, match="Rok"):
            index.add(paths, fields={"year": "Rok"})
        assert not index.dumps


def test_one_dump_without_a_named_column_is_named_itself(folder: Path) -> None:
    message = r"b\.ris: there is no column 'Rok' for the field year; it has the columns 'type'"
    with pytest.raises(InputError, match=message):
        read_all([folder / "b.ris"], fields={"year": "Rok"})
    with pytest.raises(InputError, match=r"a\.csv: there is no column 'Titl' for the field title"):
        read_all([folder / "a.csv", folder / "b.ris"], fields={"title": "Titl", "abstract": None})


def test_a_header_without_rows_is_a_dump_without_records(folder: Path) -> None:
    (dump,) = read_all(folder / "c.csv")
    assert (len(dump), dump.columns, dump.rejects) == (0, {}, [])
    (folder / "c.csv").write_text("key,other\na\n")
    with pytest.raises(InputError, match="no column is recognised"):
        read_all(folder / "c.csv")
