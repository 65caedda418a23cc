"""What all tests share: hypothesis draws the same examples on every run, on no clock.

HYPOTHESIS_PROFILE=soak draws others on every run.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "paperdedup",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", settings.get_profile("paperdedup"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "paperdedup"))
