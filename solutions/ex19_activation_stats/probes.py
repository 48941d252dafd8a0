# cnnquiz-instructor: never for students
"""A network with an ActivationStats around its passes: both stay where they were made.

A specification of a network is a list of tuples (class name, arguments…), called one after another.
"""

import gc
import weakref

import torch
from torch import nn
from torch.nn.modules import module as nn_module

# Where torch keeps hooks: those for all modules, and each module's own.
_FOR_ALL = (
    "_global_forward_hooks",
    "_global_forward_pre_hooks",
    "_global_backward_hooks",
    "_global_backward_pre_hooks",
)
_OWN = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


class Times(nn.Module):
    """Multiplies by a number; by a power of two this is exact."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        """Return the product."""
        return x * self.factor


class Breaks(nn.Module):
    """A layer that raises when it is called."""

    def forward(self, _x):
        """Raise."""
        raise ArithmeticError("this layer always breaks")


class _Traced(torch.autograd.Function):
    """The identity, with an object in its graph whose end can be seen."""

    @staticmethod
    def forward(ctx, x):
        ctx.token = _Token()
        _Token.latest = weakref.ref(ctx.token)
        return x.clone()

    @staticmethod
    def backward(_ctx, gradient):
        return gradient


class _Token:
    """Lives as long as the graph that it hangs on."""

    latest = None


class Trace(nn.Module):
    """A layer through which the graph of a pass can be followed."""

    def forward(self, x):
        """Return a copy."""
        return _Traced.apply(x)


OWN = {cls.__name__: cls for cls in (Times, Breaks, Trace)}


def build(spec):
    """Return the network of a specification."""
    return nn.Sequential(
        *((OWN.get(name) or getattr(nn, name))(*arguments) for name, *arguments in spec)
    )


def noted(student, spec, watched, batches, names):
    """The statistics called `names` of the layers numbered `watched`, after passes on `batches`.

    Passes go through training and evaluation mode in turn, and every third is without gradients.
    """
    # Not by `as`, here and below: what that gives a name to is the business of `around`.
    model = build(spec)
    watcher = student.ActivationStats([model[number] for number in watched])
    with watcher:
        for number, x in enumerate(batches):
            model.train(number % 2 == 0)
            with torch.set_grad_enabled(number % 3 < 2):
                model(x)
    return _plain(getattr(watcher, "stats", None), names)


def passes(student, spec, watched, calls):
    """Only the means, where the layers are called one by one: `calls` has pairs (number, input)."""
    model = build(spec)
    watcher = student.ActivationStats([model[number] for number in watched])
    with watcher:
        for number, x in calls:
            model[number](x)
    return _plain(getattr(watcher, "stats", None), ["mean"])


def around(student, spec, x):
    """What is in `stats` before, in and after the block, and what `with` gives a name to."""
    model = build(spec)
    manager = student.ActivationStats(list(model))
    model(x)
    facts = {"passes_before": _counts(manager)}
    with manager as watcher:
        facts["as_names_the_object"] = watcher is manager
        facts["as_names_nothing"] = watcher is None
        facts["passes_on_entry"] = _counts(manager)
        model(x)
        facts["passes_in_the_block"] = _counts(manager)
        model(x)
    model(x)
    return {**facts, "passes_after": _counts(manager)}


def hooks(student, spec, x):
    """How many hooks there are before, in and after the block, and whether others' still work."""
    model, calls = _with_hooks(spec)
    before = _hook_counts(model)
    manager = student.ActivationStats(list(model))
    facts = {"changed_before_the_block": _hook_counts(model) != before}
    with manager:
        calls.clear()
        model(x)
        facts["calls_of_other_hooks_in_the_block"] = len(calls)
    return {**facts, **_hooks_now(model, before, calls, x)}


