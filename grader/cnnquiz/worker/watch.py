"""Names inside torch that an exercise puts off limits, found where they run.

Two views of every call are taken together. The function mode sees `F.dropout` before it becomes a
draw that anybody may make; the dispatch mode sees the kernels that functions without a hook reach
(`rms_norm`, native forms). What neither sees is wrapped (fusing a batch norm into a convolution is
plain arithmetic) or refused (a scripted function runs outside of both).

As for modules, this finds honest use under any alias; code that dismantles it is not stopped.
"""

import contextlib
import fnmatch
import functools
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType
from typing import Any

Use = Callable[[str, str], None]

_STARTERS = (
    ("_thread", "start_new_thread"),
    ("threading", "_start_new_thread"),
    ("threading", "_start_joinable_thread"),
)
_SCRIPTING = (
    ("torch", "compile"),
    ("torch.jit", "CompilationUnit"),
    ("torch.jit", "load"),
    ("torch.jit", "script"),
    ("torch.jit", "script_if_tracing"),
    ("torch.jit", "script_method"),
    ("torch.jit", "trace"),
    ("torch.jit", "trace_module"),
)


class Watch:
    """Tells of every function of torch that runs and fits a pattern."""

    def __init__(self, patterns: Sequence[str], use: Use) -> None:
        """Prepare to watch; torch has been imported by now if there is anything to watch.

        Args:
            patterns: such as `torch.*dropout*`, held against `torch.` and the function's name.
            use: told of the pattern and the name; it may raise.
        """
        self._patterns = tuple(patterns)
        self._use = use
        self._any = re.compile("|".join(map(fnmatch.translate, patterns)))
        self._found = functools.lru_cache(maxsize=None)(self._find)

    def install(self) -> None:
        """Watch threads to come, wrap what no mode sees, and refuse scripting."""
        if not self._patterns:
            return
        self._wrap_matching()
        for module_name, name in _SCRIPTING:
            setattr(sys.modules[module_name], name, self._refused(f"{module_name}.{name}"))
        scripted: Any = sys.modules["torch.jit"].ScriptModule
        name = "torch.jit.ScriptModule"
        scripted.__init__ = self._telling(self._entry(name), name, scripted.__init__)
        for module_name, name in _STARTERS:
            if hasattr(sys.modules.get(module_name), name):
                start = getattr(sys.modules[module_name], name)
                setattr(sys.modules[module_name], name, self._in_modes(start))

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what this thread runs meanwhile."""
        if not self._patterns:
            yield
            return
        function_mode, dispatch_mode = _modes(self._see)
        with function_mode, dispatch_mode:
            yield

    def _see(self, name: str) -> None:
        if pattern := self._found(name):
            self._use(pattern, f"torch.{name}")

    def _find(self, name: str) -> str | None:
        fitting = (one for one in self._patterns if fnmatch.fnmatchcase(f"torch.{name}", one))
        return next(fitting, None)

    def _wrap_matching(self) -> None:
        """Wrap every function in Python that fits, under each name by which torch knows it."""
        modules = [sys.modules[name] for name in list(sys.modules) if name.startswith("torch.")]
        for module in modules:
            for name, function in list(vars(module).items()):
                if isinstance(function, FunctionType) and self._any.match(f"torch.{name}"):
                    whole = f"torch.{name}"
                    setattr(module, name, self._telling(self._entry(whole), whole, function))

    def _telling(self, entry: str, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def telling(*args: Any, **kwargs: Any) -> Any:
            self._use(entry, name)
            return function(*args, **kwargs)

        return telling

    def _refused(self, name: str) -> Callable[..., Any]:
        scripted = _Scripted(functools.partial(self._use, self._entry(name), name))
        return lambda *_args, **_kwargs: scripted

    def _entry(self, name: str) -> str:
        """Return the pattern that a name fits; the first if none: scripting would hide its use."""
        return self._found(name.removeprefix("torch.")) or self._patterns[0]

    def _in_modes(self, start: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(start)
        def start_watched(function: Callable[..., Any], *rest: Any, **options: Any) -> Any:
            @functools.wraps(function)
            def watched(*args: Any, **kwargs: Any) -> Any:
                with self.watching():
                    return function(*args, **kwargs)

            return start(watched, *rest, **options)

        return start_watched


class _Scripted:
    """Stands for what scripting would have given; to call it is to use something off limits.

    Scripting alone costs nothing, as importing does not: one decorated function should not take
    the whole file down.
    """

    def __init__(self, use: Callable[[], None]) -> None:
        self._use = use

    def __getattr__(self, name: str) -> "_Scripted":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_args: object, **_kwargs: object) -> "_Scripted":
        self._use()
        return self


def _name(function: Any) -> str:
    """Return the name of a function or kernel without that of its overload."""
    return str(getattr(function, "__name__", "")).partition(".")[0]


def _modes(see: Callable[[str], None]) -> tuple[Any, Any]:
    """Return a function mode and a dispatch mode that tell the names of what runs."""
    from torch.overrides import TorchFunctionMode  # noqa: PLC0415  # imported only by torch exercises
    from torch.utils._python_dispatch import TorchDispatchMode  # noqa: PLC0415  # likewise

    class Functions(TorchFunctionMode):
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            del types
            see(_name(func))
            return func(*args, **(kwargs or {}))

    class Kernels(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch is typed in part
        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            del types
            see(_name(func))
            return func(*args, **(kwargs or {}))

    kernels: Any = Kernels
    return Functions(), kernels()
