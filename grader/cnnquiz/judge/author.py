"""What the authors of checks and misconceptions import.

A check is a function `check_…` in a file `check_….py`; pytest collects it when
`cnnquiz.judge.plugin` is loaded. Its docstring is the line that students read. It takes fixtures:
`agree` (see `cnnquiz.judge.agree`), `rng` (a numpy generator, seeded for this check), `reference`
(the reference's functions) and `student` (for checks that judge values themselves).

    @points(2)
    def check_stride_divides_what_is_left(agree):
        \"\"\"Stride divides what is left after the first window.\"\"\"
        for n, k, s in [(28, 3, 2), (7, 2, 3), (32, 5, 4)]:
            agree("conv_output_size", n, k, stride=s)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

POINTS = "cnnquiz_points"
FUNCTIONS = "cnnquiz_functions"

_Check = TypeVar("_Check", bound=Callable[..., None])


def points(worth: float, *, functions: Sequence[str] = ()) -> Callable[[_Check], _Check]:
    """Make a function a check that is worth `worth` points.

    Args:
        worth: points, above 0; those of an exercise add up to 10.
        functions: the student's functions that it judges. Left out, they are those whose names
            occur as strings in the check.
    """

    def mark(check: _Check) -> _Check:
        setattr(check, POINTS, float(worth))
        setattr(check, FUNCTIONS, tuple(functions))
        return check

    return mark


@dataclass(frozen=True, slots=True)
class WrongVersion:
    """A misconception in executable form: how somebody who holds it would write a function.

    Attributes:
        id: the misconception's id in the catalogue.
        of: the name of the function that it replaces.
        compute: called with the reference's namespace, then with the function's own arguments.
    """

    id: str
    of: str
    compute: Callable[..., Any]

    def bind(self, reference: Any) -> Callable[..., Any]:
        """Return the wrong version with the signature of the function it replaces."""

        def wrong(*args: Any, **kwargs: Any) -> Any:
            return self.compute(reference, *args, **kwargs)

        return wrong


def misconception(id_: str, *, of: str) -> Callable[[Callable[..., Any]], WrongVersion]:
    """Turn a function into the wrong version of `of` that the misconception `id_` computes.

    The decorated function takes the reference's namespace first, then what `of` takes:

        @misconception("stride-ignored", of="conv_output_size")
        def stride_ignored(reference, n, kernel_size, stride=1, padding=0, dilation=1):
            return reference.conv_output_size(n, kernel_size, 1, padding, dilation)
    """

    def wrap(compute: Callable[..., Any]) -> WrongVersion:
        return WrongVersion(id_, of, compute)

    return wrap


def numeric_gradient(
    function: Callable[[NDArray[np.float64]], float], at: NDArray[Any], step: float = 1e-6
) -> NDArray[np.float64]:
    """Return the gradient of a function of an array, by central differences.

    Every entry by itself is moved up and down by `step`; how far the function's value moves,
    divided by twice the step, is the slope along that entry. A smaller step brings the slope
    nearer to the derivative, with an error of order step², but rounding then counts for more,
    about 1e-16 / step times the function's value. For a quadratic function only rounding is left.

    Args:
        function: takes an array of `at`'s shape, float64, and returns one number. It receives a
            new array every time, and may change it.
        at: where to take the gradient, of any shape and real dtype; it is not modified.
        step: by how much an entry is moved, above 0, in the units of `at`.

    Returns:
        The slopes, float64, in the shape of `at`.

    Raises:
        ValueError: `step` is not above 0.

    Source:
        W. H. Press et al., Numerical Recipes, 3rd edition, section 5.7: the symmetrized form.
    """
    if not step > 0:
        raise ValueError(f"step is {step}, expected a number above 0")
    point = np.array(at, dtype=np.float64)
    slopes = np.empty_like(point)
    for index in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        above[index] += step
        below[index] -= step
        slopes[index] = (function(above) - function(below)) / (2 * step)
    return slopes
