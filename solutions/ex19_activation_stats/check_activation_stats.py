# cnnquiz-instructor: never for students
"""Hidden checks of ex19.

The layers keep, clip, or multiply by powers of two, so that what they put out is exact and no
number lies by rounding on the other side of an edge.
"""

import numpy as np
import torch

from cnnquiz.judge.author import points

CHAIN = [("Identity",), ("Times", -2.0), ("ReLU",), ("Times", 0.5), ("Flatten",)]
ALL = (0, 1, 2, 3, 4)


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def tensor(rng, *shape, scale=1.0, shift=0.0, dtype="float32"):
    """Return normally distributed numbers."""
    return torch.from_numpy(rng.normal(shift, scale, size=shape).astype(dtype))


def batches_of(rng, count=2, **options):
    """Return batches of feature maps of various sizes."""
    return [
        tensor(rng, draw(rng, 1, 4), draw(rng, 1, 4), draw(rng, 3, 6), draw(rng, 3, 6), **options)
        for _ in range(count)
    ]


# --- ActivationStats: the numbers ---------------------------------------------------------------


@points(1, functions=("ActivationStats",))
def check_mean_and_spread(agree, rng):
    """Mean and standard deviation are those of all numbers of the output, divided by the count."""
    for shift in (0.0, float(rng.uniform(0.5, 2))):
        batches = batches_of(rng, 3, shift=shift)
        agree.probe("noted", CHAIN, ALL, batches, ["mean", "std"])
    few = [tensor(rng, 2, 3, shift=1), tensor(rng, 1, 1), tensor(rng, 1, 2, dtype="float64")]
    agree.probe("noted", CHAIN, ALL, few, ["mean", "std"])


@points(1, functions=("ActivationStats",))
def check_near_zero(agree, rng):
    """near_zero is the fraction of numbers that are 0.05 or less, negative ones included."""
    for scale in (1.0, 0.1):
        batches = batches_of(rng, 3, scale=scale)
        agree.probe("noted", CHAIN, ALL, batches, ["near_zero"])
    # In float64, where 0.05 is the number that 0.05 is in Python.
    edge = torch.tensor([[0.05, 0.06, -0.05, 0.04, 7.0]], dtype=torch.float64)
    agree.probe("noted", [("Identity",)], (0,), [edge], ["near_zero"])
    agree.probe("noted", [("ReLU",)], (0,), [-tensor(rng, 2, 5).abs()], ["near_zero"])


@points(1, functions=("ActivationStats",))
def check_histogram(agree, rng):
    """The histogram counts absolute values in 40 equal bins from 0 to 10, whatever the range."""
    for scale in (3.0, 0.4):
        # Within the range: what lies beyond it is another check's.
        batches = [x.clamp(-4.9, 4.9) for x in batches_of(rng, 3, scale=scale)]
        agree.probe("noted", CHAIN, ALL, batches, ["histogram"])
    agree.probe("noted", CHAIN, ALL, [tensor(rng, 3, 4, dtype="float64")], ["histogram"])


@points(0.75, functions=("ActivationStats",))
def check_edges_of_the_histogram(agree, rng):
    """Each bin includes its left edge, the last one also 10, and larger numbers are left out."""
    # Edges and middles: one alone does not tell shifted edges from wider bins.
    edges = torch.arange(81) / 8
    agree.probe("noted", [("Identity",)] * 2, (0, 1), [edges.reshape(1, 81)], ["histogram"])
    wide = batches_of(rng, 2, scale=12)
    agree.probe("noted", CHAIN, ALL, wide, ["histogram"])
    beyond = torch.tensor([[10.0, -10.0, 10.25, -11.0, 1e6]])
    agree.probe("noted", [("Identity",)], (0,), [beyond], ["histogram"])


# --- ActivationStats: passes and modules --------------------------------------------------------


