"""One paper, one spelling of its identifiers, and every one of them leads to it."""

from pathlib import Path

import pytest

from paperdedup import Index, deduplicate, evaluate, identifier

TITLE = "Tidal friction in the subsurface oceans of small moons"
SICI = "10.1002/(SICI)1097-4571(1998)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        (SICI, "doi:" + SICI.lower()),
        (
            "https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"),
            "doi:" + SICI.lower(),
        ),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), "doi:" + SICI.lower()),
        ("10.1000/xyz.;", "doi:10.1000/xyz"),
        ("https://doi.org/10.1000/xyz?utm_source=feed", "doi:10.1000/xyz"),
        ("https://openalex.org/W2741809807", "openalex:w2741809807"),
        ("nothing", None),
    ],
)
def test_every_spelling_comes_to_one(spelled: str, expected: str | None) -> None:
    assert identifier(spelled) == expected


def test_spellings_of_a_doi_are_one_in_ids_and_truths() -> None:
    dois = [SICI, "https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E")]
    result = deduplicate([{"id": str(n), "title": TITLE, "doi": doi} for n, doi in enumerate(dois)])
    assert len(set(result.members.column("content_id").to_pylist())) == 1
    assert evaluate(result, column="doi").precision == 1.0


CARRIED = (
    ({"doi": "10.48550/arXiv.2101.00001"}, "arxiv:2101.00001"),
    ({"doi": "10.48550/arXiv.2101.00001"}, "https://doi.org/10.48550/arXiv.2101.00001v2"),
    ({"arxiv": "2102.00002v3"}, "doi:10.48550/arxiv.2102.00002"),
    ({"url": "https://arxiv.org/pdf/2103.00003v1.pdf"}, "arXiv:2103.00003"),
    ({"openalex": "W123"}, "https://openalex.org/W123"),
    ({"url": "https://doi.org/10.1000/abc"}, "10.1000/ABC"),
)


@pytest.mark.parametrize(("carried", "asked"), CARRIED)
def test_what_a_record_carries_leads_to_its_paper(
    carried: dict[str, str], asked: str, tmp_path: Path
) -> None:
    other = {"id": "o", "title": "Dust devils on the plains of another planet", "doi": "10.1000/o"}
    records = [{"id": "r", "title": TITLE, **carried}, other]
    result = deduplicate(records)
    paper = result.members.column("canonical_id")[0].as_py()
    assert result.resolve(asked) == paper
    with Index.create(tmp_path / "a.index") as index:
        index.add({"dump": records})
        assert index.resolve(asked) == paper
