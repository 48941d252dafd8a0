# cnnquiz-instructor: never for students
"""What checks want to know of modules, which stay on the side where they were made."""

import torch
from torch import nn

# --- make_vgg -----------------------------------------------------------------------------------


def vgg_applied(student, args, options, weights, x):
    """What `make_vgg(*args, **options)` makes of `x` in evaluation mode, holding `weights`."""
    model = student.make_vgg(*args, **options)
    facts = {"is_module": isinstance(model, nn.Module), "takes_the_input": False, "error": None}
    facts |= {"parameters": 0, "weights": [], "biases": [], "output": None}
    if not facts["is_module"]:
        return facts
    try:
        parameters = _in_call_order(model.eval(), x)
    except RuntimeError as error:  # what torch raises where shapes do not go together
        if isinstance(error, NotImplementedError):
            raise
        return {**facts, "error": str(error)}
    facts["takes_the_input"] = True
    matrices = [parameter for parameter in parameters if parameter.ndim > 1]
    biases = [parameter for parameter in parameters if parameter.ndim == 1]
    facts["parameters"] = sum(parameter.numel() for parameter in parameters)
    facts["weights"] = [tuple(parameter.shape) for parameter in matrices]
    facts["biases"] = [tuple(parameter.shape) for parameter in biases]
    fits = _fill(parameters, weights)
    torch.manual_seed(0)  # for whoever draws numbers where none are due
    with torch.no_grad():
        facts["output"] = model(x.clone()) if fits else None
    return facts


def vgg_on_meta(student, args, options):
    """The parameters of `make_vgg(*args, **options)` when it is made on the meta device."""
    with torch.device("meta"):
        model = student.make_vgg(*args, **options)
    parameters = list(model.parameters()) if isinstance(model, nn.Module) else []
    return {
        "is_module": isinstance(model, nn.Module),
        "parameters": sum(parameter.numel() for parameter in parameters),
        # In no order: a model may be put together in any.
        "shapes": sorted(tuple(parameter.shape) for parameter in parameters),
        "all_on_meta": all(parameter.is_meta for parameter in parameters),
    }


def vgg_in_training(student, args, options, weight_sets, x, seed):
    """What `make_vgg(*args, **options)` makes of `x` in training mode, for each set of weights."""
    model = student.make_vgg(*args, **options)
    if not isinstance(model, nn.Module):
        return {"is_module": False, "takes_the_input": False, "shapes": [], "outputs": []}
    torch.manual_seed(seed)
    # In no order, and there even for a model that does not take the input.
    shapes = sorted(tuple(parameter.shape) for parameter in model.parameters())
    facts = {"is_module": True, "takes_the_input": False, "shapes": shapes, "error": None}
    nothing = [torch.zeros(len(x), len(weights[-1][1])) for weights in weight_sets]
    try:
        parameters = _in_call_order(model.train(), x)
    except RuntimeError as error:  # what torch raises where shapes do not go together
        if isinstance(error, NotImplementedError):
            raise
        return {**facts, "error": str(error), "outputs": nothing}
    outputs = []
    for weights, zeros in zip(weight_sets, nothing, strict=True):
        fits = _fill(parameters, weights)
        with torch.no_grad():
            outputs.append(model(x.clone()) if fits else zeros)
    return {**facts, "takes_the_input": True, "outputs": outputs}


def _in_call_order(model, x):
    """Return a model's parameters in the order in which their owners are called."""
    found = {}

    def note(module, _inputs):
        for parameter in module.parameters(recurse=False):
            found.setdefault(id(parameter), parameter)

    hooks = [module.register_forward_pre_hook(note) for module in model.modules()]
    with torch.no_grad():
        model(x.clone())
    for hook in hooks:
        hook.remove()
    # What is used without its owner being called (a list of parameters, say) comes last.
    for parameter in model.parameters():
        found.setdefault(id(parameter), parameter)
    return list(found.values())


def _fill(parameters, weights):
    """Copy (weight, bias) pairs into parameters if they fit, and return whether they do."""
    matrices = [parameter for parameter in parameters if parameter.ndim > 1]
    biases = [parameter for parameter in parameters if parameter.ndim == 1]
    own = [*matrices, *biases]
    values = [*(weight for weight, _ in weights), *(bias for _, bias in weights)]
    if [parameter.shape for parameter in own] != [value.shape for value in values]:
        return False
    with torch.no_grad():
        for parameter, value in zip(own, values, strict=True):
            parameter.copy_(value)
    return True


# --- parameter_share ----------------------------------------------------------------------------


class Nested(nn.Module):
    """A module of one's own around others, kept in a list and in a dict."""

    def __init__(self, *parts):
        super().__init__()
        self.first = nn.ModuleList(map(build, parts[::2]))
        self.rest = nn.ModuleDict({str(n): build(part) for n, part in enumerate(parts[1::2])})


class Scale(nn.Module):
    """A layer with one parameter for each channel that is neither convolution nor linear."""

    def __init__(self, channels):
        super().__init__()
        self.factor = nn.Parameter(torch.ones(channels))


OWN = {"Nested": Nested, "Scale": Scale}


def build(spec):
    """Return the model of a specification: a tuple (class name, arguments…), or a list of them."""
    if isinstance(spec, list):
        return nn.Sequential(*map(build, spec))
    name, *arguments = spec
    return (OWN.get(name) or getattr(nn, name))(*arguments)


def shares(student, spec, device):
    """The shares of a model that is made by a specification, on a device."""
    with torch.device(device):
        model = build(spec)
    return student.parameter_share(model)


def shares_if_frozen(student, spec, frozen):
    """Likewise, where the parameters that `frozen` says need no gradient; and what then do."""
    model = build(spec)
    for parameter, fixed in zip(model.parameters(), frozen, strict=True):
        parameter.requires_grad_(not fixed)
    found = student.parameter_share(model)
    return {
        "shares": found,
        "requires_grad": [parameter.requires_grad for parameter in model.parameters()],
    }
