"""Modules that an exercise puts off limits: importing one gives a stand-in that notes its use.

Importing alone costs nothing, so that one function's use does not take the whole file down. This
finds honest use under any name or alias. It is no defence against code that dismantles it.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any


class OffLimitsError(ImportError):
    """Code of a submission used something that the exercise does without."""


class OffLimits(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are off limits, ahead of every other finder.

    Attributes:
        used: what of the exercise's list was used since it was last emptied, in order.
        loading: whether the submission is being loaded. Then a use is noted and goes on, since
            one decorated function should not cost the file; in a call it raises.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)
        self.used: list[str] = []
        self.loading = True

    def install(self) -> None:
        """Put the finder in front, and take away what is already imported."""
        if not self.names:  # to look at every name would copy a page for each, 7 ms with torch
            return
        for module in [name for name in sys.modules if self.covers(name)]:
            del sys.modules[module]
        sys.meta_path.insert(0, self)

    def covers(self, module: str) -> bool:
        """Return whether a module, or the package it is in, is off limits."""
        return module.partition(".")[0] in self.names

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec of a stand-in for a module that is off limits, else None."""
        del path, target
        if not self.covers(fullname):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return _StandIn(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is nothing in a stand-in."""

    def use(self, entry: str, name: str) -> None:
        """Note that something off limits was used.

        Args:
            entry: what the exercise lists: a module, or a pattern.
            name: what was used.

        Raises:
            OffLimitsError: unless the submission is still being loaded.
        """
        self.used.append(entry)
        if not self.loading:
            raise OffLimitsError(f"{name} is off limits in this exercise")


class _StandIn(ModuleType):
    def __init__(self, name: str, finder: OffLimits) -> None:
        super().__init__(name)
        self.__dict__["_finder"] = finder

    def __getattr__(self, name: str) -> "_StandIn":
        if name.startswith("__"):
            raise AttributeError(name)
        return _StandIn(f"{self.__name__}.{name}", self.__dict__["_finder"])

    def __call__(self, *_args: object, **_kwargs: object) -> "_StandIn":
        self._use()
        return self

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        self._use()
        return ()

    def _use(self) -> None:
        name = self.__name__
        self.__dict__["_finder"].use(name.partition(".")[0], name)
