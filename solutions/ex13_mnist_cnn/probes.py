# cnnquiz-instructor: never for students
"""What checks want to know of modules, which stay on the side where they were made.

A specification of a model is a tuple (class name, arguments…) for a layer, or a list of
specifications for what is called one after another.
"""

import contextlib
import inspect

import torch
from torch import nn
from torch.nn.modules import module as nn_module

# Where torch keeps hooks: those for all modules, and each module's own.
_FOR_ALL = ("_global_forward_hooks", "_global_forward_pre_hooks")
_OWN = ("_forward_hooks", "_forward_pre_hooks")


class Halve(nn.Module):
    """A layer of nobody's library."""

    def forward(self, x):
        """Return half of every number."""
        return x / 2


class Breaks(nn.Module):
    """A layer that raises when it is called, and remembers that it was."""

    reached = False

    def forward(self, _x):
        """Raise."""
        self.reached = True
        raise ArithmeticError("this layer always breaks")


class Backwards(nn.Module):
    """Registers its parts from last to first, calls them in order, and has one to spare."""

    def __init__(self, *parts):
        super().__init__()
        self.spare = nn.Linear(3, 3)
        for number in reversed(range(len(parts))):
            self.add_module(f"part{number}", build(parts[number]))
        self.count = len(parts)

    def forward(self, x):
        """Return `x` after all parts but the spare one."""
        for number in range(self.count):
            x = getattr(self, f"part{number}")(x)
        return x


class Branches(nn.Module):
    """Two parts that take the same input, side by side; their outputs are flattened and joined."""

    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = build(left), build(right)

    def forward(self, x):
        """Return both outputs in one row for each image."""
        return torch.cat([self.left(x).flatten(1), self.right(x).flatten(1)], dim=1)


class Repeats(nn.Module):
    """Calls one part several times."""

    def __init__(self, part, times):
        super().__init__()
        self.part, self.times = build(part), times

    def forward(self, x):
        """Return `x` after every call."""
        for _ in range(self.times):
            x = self.part(x)
        return x


class Between(nn.Module):
    """Two parts with one and the same layer behind each of them."""

    def __init__(self, first, second, shared):
        super().__init__()
        layer = build(shared)
        self.first = nn.Sequential(build(first), layer)
        self.second = nn.Sequential(build(second), layer)

    def forward(self, x):
        """Return `x` after both."""
        return self.second(self.first(x))


OWN = {cls.__name__: cls for cls in (Halve, Breaks, Backwards, Branches, Repeats, Between)}


def build(spec):
    """Return the model that a specification describes."""
    if isinstance(spec, list):
        return nn.Sequential(*map(build, spec))
    name, *arguments = spec
    return (OWN.get(name) or getattr(nn, name))(*arguments)


# The models that checks ask about, made once for all submissions: to make one takes longer than
# whatever is done with it.
_MADE = {
    str(spec): build(spec)
    for spec in (
        [
            [("Conv2d", 1, 3, 3), ("BatchNorm2d", 3), ("ReLU",)],
            [[("MaxPool2d", 3, 1), [("Sigmoid",)]], ("Halve",)],
            ("Flatten",),
        ],
        [("Linear", 6, 4), ("ReLU",), ("Dropout", 0.5), ("Linear", 4, 1)],
        (
            *("Backwards", ("MaxPool2d", 2), [("AvgPool2d", 3, 1), ("Tanh",)]),
            ("Branches", [("Conv2d", 1, 6, 3), ("ReLU",)], ("MaxPool2d", 2)),
        ),
        [
            ("Repeats", ("Tanh",), 3),
            ("Repeats", [("MaxPool2d", 3, 1), ("ReLU",)], 2),
            ("Between", ("MaxPool2d", 2), ("MaxPool2d", 3), ("Sigmoid",)),
        ],
        ("Conv2d", 2, 5, 3),
        ("Halve",),
        [[("Linear", 4, 3), ("ReLU",)], ("Linear", 3, 2)],
        ("Linear", 4, 3),
        [[("Linear", 4, 5), ("ReLU",)], ("Breaks",), ("Linear", 5, 2)],
        [[("Linear", 4, 3), ("BatchNorm1d", 3), ("ReLU",)], ("Linear", 3, 2), ("Tanh",)],
    )
}


def fresh(spec):
    """Return a model that nobody has had in hand: the one that is made already, if there is one."""
    made = _MADE.pop(str(spec), None)
    return build(spec) if made is None else made


# --- conv and simple_cnn ------------------------------------------------------------------------


def conv_parts(student, args, options, x):
    """What `conv(*args, **options)` consists of."""
    layer = student.conv(*args, **options)
    if not isinstance(layer, nn.Module):
        return {"is_sequential": False, "layers": 0, "convolutions": 0, "relus": 0, "parameters": 0}
    with torch.no_grad():
        layer(x.clone())  # lazy layers have parameters only after this
    leaves = [part for part in layer.modules() if not list(part.children())]
    return {
        "is_sequential": isinstance(layer, nn.Sequential),
        "layers": len(leaves),
        "convolutions": sum(isinstance(leaf, nn.Conv2d) for leaf in leaves),
        "relus": sum(isinstance(leaf, nn.ReLU) for leaf in leaves),
        "parameters": sum(parameter.numel() for parameter in layer.parameters()),
    }


