"""Precision and recall of texts alone on two yearly arXiv listings against the arXiv id, and the
errors by kind. All evidence is measured by `benches.identity`.

    python -m benches.quality [--folder ../shared/corpora] [--threshold 0.7 ...]

A true pair is two records of one arXiv id; the engine never compares ids. The listings are real and
not ours to redistribute; without them the command says so and ends with status 0.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import paperdedup
from benches.corpora import FOLDER
from paperdedup import Config, Result

NOTICE = ("withdrawn", "retracted", "withdrew")
SHORT = 60


def pairs(counts: Iterable[int]) -> int:
    """Pairs within groups of these sizes."""
    return sum(count * (count - 1) // 2 for count in counts)


def score(ids: list[str], papers: list[str]) -> tuple[int, int, int]:
    """Pairs of one id in one paper, pairs in one paper, pairs of one id."""
    both = Counter(zip(ids, papers, strict=True))
    return pairs(both.values()), pairs(Counter(papers).values()), pairs(Counter(ids).values())


def separated(names: list[str], others: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in the first and differ in the second."""
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        groups.setdefault(name, []).append(row)
    for rows in groups.values():
        yield from (pair for pair in combinations(rows, 2) if others[pair[0]] != others[pair[1]])


def is_notice(text: str) -> bool:
    """A notice that a paper was withdrawn stands where its abstract was."""
    return len(text.split()) < SHORT and any(word in text.lower() for word in NOTICE)


def missed(a: dict[str, Any], b: dict[str, Any], config: Config) -> str:
    """Why two records of one id are two papers."""
    if is_notice(a["abstract"]) != is_notice(b["abstract"]):
        return "one of the two is a notice of withdrawal"
    jaccard = paperdedup.similarity(a["abstract"], b["abstract"], config=config).jaccard
    if jaccard >= config.threshold:
        return "similar enough, but the later version joined another founder, or is too short"
    words = sorted(len(record["abstract"].split()) for record in (a, b))
    if words[0] < words[1] * config.threshold:
        return "abstract shortened or extended beyond the threshold"
    if jaccard >= 0.3:
        return f"abstract revised: similarity 0.3 to {config.threshold:g}"
    return "abstract rewritten: similarity below 0.3"


def mixed(a: dict[str, Any], b: dict[str, Any]) -> str:
    """Why two records of different ids are one paper."""
    if is_notice(a["abstract"]) and is_notice(b["abstract"]):
        return "both are the same notice of withdrawal"
    one, two = (paperdedup.normalize(record["title"] or "") for record in (a, b))
    if one == two:
        return "same title, similar abstract: one paper submitted twice"
    if paperdedup.normalize(a["abstract"]) == paperdedup.normalize(b["abstract"]):
        return "same abstract, other title: parts, or a paper renamed and submitted again"
    return "similar abstract, other title: parts, companions, papers of one collaboration"


def errors(result: Result) -> tuple[Counter[str], Counter[str]]:
    """Missed and mixed pairs by kind."""
    records = result.records.select(["id", "title", "abstract"]).to_pylist()
    for record in records:
        record["abstract"] = record["abstract"] or ""
    ids = [record["id"] for record in records]
    papers = result.members["canonical_id"].to_pylist()
    lost = Counter(missed(records[a], records[b], result.config) for a, b in separated(ids, papers))
    mistaken = Counter(mixed(records[a], records[b]) for a, b in separated(papers, ids))
    return lost, mistaken


def report(result: Result) -> None:
    """Print one threshold: the scores, then the errors by kind."""
    ids = result.members["record_id"].to_pylist()
    right, found, true = score(ids, result.members["canonical_id"].to_pylist())
    print(f"\n## Threshold {result.config.threshold:g}\n")
    print(f"{len(ids):,} records are {result.counts['papers']:,} papers.")
    print(f"Recall {right / true:.4f}: {right:,} of {true:,} true pairs are found.")
    print(f"Precision {right / found:.4f}: {right:,} of {found:,} pairs found are true.")
    for title, counted in zip(("missed", "mixed up"), errors(result), strict=True):
        print(f"\n| {title} | pairs |\n|---|--:|")
        for kind, count in counted.most_common():
            print(f"| {kind} | {count} |")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--threshold", type=float, nargs="+", default=[0.5, 0.7, 0.8])
    given = parser.parse_args()
    dumps = sorted(given.folder.glob("arxiv_*.jsonl.gz"))
    if not dumps:
        print(f"skipped: no arxiv_*.jsonl.gz in {given.folder}")
        return 0
    for threshold in given.threshold:
        report(paperdedup.deduplicate(dumps, config=Config(threshold=threshold, policy="text")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
