"""paperdedup: which records are the same paper, under which name, and why.

`deduplicate` reads any number of dumps and answers with a `Result`: tables of papers, members and
matches, canonical IDs that last, and explanations. The stages it is made of (`normalize`,
`shingles`, `Sketcher`, `similarity`, `plan`) are here too. Tables: `paperdedup.schemas`. Errors:
one tree below `PaperdedupError`.

>>> import paperdedup
>>> text = "A listing is dumped again and again, and the same abstract comes back in each dump."
>>> dumps = {"may": [text], "june": [text.upper(), "Another text."]}
>>> result = paperdedup.deduplicate(dumps, config=paperdedup.Config(text="plain"))
>>> result
Result(3 records of 2 dumps: 2 papers, 1 repeat, 0 revised, 0 rejects)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperdedup import schemas
    from paperdedup.config import Config, policies
    from paperdedup.decisions import Contradiction, Decision
    from paperdedup.dedup import deduplicate
    from paperdedup.diff import Change
    from paperdedup.errors import (
        ConfigError,
        IndexStateError,
        InputError,
        InternalError,
        PaperdedupError,
        UnknownRecordError,
    )
    from paperdedup.explain import Explanation
    from paperdedup.index import (
        Absent,
        Decided,
        Difference,
        DumpMatches,
        DumpUpdate,
        Effect,
        Entry,
        Event,
        Hit,
        Index,
        Matches,
        Member,
        Merged,
        Moved,
        Paper,
        Record,
        Review,
        Revision,
        Ruling,
        Split,
        Update,
        Verdict,
        Verification,
    )
    from paperdedup.measuring.audit import Audit, audit
    from paperdedup.measuring.calibrate import Calibration, calibrate
    from paperdedup.measuring.evaluate import Evaluation, evaluate
    from paperdedup.readers import Texts
    from paperdedup.result import Result
    from paperdedup.stages import (
        Plan,
        Similarity,
        Sketcher,
        __version__,
        identifier,
        normalize,
        plan,
        shingles,
        similarity,
        versions,
    )
else:
    from paperdedup.exports import listed, on_demand

    __getattr__ = on_demand(
        __name__,
        {
            "config": ("Config", "policies"),
            "decisions": ("Contradiction", "Decision"),
            "dedup": ("deduplicate",),
            "diff": ("Change",),
            "errors": (
                "ConfigError",
                "IndexStateError",
                "InputError",
                "InternalError",
                "PaperdedupError",
                "UnknownRecordError",
            ),
            "explain": ("Explanation",),
            "index": (
                *("Absent", "Decided", "Ruling", "Difference", "DumpMatches", "DumpUpdate"),
                *("Effect", "Entry", "Event"),
                *("Hit", "Index", "Matches", "Member", "Merged", "Moved", "Paper", "Record"),
                *("Review", "Revision", "Split", "Update", "Verdict", "Verification"),
            ),
            "measuring.audit": ("Audit", "audit"),
            "measuring.calibrate": ("Calibration", "calibrate"),
            "measuring.evaluate": ("Evaluation", "evaluate"),
            "readers": ("Texts",),
            "result": ("Result",),
            "stages": (
                *("Plan", "Similarity", "Sketcher", "__version__", "identifier"),
                *("normalize", "plan", "shingles", "similarity", "versions"),
            ),
        },
    )

__all__ = [
    "Absent",
    "Audit",
    "Calibration",
    "Change",
    "Config",
    "ConfigError",
    "Contradiction",
    "Decided",
    "Decision",
    "Difference",
    "DumpMatches",
    "DumpUpdate",
    "Effect",
    "Entry",
    "Evaluation",
    "Event",
    "Explanation",
    "Hit",
    "Index",
    "IndexStateError",
    "InputError",
    "InternalError",
    "Matches",
    "Member",
    "Merged",
    "Moved",
    "Paper",
    "PaperdedupError",
    "Plan",
    "Record",
    "Result",
    "Review",
    "Revision",
    "Ruling",
    "Similarity",
    "Sketcher",
    "Split",
    "Texts",
    "UnknownRecordError",
    "Update",
    "Verdict",
    "Verification",
    "__version__",
    "audit",
    "calibrate",
    "deduplicate",
    "evaluate",
    "identifier",
    "normalize",
    "plan",
    "policies",
    "schemas",
    "shingles",
    "similarity",
    "versions",
]

if not TYPE_CHECKING:
    __dir__ = listed(__name__, __all__)