def conv_applied(student, args, options, numbers, *batches):
    """What `conv(*args, **options)` makes of some batches once it holds `numbers`: see `_Filling`.

    To make a layer takes far longer than to call it.
    """
    return _applied(student.conv(*args, **options), numbers, *batches)


def cnn_applied(student, args, options, numbers, x):
    """What `simple_cnn(*args, **options)` makes of `x` once it holds `numbers`, likewise."""
    with _on_a_right_conv(student.simple_cnn):
        model = student.simple_cnn(*args, **options)
    return _applied(model, numbers, x)


def cnn_on_average(student, args, options, classes, numbers, x):
    """Likewise, with the average score of each of its classes: it is short, and ends with a map.

    So it does not matter here what is made of that map.
    """
    facts = cnn_applied(student, args, options, numbers, x)
    return {**facts, "outputs": [_averages(scores, len(x), classes) for scores in facts["outputs"]]}


def _averages(scores, images, classes):
    if not isinstance(scores, torch.Tensor) or scores.numel() % (images * classes):
        return scores
    return scores.reshape(images, classes, -1).mean(dim=-1)


@contextlib.contextmanager
def _on_a_right_conv(simple_cnn):
    """Let `simple_cnn` build on a right `conv`: a wrong one costs the checks of `conv` alone.

    The student's own is used wherever it is right, or called in a way of the student's own.
    """
    names = getattr(inspect.unwrap(simple_cnn), "__globals__", {})
    own = names.get("conv")
    if not callable(own):
        yield
        return

    def conv(*args, **kwargs):
        try:
            made = own(*args, **kwargs)
        except NotImplementedError:  # not written yet
            raise
        # Whatever the student's code raises.
        except Exception:  # noqa: BLE001
            made = None
        try:
            return made if _is_conv(made, *args, **kwargs) else _conv(*args, **kwargs)
        # A way of calling it that only the student's own understands, or sizes that no conv has.
        except (TypeError, ValueError, RuntimeError):
            return own(*args, **kwargs)

    names["conv"] = conv
    try:
        yield
    finally:
        names["conv"] = own


def _conv(ni, nf, ks=3, act=True):
    layer = nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)
    return nn.Sequential(layer, nn.ReLU()) if act else nn.Sequential(layer)


