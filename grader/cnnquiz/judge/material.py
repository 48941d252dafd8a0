"""What an exercise's folder in `solutions/` holds: reference, checks, misconceptions, probes."""

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from cnnquiz.errors import CourseError, Problem
from cnnquiz.judge.author import WrongVersion
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.wire.invocation import invoke, raised
from cnnquiz.wire.outcome import Outcome, Returned, from_plain, to_plain
from cnnquiz.wire.request import Request
from cnnquiz.wire.values import TOO_LARGE, Opaque, WireError, decode, encode

# Of what the reference makes of requests: a few times as many as the checks of an exercise make, so
# that memory stays as it is however many submissions, and seeds, come.
_KEPT = 1000
_KEPT_BYTES = 1 << 18  # of a request
_KEPT_WRONG = 3000  # of what wrong versions make of them
_KEPT_WRONG_BYTES = 1 << 25  # of all of those together


@dataclass(frozen=True)
class Material:
    """The instructor's half of one exercise, loaded where it is first needed.

    Attributes:
        folder: the exercise's folder in `solutions/`.
        exercise: the other half.
    """

    folder: Path
    exercise: Exercise

    @property
    def checks_file(self) -> Path:
        """The file with the hidden checks."""
        return self.folder / f"check_{self.exercise.slug.partition('_')[2]}.py"

    @cached_property
    def reference(self) -> dict[str, Any]:
        """The reference's functions by name.

        Raises:
            CourseError: the file is missing, fails to load, or lacks a function.
        """
        if self.exercise.tools is Tools.TORCH:
            import torch  # noqa: PLC0415  # 1.2 s: only where the reference imports it anyway

            # As in a worker, and for the same reasons. On a busy machine, waiting for each other's
            # threads costs far more than threads gain on inputs of this size.
            torch.set_num_threads(1)
            one_dnn: Any = torch.backends.mkldnn  # typed as what one reads, not as what one sets
            one_dnn.enabled = False
        path = self.folder / f"{self.exercise.slug}.py"
        module = load_module(path)
        missing = [name for name in self.exercise.function_names if not hasattr(module, name)]
        if missing:
            problem = f"defines no {', '.join(missing)}, which exercise.yaml lists"
            raise CourseError([Problem(str(path), "", problem)])
        return {name: getattr(module, name) for name in self.exercise.function_names}

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters of all of the reference's functions."""
        import inspect  # noqa: PLC0415  # only where something raised, or was changed

        functions = self.reference.values()
        names = (name for function in functions for name in inspect.signature(function).parameters)
        return frozenset(names)

    @cached_property
    def words(self) -> frozenset[str]:
        """The names of which the message of a helpful exception holds one."""
        return self.parameters | {*self.exercise.message_words}

    @cached_property
    def wrong_versions(self) -> tuple[WrongVersion, ...]:
        """The executable misconceptions, in the order of their file; none without one."""
        path = self.folder / "misconceptions.py"
        if not path.exists():
            return ()
        values = vars(load_module(path)).values()
        return tuple(value for value in values if isinstance(value, WrongVersion))

    @cached_property
    def probes_source(self) -> str | None:
        """The text of the probes, which workers receive, or None."""
        path = self.folder / "probes.py"
        return path.read_text(encoding="utf-8") if path.exists() else None

    @cached_property
    def probes(self) -> dict[str, Any]:
        """The probes by name, for the judge's own use."""
        path = self.folder / "probes.py"
        return vars(load_module(path)) if path.exists() else {}

    def mutated(self, wrong: WrongVersion) -> dict[str, Any]:
        """Return the reference with one function replaced by a wrong version."""
        return {**self.reference, wrong.of: wrong.bind(SimpleNamespace(**self.reference))}

    def ask(self, namespace: Mapping[str, Any], request: Request) -> Outcome:
        """Call trusted code as a worker would: on copies, its result as it crosses the wire.

        What the reference makes of a request is kept: with the same seed, the same ones come again
        with every submission. Nobody may change such a result.
        """
        if namespace is not self.reference:
            return self._worked_out(namespace, request)
        known = self._truths.get(request.payload)
        if known is None:
            known = self._worked_out(namespace, request)
            if len(self._truths) < _KEPT and len(request.payload) <= _KEPT_BYTES:
                self._truths[request.payload] = known
        return known

    def ask_wrong(self, wrong: WrongVersion, request: Request) -> Outcome:
        """Ask the reference with one function replaced by a wrong version.

        That is kept as well: whoever fails a check is compared with all wrong versions.
        """
        kept, key = self._mistakes, (id(wrong), request.payload)
        known = kept.outcomes.get(key)
        if known is None:
            data = self._sent(self.mutated(wrong), request)
            known = from_plain(decode(data))
            kept.add(key, known, len(data) + len(request.payload))
        return known

    def _worked_out(self, namespace: Mapping[str, Any], request: Request) -> Outcome:
        if namespace is self.reference and request.do == "call":
            args, kwargs = request.arguments()  # nothing to watch: half the time is saved
            return _called(self.reference[request.function], args, kwargs)
        return from_plain(decode(self._sent(namespace, request)))

    def _sent(self, namespace: Mapping[str, Any], request: Request) -> bytes:
        """Return what a worker would send that held this code."""
        args, kwargs = request.arguments()
        if request.do == "probe":
            namespace, args = self.probes, (SimpleNamespace(**namespace), *args)
        try:
            return encode(to_plain(invoke(namespace, request.function, args, kwargs)))
        except WireError:
            return encode(to_plain(Returned(Opaque(TOO_LARGE))))

    @cached_property
    def _truths(self) -> dict[bytes, Outcome]:
        """What the reference made of requests so far."""
        return {}

    @cached_property
    def _mistakes(self) -> "_Mistakes":
        return _Mistakes(_KEPT_WRONG_BYTES)


@dataclass
class _Mistakes:
    """What wrong versions made of requests so far, within limits.

    Attributes:
        room: how many bytes more may be kept.
        outcomes: by the version's identity and the request's payload.
    """

    room: int
    outcomes: dict[tuple[int, bytes], Outcome] = field(default_factory=dict)

    def add(self, key: tuple[int, bytes], outcome: Outcome, size: int) -> None:
        """Keep an outcome of so many bytes, if there is room."""
        if len(self.outcomes) < _KEPT_WRONG and size <= self.room:
            self.room -= size
            self.outcomes[key] = outcome


def _called(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Outcome:
    try:
        return Returned(function(*args, **kwargs))
    # What a reference raises is compared like a value.
    except Exception as error:  # noqa: BLE001
        return raised(error, lambda _traceback: None)


def load_module(path: Path) -> ModuleType:
    """Return a file of `solutions/`, imported under a name that nothing else has.

    Raises:
        CourseError: it is missing, or fails to load.
    """
    name = f"_cnnquiz_solutions.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError([Problem(str(path), "", "is missing")])
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    # A course author's mistake, wherever in the file and of whatever kind.
    except Exception as error:
        sys.modules.pop(name, None)
        where = ":".join(map(str, _last_line(error, path)))
        raise CourseError([Problem(where, "", f"{type(error).__name__}: {error}")]) from error
    return module


def _last_line(error: Exception, path: Path) -> Iterator[str | int]:
    yield str(path)
    lines = [error.lineno] if isinstance(error, SyntaxError) else []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    if lines and lines[-1]:
        yield lines[-1]
