"""bib-dedupe, as in its guide: prep, block, match, cluster, one processor.

Names of its columns are given to it, and authors are joined by `and`, as it expects; this is not
timed. It takes whole records, no texts, so it runs on labelled sets alone. Pairs that it leaves to
a person (`maybe`) are counted as joined, which is the generous reading: of records that lack a
journal or a year it joins hardly any by itself.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from benches.peers import Labels, clusters_of_pairs

COLUMNS = {
    "title": "title",
    "authors": "author",
    "year": "year",
    "venue": "journal",
    "volume": "volume",
    "issue": "number",
    "pages": "pages",
    "doi": "doi",
    "abstract": "abstract",
}
"""Our fields and the names that it knows."""


def prepared(table: pa.Table) -> Callable[[], Labels]:
    """The job as a function without arguments, the records in the form that it takes."""
    import bib_dedupe.bib_dedupe as tool
    import pandas as pd

    records = pd.DataFrame({"ID": [str(row) for row in range(len(table))], "ENTRYTYPE": "article"})
    for ours, theirs in COLUMNS.items():
        there = ours in table.column_names
        records[theirs] = [v or "" for v in table.column(ours).to_pylist()] if there else ""
    records["author"] = records["author"].str.replace("; ", " and ", regex=False)

    def run() -> Labels:
        ready = tool.prep(records, cpu=1, verbosity_level=0)
        pairs = tool.match(tool.block(ready, cpu=1), cpu=1)
        tool.cluster(pairs)
        left, right = (pairs[name].to_numpy().astype(np.int64) for name in ("ID_1", "ID_2"))
        return clusters_of_pairs(left, right, len(table))

    return run
