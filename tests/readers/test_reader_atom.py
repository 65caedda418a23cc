"""Feeds: the entries of arXiv's API, and the items of its RSS, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError, deduplicate

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?q=a" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=a</title>
  <id>http://arxiv.org/api/x</id>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">2</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/2001.00001v2</id>
    <updated>2020-05-01T00:00:00Z</updated>
    <published>2020-01-01T00:00:00Z</published>
    <title>On tides
  of $A &lt; B$</title>
    <summary>  We measure tides.
They are high.
</summary>
    <author><name>Eva Lund</name>
      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">U</arxiv:affiliation></author>
    <author><name>Ada Berg</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/a</arxiv:doi>
    <link title="doi" href="http://dx.doi.org/10.1000/a" rel="related"/>
    <a:journal_ref xmlns:a="http://arxiv.org/schemas/atom">Seas 7, 1 (2020)</a:journal_ref>
    <link href="http://arxiv.org/abs/2001.00001v2" rel="alternate" type="text/html"/>
    <category term="cs.CL" scheme="x"/><category term="cs.LG" scheme="x"/>
  </entry>
  <entry><id>http://arxiv.org/abs/2001.00002v1</id>
    <title type="xhtml"><div>On <i>winds</i></div></title></entry>
  <entry/>
</feed>
"""


def test_entries_of_arxiv(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(FEED, "query.xml")
    assert dump.fields().to_pylist()[0] == {
        "title": "On tides of $A < B$",
        "abstract": "We measure tides. They are high.",
        "authors": "Eva Lund; Ada Berg",
        "year": "2020-01-01T00:00:00Z",
        "id": "http://arxiv.org/abs/2001.00001v2",
        "doi": "10.1000/a",
        "url": "http://arxiv.org/abs/2001.00001v2",
    }
    assert dump.fields()["title"].to_pylist()[1:] == ["On winds"]
    assert dump.table["categories"].to_pylist() == [["cs.CL", "cs.LG"], None]
    assert dump.table["journal_ref"].to_pylist() == ["Seas 7, 1 (2020)", None]
    assert [(r.position, r.reason) for r in dump.rejects] == [(2, "nothing is in it")]


def test_their_arxiv_numbers_are_found(read_bytes: Callable[..., Dump]) -> None:
    papers = deduplicate([read_bytes(FEED), [{"title": "Other", "arxiv": "2001.00002"}]]).papers
    assert papers["identifiers"].to_pylist() == [
        ["arxiv:2001.00001", "doi:10.1000/a"],
        ["arxiv:2001.00002"],
    ]


def test_a_feed_without_entries_holds_no_records(read_bytes: Callable[..., Dump]) -> None:
    empty = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>T</a:title></a:feed>"
    assert len(read_bytes(empty)) == 0
    with pytest.raises(InputError, match="the file is cut"):
        read_bytes(FEED[:900])


RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  version="2.0"><channel><title>cs.CL updates on arXiv.org</title><link>http://rss.arxiv.org</link>
  <description>cs.CL updates</description>
  <item><title>On tides</title><link>https://arxiv.org/abs/2001.00001</link>
    <description>arXiv:2001.00001v1 Announce Type: new
Abstract: We measure tides.</description>
    <guid isPermaLink="false">oai:arXiv.org:2001.00001v1</guid>
    <category>cs.CL</category><category>cs.LG</category>
    <pubDate>Wed, 01 Jan 2020 00:00:00 -0500</pubDate>
    <dc:creator>Eva Lund, Ada Berg</dc:creator></item>
</channel></rss>
"""


def test_items_of_the_rss_of_arxiv(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(RSS)
    assert dump.fields().to_pylist() == [
        {
            "title": "On tides",
            "abstract": "We measure tides.",
            "authors": "Eva Lund, Ada Berg",
            "year": "Wed, 01 Jan 2020 00:00:00 -0500",
            "id": "oai:arXiv.org:2001.00001v1",
            "url": "https://arxiv.org/abs/2001.00001",
        }
    ]
    assert dump.table["categories"].to_pylist() == [["cs.CL", "cs.LG"]]
    assert deduplicate(dump).papers["identifiers"].to_pylist() == [["arxiv:2001.00001"]]
