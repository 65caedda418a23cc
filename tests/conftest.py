"""What all tests share: hypothesis draws the same examples on every run, on no clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "paperdedup",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("paperdedup")
