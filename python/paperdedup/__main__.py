"""`python -m paperdedup` is `paperdedup`."""

from __future__ import annotations

from paperdedup.cli import main

main()
