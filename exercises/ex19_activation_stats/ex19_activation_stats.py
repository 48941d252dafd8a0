"""Statistics of a network's activations, taken by hooks while the network is used.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle


class ActivationStats:
    """Watches what modules put out while a `with` block runs.

    On entry every module gets a forward hook, and on exit these hooks are taken away, also if the
    block ends by an exception, which goes on to the caller. Outputs, gradients, and hooks that
    other people put on the modules are as they would be without it.

    Args:
        modules: the modules to watch, a sequence. Each of them puts out one tensor, of any shape,
            float32 or float64. Nothing is hooked before the block is entered.

    Attributes:
        stats: a list with a list for every module, in the order of `modules`; empty lists at
            first. `stats[i]` gets one dict for every forward pass of module `i`, in the order of
            the passes, in training or evaluation mode, with or without gradients. It can still be
            read when the block is over.

    The dict of a pass holds statistics of all numbers of the output together, as floats or as
    detached tensors (the graph of a pass has to be free to go once nobody else needs it):

        mean        their mean
        std         their standard deviation, dividing by the count (not by the count minus 1)
        near_zero   the fraction, 0 to 1, of numbers that are 0.05 or less, negative ones included
        histogram   a sequence of 40 counts, of the absolute values, in equal bins from 0 to 10.
                    A bin includes its left edge and not its right one, but the last bin includes
                    10. Absolute values above 10 are not counted anywhere.

    Examples:
        >>> model = nn.Sequential(nn.Flatten(), nn.ReLU())
        >>> with ActivationStats([model[1]]) as watcher:
        ...     _ = model(torch.tensor([[-3.0, 1.0], [0.0, 6.0]]))
        >>> [sorted(entry) for entry in watcher.stats[0]]
        [['histogram', 'mean', 'near_zero', 'std']]
        >>> entry = watcher.stats[0][0]
        >>> [round(float(entry[name]), 3) for name in ("mean", "std", "near_zero")]
        [1.75, 2.487, 0.5]
        >>> counts = [int(count) for count in entry["histogram"]]
        >>> counts[0], counts[4], counts[24], sum(counts)
        (2, 1, 1, 4)
    """

    def __init__(self, modules: Sequence[nn.Module]) -> None:
        """Take note of the modules; nothing is hooked yet."""
        raise NotImplementedError

    def __enter__(self) -> "ActivationStats":
        """Hook the modules and return this object, which `as` gives a name to."""
        raise NotImplementedError

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the hooks away. The arguments tell of an exception; None, None, None if none."""
        raise NotImplementedError


def dead_fraction(stats: Sequence[Sequence[Mapping[str, Any]]]) -> list[float]:
    """Return how much of each module's output is near zero, on average over its passes.

    Args:
        stats: a list as in `ActivationStats.stats`: for each module its dicts, at least one.
            Modules may have different numbers of passes. `near_zero` may be a float or a 0-d
            tensor. The list is not modified.

    Returns:
        For each module, in order, the mean of `near_zero` over its passes.

    Examples:
        >>> dead_fraction([[{"near_zero": 0.25}, {"near_zero": 0.75}], [{"near_zero": 1.0}]])
        [0.5, 1.0]
    """
    raise NotImplementedError
