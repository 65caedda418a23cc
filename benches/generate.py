"""Any number of invented abstracts with known clusters and known edits, the same bits every time.

Each record is a version of a founder text: the founder itself, an exact repeat, or an edit of it
with a wanted Jaccard similarity spread evenly over 0.5 to 1 (word substitutions, a run of words cut
or added at a sentence start, a truncation), or the same words typeset otherwise (LaTeX, Unicode,
HTML, letter case). Every number is drawn by hashing counters, so a record depends on the settings
alone. Words are drawn independently, so unrelated texts share fewer 3-grams than real prose does,
stock phrases aside.

    python -m benches.generate 100000 --folder /tmp/generated --dumps 2
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benches import vocabulary
from benches.vocabulary import FORMS, STYLES, Bits, random_bits

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CHUNK = 8_192  # records made at a time
SENTENCE = (12, 21)  # words: shortest, number of lengths
EDITS = ("founder", "repeat", "substitute", "cut", "add", "truncate", "retypeset")
EDIT_SHARES = np.cumsum([0.20, 0.35, 0.12, 0.12, 0.11, 0.10])  # of the versions, after "founder"
SIZE_SHARES = np.cumsum([0.80, 0.12, 0.05, 0.02, 0.01])  # of clusters with 1, 2, 3, 4, 5 records


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What to make. `words` is the mean length; `marked` the share of texts with LaTeX, Unicode or
    HTML terms.
    """

    records: int
    seed: int = 1
    dumps: int = 2
    words: int = 190
    marked: float = 0.3


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The records in output order: cluster, version in it (0 is the founder), dump."""

    cluster: Numbers
    version: Numbers
    dump: Numbers


def bits(settings: Settings, purpose: int, counter: Numbers | int) -> Bits:
    """64 random bits for each counter, independent between purposes and seeds."""
    base = random_bits(np.array([settings.seed * 1_000 + purpose], np.uint64))
    return random_bits(np.atleast_1d(np.asarray(counter)).astype(np.uint64) + base)


def share(random: Bits) -> npt.NDArray[np.float64]:
    """Random bits as numbers from 0 to 1, exclusive."""
    return (random >> np.uint64(11)).astype(np.float64) * 2.0**-53


def below(random: Bits, limit: int, shift: int = 0) -> Numbers:
    """Random bits as integers from 0 to `limit`, exclusive."""
    return ((random >> np.uint64(shift)) % np.uint64(limit)).astype(np.int64)


def plan(settings: Settings) -> Plan:
    """Share the records out among clusters and dumps, and shuffle them within each dump."""
    wanted = settings.records
    founders = np.arange(wanted)
    sizes = 1 + np.searchsorted(SIZE_SHARES, share(bits(settings, 1, founders)), side="right")
    cluster = np.repeat(founders, np.minimum(sizes, len(SIZE_SHARES)))[:wanted]
    first = np.searchsorted(cluster, founders[: int(cluster[-1]) + 1]) if wanted else founders
    version = np.arange(wanted) - first[cluster]
    dump = (below(bits(settings, 2, cluster), settings.dumps) + version) % settings.dumps
    order = np.lexsort((bits(settings, 3, np.arange(wanted)), dump))
    return Plan(cluster=cluster[order], version=version[order], dump=dump[order])


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What was done to each founder: kind (a place in EDITS), words cut and added, share of words
    replaced.
    """

    kind: Numbers
    cut: Numbers
    added: Numbers
    replaced: npt.NDArray[np.float64]


def lengths(settings: Settings, cluster: Numbers) -> Numbers:
    """Words of each founder: mostly around the mean, one in fifty from 8 to 40."""
    random = bits(settings, 4, cluster)
    step = int(settings.words * 0.34) + 1
    spread = sum(below(random, step, shift) for shift in (0, 12, 24, 36))
    usual = settings.words - 2 * (step - 1) + spread
    short = below(random, 50, 48) == 0
    return np.where(short, 8 + below(random, 33, 20), np.maximum(usual, 8))


def edits(settings: Settings, cluster: Numbers, version: Numbers, length: Numbers) -> Edit:
    """Draw the kind of edit and its size so that the 3-gram Jaccard with the founder is about the
    one drawn.
    """
    random = bits(settings, 5, cluster * 64 + version)
    kind = 1 + np.searchsorted(EDIT_SHARES, share(random), side="right")
    kind = np.where(version == 0, 0, np.minimum(kind, len(EDITS) - 1))
    jaccard = 0.5 + 0.5 * share(random_bits(random))
    cut = np.floor((1 - jaccard) * length + 0.5).astype(np.int64)
    added = np.floor((1 / jaccard - 1) * length + 0.5).astype(np.int64)
    replaced = (1 - jaccard) / (1 + jaccard) / 3
    shortened = (kind == EDITS.index("cut")) | (kind == EDITS.index("truncate"))
    return Edit(
        kind=kind,
        cut=np.where(shortened, cut, 0),
        added=np.where(kind == EDITS.index("add"), added, 0),
        replaced=np.where(kind == EDITS.index("substitute"), replaced, 0.0),
    )


