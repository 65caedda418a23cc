"""Text in an encoding that the user names."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from paperdedup import ConfigError, Index, audit, calibrate, deduplicate, evaluate
from paperdedup.readers import read_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperdedup.records import Dump

TITLES = {
    "gbk": "\u8bba\u6587\u5408\u5e76\u7684\u7814\u7a76",
    "shift-jis": "\u8868\u306e\u7814\u7a76\u3068\u80fd\u529b",
    "windows-1251": "\u041e \u0441\u043b\u0438\u044f\u043d\u0438\u0438 "
    "\u0441\u0442\u0430\u0442\u0435\u0439",
    "utf-16-le": "\u8bba\u6587\u5408\u5e76",
}


def _files(title: str) -> dict[str, str]:
    return {
        "a.csv": f"title,year\n{title},2019\n",
        "a.jsonl": json.dumps({"title": title, "year": 2019}, ensure_ascii=False) + "\n",
        "a.ris": f"TY  - JOUR\nTI  - {title}\nPY  - 2019\nER  - \n",
        "a.bib": f"@misc{{a, title = {{{title}}}, year = 2019}}",
    }


@pytest.mark.parametrize("encoding", TITLES)
@pytest.mark.parametrize("name", _files(""))
def test_text_is_read_in_the_encoding_that_is_named(
    read_bytes: Callable[..., Dump], encoding: str, name: str
) -> None:
    data = _files(TITLES[encoding])[name].encode(encoding)
    for content, file in ((data, name), (gzip.compress(data), f"{name}.gz")):
        dump = read_bytes(content, file, encoding=encoding)
        assert dump.fields()["title"].to_pylist() == [TITLES[encoding]]
        assert (dump.rejects, dump.notes) == ([], ())


def test_what_needs_no_encoding_is_read_as_ever(read_bytes: Callable[..., Dump]) -> None:
    table = pa.table({"title": [TITLES["gbk"]]})
    parquet, arrow = io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet)
    with pa.ipc.new_stream(arrow, table.schema) as writer:
        writer.write_table(table)
    feed = f"<feed><entry><title>{TITLES['gbk']}</title></entry></feed>"
    text = f"title,year\n{TITLES['gbk']},2019\n"
    contents = {
        "a.parquet": parquet.getvalue(),
        "a.arrows": arrow.getvalue(),
        "a.xml": f'<?xml version="1.0" encoding="GBK"?>{feed}'.encode("gbk"),
        "a.csv": text.encode(),
        "b.csv": text.encode("utf-8-sig"),
        "c.csv": text.encode("utf-16"),
    }
    for name, content in contents.items():
        dump = read_bytes(content, name, encoding="shift-jis")
        assert dump.fields()["title"].to_pylist() == [TITLES["gbk"]], name
        assert dump.notes == (), name


def test_what_is_no_text_in_the_encoding_is_counted(read_bytes: Callable[..., Dump]) -> None:
    last = read_bytes(b"year,title\n2019,caf\xe9", "a.csv", encoding="iso-8859-7")
    assert last.fields()["title"].to_pylist() == ["caf\u03b9"]
    data = b"title,year\ncaf\xff,2019\n\nth\xff,2020\n"
    dump = read_bytes(data, "a.csv", encoding="gbk")
    assert dump.fields()["title"].to_pylist() == ["caf\ufffd", "th\ufffd"]
    assert dump.notes == ("2 places cannot be read as gbk; U+FFFD stands there",)


@pytest.mark.parametrize("name", ["klingon", "base64", "idna", "cp037", "", 7])
def test_an_unknown_encoding_is_a_mistake(read_bytes: Callable[..., Dump], name: str) -> None:
    with pytest.raises(ConfigError, match="no encoding of texts is called so"):
        read_bytes("title,year\nA,2019\n", "a.csv", encoding=name)


def test_everything_that_reads_dumps_takes_an_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    title = TITLES["gbk"]
    path.write_bytes(f"id,title,doi\n1,{title},10.1/a\n2,{title},10.1/a\n".encode("gbk"))
    result = deduplicate(path, encoding="gbk")
    assert result.papers["title"].to_pylist() == [title]
    with Index.create(tmp_path / "a.index") as index:
        index.add(path, encoding="gbk")
        assert index.record(0).fields["title"] == title
        assert index.match(path, encoding="gbk").known == 2
    assert evaluate(path, [["1", "2"]], encoding="gbk").precision == 1
    assert "2 records drawn" in str(audit(path, encoding="gbk"))
    assert calibrate(path, by="doi", policies=["version"], encoding="gbk").best.scores.recall == 1
    (dump,) = read_all([path], encoding="gbk")
    assert dump.fields()["title"].to_pylist() == [title, title]
