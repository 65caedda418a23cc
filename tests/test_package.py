"""What the package is seen to hold: by type checkers, and by people who look into it."""

import subprocess
import sys
from pathlib import Path

import paperdedup


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(paperdedup.__file__).parent / "py.typed").is_file()


def test_all_public_names_are_listed_before_they_are_used() -> None:
    program = """
import sys
import paperdedup
assert set(paperdedup.__all__) <= set(dir(paperdedup)), dir(paperdedup)
assert "__name__" in dir(paperdedup)
assert "pyarrow" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