def _is_conv(made, ni, nf, ks=3, act=True):
    """Return whether a module is what `_conv` would return, which takes far longer to make."""
    parts = list(made.children()) if isinstance(made, nn.Sequential) else []
    kinds = [nn.Conv2d, nn.ReLU] if act else [nn.Conv2d]
    if len(parts) != len(kinds) or not all(map(isinstance, parts, kinds)):
        return False
    layer = parts[0]
    has = (layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding)
    has += (layer.dilation, layer.groups, layer.padding_mode, layer.bias is None)
    due = (ni, nf, (ks, ks), (2, 2), (ks // 2, ks // 2), (1, 1), 1, "zeros", False)
    return str(has) == str(due)  # as text, since 1.0 is equal to 1, but no padding


def _applied(model, numbers, *batches):
    facts = {"is_module": isinstance(model, nn.Module), "takes_the_input": False, "error": None}
    facts |= {"parameters": 0, "weights": [], "biases": [], "outputs": []}
    if not facts["is_module"]:
        return facts
    filling = _Filling(*numbers)
    try:
        outputs = filling.run(model, *batches)
    except RuntimeError as error:  # what torch raises where shapes do not go together
        if isinstance(error, NotImplementedError):
            raise
        return {**facts, "error": str(error)}
    facts["takes_the_input"] = True
    facts["parameters"] = sum(parameter.numel() for parameter in filling.found)
    facts["weights"] = [tuple(parameter.shape) for parameter in filling.found if parameter.ndim > 1]
    facts["biases"] = [tuple(parameter.shape) for parameter in filling.found if parameter.ndim == 1]
    facts["outputs"] = outputs if filling.is_complete else []
    return facts


class _Filling:
    """Puts numbers into a model's parameters, in the order in which their owners are called.

    They come in two rows, one for weights and one for biases, from which every parameter takes as
    many as it has: two arrays cross the wire faster than two for each layer.
    """

    def __init__(self, weights, biases):
        self._left = [weights, biases]
        self._fits = True
        self._known = set()
        self.found = []

    @property
    def is_complete(self):
        """Whether every parameter got its numbers, and no number is left."""
        return self._fits and not any(len(row) for row in self._left)

    @torch.no_grad()
    def run(self, model, *batches):
        """Return what a model makes of every batch with the numbers in it."""
        parts = list(model.modules())
        # In a chain, layers are called in the order in which they stand, and hooks only take time.
        if all(type(part) is nn.Sequential or not part._modules for part in parts):  # noqa: SLF001
            parameters = list(model.parameters())
            if not any(map(nn.parameter.is_lazy, parameters)):
                self._fill(parameters)
                return [model(x.clone()) for x in batches]

        def fill(module, _inputs):
            self._fill(module.parameters(recurse=False))

        # `parameters()` would take longer than all the rest here.
        owners = [module for module in parts if module._parameters]  # noqa: SLF001
        # A lazy layer's own hook comes first, and has made its parameters by then.
        hooks = [owner.register_forward_pre_hook(fill) for owner in owners]
        try:
            first = model(batches[0].clone())
        finally:
            for hook in hooks:
                hook.remove()
        # What is used without its owner being called (a list of parameters, say) comes last.
        if self._fill(model.parameters()):
            first = model(batches[0].clone())
        return [first, *(model(x.clone()) for x in batches[1:])]

    @torch.no_grad()
    def _fill(self, parameters):
        """Fill those that are new, and return whether there are any."""
        new = [parameter for parameter in parameters if id(parameter) not in self._known]
        self._known.update(map(id, new))
        self.found += new
        self._fill_from(0, [parameter for parameter in new if parameter.ndim != 1])
        self._fill_from(1, [parameter for parameter in new if parameter.ndim == 1])
        return bool(new)

    def _fill_from(self, row, parameters):
        counts = [parameter.numel() for parameter in parameters]
        rest = self._left[row].numel() - sum(counts)
        if rest < 0:
            self._fits = False
            return
        # In one go: to cut off piece by piece takes as long as to copy them.
        *pieces, self._left[row] = self._left[row].split([*counts, rest])
        for parameter, piece in zip(parameters, pieces, strict=True):
            parameter.copy_(piece.view_as(parameter))


# --- layer_shapes -------------------------------------------------------------------------------


def rows(student, spec, x):
    """The rows of a model that is made by a specification."""
    return student.layer_shapes(fresh(spec), x)


def hooks_left(student, spec, x):
    """How many hooks a model has lost and gained afterwards, and whether others' still work."""
    model, calls = _with_hooks(spec)
    before = _hook_counts(model)
    student.layer_shapes(model, x)
    return _hooks_now(model, before, calls, x)


def hooks_left_after_an_exception(student, spec, x):
    """Likewise, where one of the model's layers raises."""
    model, calls = _with_hooks(spec)
    before = _hook_counts(model)
    try:
        student.layer_shapes(model, x)
    # The model's own exception, passed on in whatever form.
    except Exception as error:
        if isinstance(error, NotImplementedError):  # not written yet
            raise
    reached = any(getattr(part, "reached", False) for part in model.modules())
    return {"model_was_called": reached, **_hooks_now(model, before, calls, x)}


def _with_hooks(spec):
    """Return a model with somebody else's hooks, and the list in which those note their calls."""
    model, calls = fresh(spec), []
    for part in model.modules():
        part.register_forward_hook(lambda *_: calls.append("after"))
        part.register_forward_pre_hook(lambda *_: calls.append("before"))
    return model, calls


def _hook_counts(model):
    for_all = [len(getattr(nn_module, name)) for name in _FOR_ALL]
    return for_all + [len(getattr(part, name)) for part in model.modules() for name in _OWN]


def _hooks_now(model, before, calls, x):
    after = _hook_counts(model)
    calls.clear()
    with torch.no_grad(), contextlib.suppress(ArithmeticError):  # of the layer that breaks
        model(x)
    changes = [now - then for now, then in zip(after, before, strict=True)]
    return {
        "hooks_left_behind": sum(change for change in changes if change > 0),
        "other_hooks_lost": -sum(change for change in changes if change < 0),
        "calls_of_other_hooks": len(calls),
    }


def state_left(student, spec, training, frozen, x):
    """Modes, `requires_grad` and gradients of a model afterwards.

    `training` and `frozen` hold a boolean for each module and each parameter.
    """
    model = fresh(spec)
    for part, mode in zip(model.modules(), training, strict=True):
        part.training = mode
    for number, (parameter, fixed) in enumerate(zip(model.parameters(), frozen, strict=True)):
        parameter.requires_grad_(not fixed)
        if number % 3:  # every third has no gradient yet
            parameter.grad = torch.full_like(parameter, float(number))
    before = [parameter.detach().clone() for parameter in model.parameters()]
    student.layer_shapes(model, x)
    parameters = list(model.parameters())
    same = len(before) == len(parameters) and all(map(torch.equal, before, parameters))
    return {
        "training": [part.training for part in model.modules()],
        "requires_grad": [parameter.requires_grad for parameter in parameters],
        "grads": [parameter.grad for parameter in parameters],
        "parameters_unchanged": same,
    }