def after_an_exception(student, spec, x, *, in_the_model):
    """What remains of a block that ends by an exception, of the model's or of the block's own."""
    model, calls = _with_hooks([*spec, ("Breaks",)] if in_the_model else spec)
    watched = list(model)[: len(spec)]
    before = _hook_counts(model)
    manager = student.ActivationStats(watched)
    facts = {"exception": None}
    try:
        with manager:
            model(x)
            raise ArithmeticError("the block's own")
    except ArithmeticError as error:
        facts["exception"] = str(error)
    facts["passes"] = _counts(manager)
    return {**facts, **_hooks_now(_without_breaks(model), before, calls, x)}


def _without_breaks(model):
    """Return the model's own layers in a new chain, as they are, but for those that break."""
    return nn.Sequential(*(layer for layer in model if not isinstance(layer, Breaks)))


def undisturbed(student, spec, weights, x):
    """Output, and gradients of the input and of all weights, of a pass in the block."""
    model = build(spec)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), weights, strict=True):
            parameter.copy_(value)
    x = x.clone().requires_grad_()
    with student.ActivationStats(list(model)):
        output = model(x)
        facts = {"output": output if isinstance(output, torch.Tensor) else None}
        connected = facts["output"] is not None and output.requires_grad
        if connected:
            (output * torch.arange(1.0, output.numel() + 1).reshape(output.shape)).sum().backward()
    gradients = [x.grad, *(parameter.grad for parameter in model.parameters())]
    return {**facts, "can_be_trained": connected, "gradients": gradients}


def graphs(student, spec, x):
    """Whether anything of a pass's graph is alive, or can be reached, when its output is gone."""
    model = build(spec)
    alive = []
    watcher = student.ActivationStats(list(model))
    with watcher:
        for _ in range(2):
            output = model(x.clone().requires_grad_())
            del output
            if _Token.latest() is not None:
                gc.collect()  # takes its time, and few need it: those with cycles of references
            alive.append(_Token.latest() is not None)
        stats = getattr(watcher, "stats", None)
    return {"alive": alive, "passes": _counts(watcher), "attached": _attached(stats)}


def _counts(watcher):
    """Return how many passes each module has, or None where this cannot be said."""
    try:
        return [len(entries) for entries in watcher.stats]
    except (AttributeError, TypeError):
        return None


def _attached(stats):
    """Return whether any number in the statistics belongs to a graph."""
    if isinstance(stats, torch.Tensor):
        return stats.requires_grad
    if isinstance(stats, dict):
        stats = list(stats.values())
    return isinstance(stats, list | tuple) and any(map(_attached, stats))


def _plain(stats, names):
    """Return statistics as lists of dicts of floats, with what is otherwise left as it is."""
    if not isinstance(stats, list | tuple):
        return stats
    return [
        [_entry(entry, names) for entry in entries]
        if isinstance(entries, list | tuple)
        else entries
        for entries in stats
    ]


def _entry(entry, names):
    if not isinstance(entry, dict):
        return entry
    return {name: _numbers(entry.get(name), many=name == "histogram") for name in names}


def _numbers(value, *, many):
    try:
        return [float(number) for number in value] if many else float(value)
    except (TypeError, ValueError, RuntimeError):
        return value


def _with_hooks(spec):
    """Return a network with somebody else's hooks, and the list in which those note their calls."""
    model, calls = build(spec), []
    for layer in model:
        layer.register_forward_hook(lambda *_: calls.append("after"))
        layer.register_forward_pre_hook(lambda *_: calls.append("before"))
    return model, calls


def _hook_counts(model):
    for_all = [len(getattr(nn_module, name)) for name in _FOR_ALL]
    layers = [layer for layer in model if not isinstance(layer, Breaks)]
    return for_all + [len(getattr(layer, name)) for layer in layers for name in _OWN]


def _hooks_now(model, before, calls, x):
    after = _hook_counts(model)
    calls.clear()
    model(x)
    changes = [now - then for now, then in zip(after, before, strict=True)]
    return {
        "hooks_left_behind": sum(change for change in changes if change > 0),
        "other_hooks_lost": -sum(change for change in changes if change < 0),
        "calls_of_other_hooks": len(calls),
    }
