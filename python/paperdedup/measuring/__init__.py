"""How good an answer is: against a truth (`evaluate`), without one (`audit`), and which settings
fit some records best (`calibrate`). See docs/measuring.md.

`scores` counts, `intervals` says how sure a share is, `truth` reads what is right, `verdicts` puts
a decision into words; the three jobs are put together from these.
"""

from paperdedup.measuring.judging import judged, sample_matches, write_matches

__all__ = ["judged", "sample_matches", "write_matches"]
