"""Checks of the source that no common tool makes: `make check` runs them, and so do the tests.

Each module is a program (`python -m checks.limits`) that prints what it found and exits with 1 if a
rule is broken. Each also fails if it inspected nothing.
"""
