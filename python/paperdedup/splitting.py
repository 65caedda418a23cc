"""The papers of a run, split at a higher threshold or score, without searching again.

Limits: a split knows the matches of the run only, so it goes up, never down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from paperdedup import tables
from paperdedup.config import checked_number
from paperdedup.connected import within
from paperdedup.errors import ConfigError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from paperdedup.decisions import Applied
    from paperdedup.judged import Judged
    from paperdedup.weighing import Run


def groups_at(
    run: Run, *, threshold: float | None, score: float | None
) -> npt.NDArray[np.int64] | None:
    """A number per record, equal inside each cluster; None for the papers of the run."""
    if threshold is not None and score is not None:
        raise ConfigError("threshold, score: give one of the two")
    if score is not None:
        return _by_score(run, score)
    if threshold is None:
        return None
    at = tables.checked(run.config, threshold)
    if run.policy is None and at == run.config.threshold:
        return None
    return run.findings.split(at)


def _by_score(run: Run, score: float) -> npt.NDArray[np.int64]:
    edges, policy, findings = run.findings.edges, run.policy, run.findings
    if edges is None or policy is None:
        raise ConfigError("score: texts alone decided, and give no score; use threshold")
    score = checked_number("score", score)
    if score < policy["threshold"]:
        raise ConfigError(
            f"score = {score:g}: must be at least {policy['threshold']:g}, the threshold of the "
            f"policy {policy['name']}; for a lower one run again with another table"
        )
    kept = pc.and_(edges.column("same"), pc.greater_equal(edges.column("score"), score))
    return parts(findings, run.applied, edges.filter(kept))


def parts(findings: Judged, applied: Applied, edges: pa.Table) -> npt.NDArray[np.int64]:
    """A number per record, equal for those of a paper that hang together by these edges, by what
    people decided, and by equal content.
    """
    repeats = np.arange(len(findings.founders)), findings.first_of_content
    decided = applied.links(findings.contradictions)
    return within(findings.founders, findings.ends(edges), decided, repeats)
