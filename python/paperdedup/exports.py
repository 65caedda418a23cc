"""Public names that are imported when they are first used.

So a program that needs a part of the package waits for that part alone: help and completion of the
command answer without Arrow.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def on_demand(package: str, exports: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """A `__getattr__` for a package: `exports` says which of its modules has which public names.

    >>> on_demand("paperdedup", {"errors": ("InputError",)})("InputError").__name__
    'InputError'
    """
    homes = {name: module for module, names in exports.items() for name in names}

    def find(name: str) -> Any:
        if name in homes:
            return getattr(import_module(f"{package}.{homes[name]}"), name)
        if not name.startswith("__") and find_spec(f"{package}.{name}") is not None:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)

    return find


def listed(package: str, names: Iterable[str]) -> Callable[[], list[str]]:
    """A `__dir__` for a package: its public names too, though not all of them are imported yet.

    >>> "deduplicate" in listed("paperdedup", ["deduplicate"])()
    True
    """
    return lambda: sorted({*vars(sys.modules[package]), *names})
