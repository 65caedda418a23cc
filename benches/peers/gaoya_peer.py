"""gaoya: a Rust MinHash index over raw text; the only peer that tokenises itself (lower case, split
at white space).

Its own index in its bulk calls: all texts inserted, then all queried, so each text is hashed twice,
because nothing can be queried by its number. Buckets are vectors, the fastest of its three
containers here. A query drops candidates whose signatures agree in less than the threshold; at 0.7
that costs a sixth of the true pairs of J = 0.70 to 0.75 (0.64 found instead of 0.77), so FILTER is
lower, in the peer's favour. One thread by RAYON_NUM_THREADS=1 in the environment. Not verified; no
clusters.
"""

from collections.abc import Sequence

from gaoya.minhash import MinHashStringIndex

from benches.peers import BANDS, ROWS, SHINGLE_SIZE, Labels, clusters_of_lists

FILTER = 0.5


def run(texts: Sequence[str], threshold: float) -> Labels:
    """Insert all, query all."""
    listed = list(texts)
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=FILTER,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE_SIZE, SHINGLE_SIZE),
        id_container="vec",
    )
    index.par_bulk_insert_docs(list(range(len(listed))), listed)
    return clusters_of_lists(index.par_bulk_query(listed), len(listed))