def _places(length: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Texts laid end to end: where each starts, the text of each place, the position of each place
    in its text.
    """
    start = np.concatenate([[0], np.cumsum(length)])
    text = np.repeat(np.arange(len(length)), length)
    return start, text, np.arange(start[-1]) - start[text]


def _sentences(settings: Settings, cluster: Numbers, length: Numbers) -> tuple[Numbers, Bits]:
    """The first word of every sentence of each founder (a matrix; `length` or more means no
    sentence), and its bits.
    """
    count = int(length.max(initial=0)) // SENTENCE[0] + 1
    random = bits(settings, 6, (cluster[:, None] * 4096 + np.arange(count)).ravel())
    spans = (SENTENCE[0] + below(random, SENTENCE[1])).reshape(len(cluster), count)
    first = np.concatenate([np.zeros((len(cluster), 1), np.int64), np.cumsum(spans, 1)[:, :-1]], 1)
    return first, random.reshape(first.shape)


def _write_phrases(
    word: Numbers, first: Numbers, random: Bits, start: Numbers, end: Numbers
) -> None:
    """Let one sentence in five begin with a stock phrase."""
    table = vocabulary.phrases()
    chosen = (below(random, 5, 8).ravel() == 0) & (first < (end - start)[:, None]).ravel()
    text = np.repeat(np.arange(len(first)), first.shape[1])[chosen]
    place = start[text] + first.ravel()[chosen]
    phrase = table[below(random, len(table), 16).ravel()[chosen]]
    for step in range(phrase.shape[1]):
        inside = (phrase[:, step] >= 0) & (place + step < end[text])
        word[(place + step)[inside]] = phrase[inside, step]


def founders(settings: Settings, cluster: Numbers, length: Numbers) -> tuple[Numbers, Numbers]:
    """The tokens of each founder end to end, and the sentence starts. A marked-up term t is written
    as -1 - t.
    """
    start, text, position = _places(length)
    end = start[1:]
    random = random_bits(bits(settings, 7, cluster)[text] + position.astype(np.uint64))
    word = vocabulary.zipf()[(random & np.uint64(0xFFFFF)).astype(np.int64)].astype(np.int64)
    first, sentence = _sentences(settings, cluster, length)
    _write_phrases(word, first, sentence, start[:-1], end)
    form = np.where(below(random, 20, 24) == 0, 2, 0)
    exists = first < length[:, None]
    begins = (start[:-1, None] + first)[exists]
    form[begins[begins > 0] - 1] = 3
    form[end - 1] = 3
    form[begins] = 1
    marked = share(bits(settings, 8, cluster)) < settings.marked
    term = marked[text] & (below(random, 24, 32) == 0) & (form == 0)
    token = word * FORMS + form
    token[term] = -1 - below(random, len(vocabulary.MARKED), 40)[term]
    return token, np.where(exists, first, 0)


def _cut_place(
    settings: Settings, cluster: Numbers, edit: Edit, length: Numbers, first: Numbers
) -> Numbers:
    """Where words are cut or added: a sentence start; a truncation cuts at the end."""
    row = np.arange(len(cluster))
    pick = below(bits(settings, 9, cluster), 1 << 20) % np.maximum((first > 0).sum(1) + 1, 1)
    place = np.minimum(first[row, pick], length - edit.cut)
    return np.where(edit.kind == EDITS.index("truncate"), length - edit.cut, place)


def _style(settings: Settings, cluster: Numbers, version: Numbers, kind: Numbers) -> Numbers:
    """The typesetting of each record: its founder's, or another one if it was typeset again."""
    again = kind == EDITS.index("retypeset")
    steps = np.where(again, 1 + version % 2, 0)
    return (below(bits(settings, 10, cluster), STYLES) + steps) % STYLES


def _texts(token: Numbers, length: Numbers) -> pa.Array:
    words = pa.array(vocabulary.tokens()).take(pa.array(token))
    offsets = pa.array(np.concatenate([[0], np.cumsum(length)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words), " ")


def _change_case(settings: Settings, texts: pa.Array, cluster: Numbers, kind: Numbers) -> pa.Array:
    """Texts typeset again change their letters too: to small ones, or to capitals where no markup
    is in the way.
    """
    again = kind == EDITS.index("retypeset")
    marked = share(bits(settings, 8, cluster)) < settings.marked
    capital = again & ~marked & (below(bits(settings, 11, cluster), 2) == 0)
    small = again & ~capital
    texts = pc.if_else(pa.array(small), pc.utf8_lower(texts), texts)
    return pc.if_else(pa.array(capital), pc.utf8_upper(texts), texts)


def abstracts_of(
    settings: Settings, cluster: Numbers, version: Numbers
) -> tuple[pa.Array, Numbers]:
    """The abstracts of some records, and the kinds of their edits."""
    length = lengths(settings, cluster)
    edit = edits(settings, cluster, version, length)
    founder, first = founders(settings, cluster, length)
    place = _cut_place(settings, cluster, edit, length, first)
    start, _, _ = _places(length)
    out_length = np.maximum(length - edit.cut + edit.added, 1)
    _, text, position = _places(out_length)
    before = position < place[text]
    new = ~before & (position < (place + edit.added)[text])
    source = position + np.where(before, 0, (edit.cut - edit.added)[text])
    token = founder[start[text] + np.where(new, 0, np.minimum(source, length[text] - 1))]
    random = bits(settings, 12, cluster * 64 + version)[text] + position.astype(np.uint64)
    fresh = random_bits(random)
    new |= share(random_bits(fresh)) < edit.replaced[text]
    token = np.where(new, vocabulary.zipf()[below(fresh, 1 << 20)].astype(np.int64) * FORMS, token)
    style = _style(settings, cluster, version, edit.kind)[text]
    token = np.where(token < 0, vocabulary.WORDS * FORMS + (-1 - token) * STYLES + style, token)
    return _change_case(settings, _texts(token, out_length), cluster, edit.kind), edit.kind


def _titles(settings: Settings, cluster: Numbers) -> pa.Array:
    length = 6 + below(bits(settings, 13, cluster), 8)
    _, text, position = _places(length)
    random = random_bits(bits(settings, 14, cluster)[text] + position.astype(np.uint64))
    word = vocabulary.zipf()[below(random, 1 << 20)].astype(np.int64)
    return _texts(word * FORMS + (position == 0), length)


def _authors(settings: Settings, cluster: Numbers) -> pa.Array:
    length = 1 + below(bits(settings, 15, cluster), 5)
    _, text, position = _places(length)
    random = random_bits(bits(settings, 16, cluster)[text] + position.astype(np.uint64))
    names = pa.array(vocabulary.authors())
    chosen = names.take(pa.array(below(random, len(names))))
    offsets = pa.array(np.concatenate([[0], np.cumsum(length)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, chosen), "; ")


def batches(settings: Settings) -> Iterator[pa.RecordBatch]:
    """The records in output order: id, title, abstract, authors, year, and the truth: dump,
    cluster, version, edit.
    """
    whole = plan(settings)
    for begin in range(0, settings.records, CHUNK):
        part = slice(begin, min(begin + CHUNK, settings.records))
        cluster, version = whole.cluster[part], whole.version[part]
        abstract, kind = abstracts_of(settings, cluster, version)
        yield pa.RecordBatch.from_pydict(
            {
                "id": [f"gen:{number:08d}" for number in range(part.start, part.stop)],
                "title": _titles(settings, cluster),
                "abstract": abstract,
                "authors": _authors(settings, cluster),
                "year": 1990 + below(bits(settings, 17, cluster), 35),
                "dump": whole.dump[part],
                "cluster": cluster,
                "version": version,
                "edit": pa.array(EDITS).take(pa.array(kind)),
            }
        )


def abstracts(settings: Settings) -> pa.Array:
    """Only the texts, in the order of `batches`.

    >>> texts = abstracts(Settings(records=1_000))
    >>> len(texts), texts == abstracts(Settings(records=1_000))
    (1000, True)
    """
    whole = plan(settings)
    parts = range(0, settings.records, CHUNK)
    return pa.concat_arrays(
        [
            abstracts_of(settings, whole.cluster[i : i + CHUNK], whole.version[i : i + CHUNK])[0]
            for i in parts
        ]
    )


def write(settings: Settings, folder: Path) -> list[Path]:
    """Write one JSON lines file per dump, with the cluster of each record as its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"generated_{number + 1}.jsonl" for number in range(settings.dumps)]
    files = [path.open("w", encoding="utf-8") for path in paths]
    try:
        for batch in batches(settings):
            for record in batch.to_pylist():
                files[record.pop("dump")].write(json.dumps(record, ensure_ascii=False) + "\n")
    finally:
        for file in files:
            file.close()
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("records", type=int)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--dumps", type=int, default=Settings.dumps)
    parser.add_argument("--words", type=int, default=Settings.words, help="mean length")
    parser.add_argument(
        "--marked", type=float, default=Settings.marked, help="share of marked-up texts"
    )
    arguments = vars(parser.parse_args())
    folder = arguments.pop("folder")
    for path in write(Settings(**arguments), folder):
        print(path)


if __name__ == "__main__":
    main()
