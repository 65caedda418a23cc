"""What the tests of the readers share: a file with some content, read at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paperdedup import readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Dump]:
    """Write some bytes to a file and read the one dump it is."""

    def read(content: bytes | str, name: str = "dump", **options: Any) -> Dump:
        path = tmp_path / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        (dump,) = readers.read_all(path, **options)
        return dump

    return read


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few bytes, so that small inputs have many."""
    from paperdedup.readers import input as input_module
    from paperdedup.readers import jsonarray

    monkeypatch.setattr(input_module, "BLOCK_BYTES", 64)
    monkeypatch.setattr(jsonarray, "BLOCK_BYTES", 64)


@pytest.fixture
def shared() -> Path:
    """The folder of real dumps beside the checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("the real dumps (a folder `shared` beside the checkout) are not here")
    return SHARED
