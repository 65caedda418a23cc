"""What `--version` prints: everything that an answer depends on."""

from __future__ import annotations


def version_line() -> str:
    """Versions of the package, of its core, and of what IDs and stored hashes depend on."""
    import paperdedup

    found = paperdedup.versions()
    parts = ", ".join(
        f"{name} {version}" for name, version in found.items() if name != "paperdedup"
    )
    return f"paperdedup {paperdedup.__version__} ({parts})"