@points(1, functions=("ActivationStats",))
def check_a_dict_for_every_pass_and_module(agree, rng):
    """stats[i] has a dict for every pass of module i, in the order of the passes."""
    agree.probe("noted", CHAIN, (3, 0, 2), batches_of(rng, 7, shift=1), ["mean", "near_zero"])
    agree.probe("noted", CHAIN, (1,), batches_of(rng, 1), ["mean"])
    agree.probe("noted", CHAIN, (1, 4), batches_of(rng, 2), ["mean"])
    # Modules that are called on their own, and not all equally often.
    numbers = [0, 3, 1, 0, 0, 3, *rng.integers(0, 4, 4).tolist()]
    calls = [(number, tensor(rng, 2, 3, shift=1)) for number in numbers]
    agree.probe("passes", CHAIN, (0, 1, 3, 2, 4), calls)


@points(0.75, functions=("ActivationStats",))
def check_only_the_block_is_watched(agree, rng):
    """`as` names the object itself, only passes in the block count, and stats stays afterwards."""
    for spec in (CHAIN, [("ReLU",)]):
        agree.probe("around", spec, tensor(rng, 2, 3, 4, 4))


# --- ActivationStats: what it leaves behind -----------------------------------------------------


@points(0.75, functions=("ActivationStats",))
def check_hooks(agree, rng):
    """Modules are hooked in the block only, and hooks of other people still work."""
    for spec in (CHAIN, [("ReLU",)]):
        agree.probe("hooks", spec, tensor(rng, 2, 3, 4, 4))


@points(0.75, functions=("ActivationStats",))
def check_exceptions(agree, rng):
    """If the block ends by an exception, the hooks are taken away and the exception goes on."""
    for in_the_model in (False, True):
        x = tensor(rng, 2, 3, 4, 4)
        agree.probe("after_an_exception", CHAIN, x, in_the_model=in_the_model)


@points(0.5, functions=("ActivationStats",))
def check_outputs_and_gradients(agree, rng):
    """The model's outputs and gradients are what they would be without anybody watching."""
    spec = [("Linear", 5, 4), ("Identity",), ("LeakyReLU", 0.5), ("Linear", 4, 3), ("Tanh",)]
    for _ in range(2):
        weights = [tensor(rng, *shape) for shape in [(4, 5), (4,), (3, 4), (3,)]]
        agree.probe("undisturbed", spec, weights, tensor(rng, draw(rng, 2, 5), 5))
    agree.probe("undisturbed", [("Identity",)], [], tensor(rng, 2, 3))


@points(0.5, functions=("ActivationStats",))
def check_graphs_are_free_to_go(agree, rng):
    """The numbers are not tied to the graph, and nothing keeps a graph that is over in memory."""
    spec = [("Identity",), ("Trace",), ("Times", 2.0), ("ReLU",)]
    agree.probe("graphs", spec, tensor(rng, 2, 3, shift=1))


# --- dead_fraction ------------------------------------------------------------------------------


def entries(rng, count, *, tensors=False):
    """Return the dicts of some passes of one module."""
    return [
        {
            "mean": float(rng.normal()),
            "std": float(rng.uniform(0.5, 2)),
            "near_zero": torch.tensor(float(near_zero)) if tensors else float(near_zero),
            "histogram": rng.multinomial(50, np.full(40, 1 / 40)).astype(float).tolist(),
        }
        for near_zero in rng.uniform(0.02, 0.98, count)
    ]


@points(1)
def check_mean_over_the_passes(agree, rng):
    """For each module, near_zero is averaged over the passes."""
    for modules, count in [(3, 4), (1, 5), (2, 2), (4, 3)]:
        agree("dead_fraction", [entries(rng, count) for _ in range(modules)])


@points(0.5)
def check_every_module_has_its_own_passes(agree, rng):
    """A module may have been called once, or less often than others."""
    for counts in [(2, 5, 1), (1,), (1, 1), (6, 3, *rng.integers(1, 5, 2).tolist())]:
        agree("dead_fraction", [entries(rng, count) for count in counts])


@points(0.5)
def check_near_zero_as_a_tensor(agree, rng):
    """near_zero may be a tensor without axes, since ActivationStats may store such tensors."""
    for count in (1, 4):
        agree("dead_fraction", [entries(rng, count, tensors=True) for _ in range(3)])
