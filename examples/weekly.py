"""The job of every week: take new listings into an index, and list the papers that they brought.

    python examples/weekly.py papers.index examples/dumps/*.txt

Run it again with the next listing: papers keep their IDs, and a listing that is known changes
nothing.
"""

import sys
from pathlib import Path

from paperdedup import Index


def main(path: str, *dumps: str) -> None:
    """Add the dumps one by one; of each, print the papers that none before it had."""
    opened = Index.open(path) if Path(path).exists() else Index.create(path)
    with opened as index:
        for dump in dumps:
            (update,) = index.add(dump).dumps
            print(update)
            for paper in update.touched if update.new else ():
                first = index.lookup(paper).members[0]
                if first.dump == update.dump:
                    fields = index.record(first.record).fields
                    shown = fields.get("title") or fields.get("abstract", "(no title)")
                    print(f"  {paper}  {shown:.100}")


if __name__ == "__main__":
    main(*sys.argv[1:])
