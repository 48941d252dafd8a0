# cnnquiz-instructor: never for students
"""What checks want to know of models, which stay on the side where they were made.

A specification of a model is a list of tuples (class name, arguments…), called one after another.

A function of the student's that calls `accuracy` or `precompute_features` is judged with right
ones: where the student's own are wrong, it is lent these for as long as it runs.
"""

import contextlib
import copy
import inspect

import torch
from torch import nn
from torch.overrides import TorchFunctionMode


class Seen(nn.Module):
    """Changes nothing, and remembers in which mode, on how many images, and how it was called."""

    def __init__(self):
        super().__init__()
        self.modes, self.sizes, self.recorded = [], [], []

    def forward(self, x):
        """Return `x`."""
        self.modes.append(self.training)
        self.sizes.append(len(x))
        self.recorded.append(x.requires_grad)
        return x


class _Convolutions(TorchFunctionMode):
    """Notes whether any function of torch that is called is a convolution."""

    found = False

    def __torch_function__(self, function, _types, args=(), kwargs=None):
        self.found = self.found or "conv" in getattr(function, "__name__", "")
        return function(*args, **(kwargs or {}))


def build(spec, state, *, training):
    """Return the model of a specification, with these parameters and buffers, in a mode."""
    model = nn.Sequential(
        *((Seen if name == "Seen" else getattr(nn, name))(*arguments) for name, *arguments in spec)
    )
    held = [*model.parameters(), *_float_buffers(model)]
    with torch.no_grad():
        for tensor, value in zip(held, state, strict=True):
            tensor.copy_(value)
    return model.train(training)


def _float_buffers(model):
    return [buffer for buffer in model.buffers() if buffer.is_floating_point()]


def _seen(model):
    return next(part for part in model.modules() if isinstance(part, Seen))


def _state(model):
    return [tensor.detach().clone() for tensor in model.state_dict().values()]


def _same(model, before):
    after = _state(model)
    return len(after) == len(before) and all(map(torch.equal, after, before))


def trained(student, x, y, seed):
    """Return what train_digits returns."""
    with torch.enable_grad(), _right_parts(student.train_digits):
        return student.train_digits(x, y, seed)


def fine_tuned(student, body, classes, x, y, epochs, seed):
    """Return what fine_tune_head returns."""
    with torch.enable_grad(), _right_parts(student.fine_tune_head):
        return student.fine_tune_head(body, classes, x, y, epochs, seed)


@contextlib.contextmanager
def _right_parts(call):
    """Let what a function calls be right, whatever the student's own functions do."""
    scope = getattr(inspect.unwrap(call), "__globals__", {})
    own = {name: scope[name] for name in _RIGHT if name in scope}
    # Right ones stay: they may have parameters of their own that the caller knows of.
    scope.update({name: _RIGHT[name] for name in own if not _is_right(name, own[name])})
    try:
        yield
    finally:
        scope.update(own)


def _accuracy(model, x, y):
    was_training = model.training
    with torch.no_grad():
        share = float((model.eval()(x).argmax(1) == y).double().mean())
    model.train(was_training)
    return share


def _precompute_features(body, x, batch_size=64):
    was_training = body.training
    with torch.no_grad():
        found = torch.cat([body.eval()(batch) for batch in x.split(batch_size)])
    body.train(was_training)
    return found


_RIGHT = {"accuracy": _accuracy, "precompute_features": _precompute_features}


def _is_right(name, own):
    """Return whether a function does as the right one does, and leaves a model as it was."""
    with torch.random.fork_rng(), torch.enable_grad():
        torch.manual_seed(20)
        model = nn.Sequential(Seen(), nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
        x, y = torch.randn(70, 6), torch.arange(70) % 4
        last = (y,) if name == "accuracy" else (16,)
        before = _state(model)
        try:
            for training in (True, False):
                model.train(training)
                found = own(model, x, *last)
                kept = all(part.training == training for part in model.modules())
                kept = kept and torch.is_grad_enabled() and _same(model, before)
                if not kept or getattr(found, "requires_grad", False):
                    return False
                due = _RIGHT[name](model, x, *last)
                found, due = (torch.as_tensor(value).double() for value in (found, due))
                if found.shape != due.shape or not torch.allclose(found, due):
                    return False
        except Exception:  # noqa: BLE001  # whatever it raises, it is not right
            return False
    return name == "accuracy" or max(_seen(model).sizes) <= 16


# --- accuracy -----------------------------------------------------------------------------------


def accuracy_of(student, spec, state, x, y, *, training):
    """The accuracy of a model that was in this mode before."""
    return student.accuracy(build(spec, state, training=training), x, y)


def after_accuracy(student, spec, state, x, y, *, training):
    """How a model was run, and what has become of it."""
    model = build(spec, state, training=training)
    before = _state(model)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    # Whoever switches the recording of graphs off for good does so here only.
    with torch.enable_grad():
        student.accuracy(model, x, y)
        recording = torch.is_grad_enabled()
    return {
        "run_in_training_mode": any(_seen(model).modes),
        "graph_recorded": any(_seen(model).recorded),
        "graphs_can_be_recorded_afterwards": recording,
        "in_training_mode_afterwards": [part.training for part in model.modules()],
        "weights_and_buffers_unchanged": _same(model, before),
        "requires_gradients": [parameter.requires_grad for parameter in model.parameters()],
        "gradients_unchanged": all(
            parameter.grad is not None and bool((parameter.grad == 1).all())
            for parameter in model.parameters()
        ),
    }


# --- train_digits -------------------------------------------------------------------------------


def scores(student, x, y, seed, x_new):
    """Scores that a trained model gives to digits that it has not seen."""
    model = trained(student, x, y, seed)
    return _scores(model, x_new)


def _scores(model, x):
    if not isinstance(model, nn.Module):
        return None
    with torch.no_grad():
        return model.eval()(x.clone())


def anatomy(student, x, y, seed):
    """What a trained model consists of."""
    model = trained(student, x, y, seed)
    if not isinstance(model, nn.Module):
        return {"is_module": False}
    with _Convolutions() as mode:
        whole = _scores(model, x)
    return {
        "is_module": True,
        "at_most_30000_parameters": sum(w.numel() for w in model.parameters()) <= 30_000,
        "runs_a_convolution": mode.found,
        "shape_of_scores": tuple(whole.shape),
        "shape_for_one_image": tuple(_scores(model, x[:1]).shape),
    }


def weights_by_seed(student, x, y, seeds):
    """How far the weights of every training are from those of the first.

    Before each training something else is drawn.
    """
    found = []
    for number, seed in enumerate(seeds):
        torch.manual_seed(1000 + number)
        model = trained(student, x, y, seed)
        if not isinstance(model, nn.Module):
            return None
        found.append(torch.cat([weight.detach().flatten() for weight in model.parameters()]))
    return [_distance(weights, found[0]) for weights in found]


def _distance(one, other):
    return float((one - other).abs().max()) if one.shape == other.shape else 1.0


# --- precompute_features ------------------------------------------------------------------------


def features(student, spec, state, x, options, *, training):
    """The features that a body in this mode gives."""
    return student.precompute_features(build(spec, state, training=training), x, **options)


def after_features(student, spec, state, x, batch_size, *, training):
    """How a body was run, and what has become of it and its features."""
    body = build(spec, state, training=training)
    before = _state(body)
    found = student.precompute_features(body, x, batch_size)
    seen = _seen(body)
    return {
        "run_in_training_mode": any(seen.modes),
        "too_many_images_at_once": max(seen.sizes, default=0) > batch_size,
        "features_require_gradients": bool(getattr(found, "requires_grad", False)),
        "graph_recorded": any(seen.recorded),
        "in_training_mode_afterwards": [part.training for part in body.modules()],
        "weights_and_buffers_unchanged": _same(body, before),
    }


# --- fine_tune_head -----------------------------------------------------------------------------


def tuned(student, spec, state, classes, x, y, epochs, *, training):
    """What a fine-tuned model consists of, and what has become of the body."""
    body = build(spec, state, training=training)
    original = copy.deepcopy(body).eval()
    before = _state(body)
    model = fine_tuned(student, body, classes, x, y, epochs, 1)
    images = sum(_seen(body).sizes)
    if not isinstance(model, nn.Module):
        return {"is_module": False}
    facts = {
        "is_module": True,
        "body_unchanged": _same(body, before),
        # Twice is room for a look at the number of features; every epoch is too often.
        "body_runs_in_every_epoch": images > 2 * len(x),
        "body_requires_gradients": any(weight.requires_grad for weight in body.parameters()),
    }
    trainable = [weight for weight in model.parameters() if weight.requires_grad]
    shapes = sorted(tuple(weight.shape) for weight in trainable)
    facts["require_gradients"] = [list(shape) for shape in shapes]
    with torch.no_grad():
        due = original(x.clone())
        if shapes == [(classes,), (classes, due.shape[1])]:
            weight, bias = sorted(trainable, key=lambda tensor: -tensor.ndim)
            due = due @ weight.T + bias
        try:
            got = model.eval()(x.clone())
        except RuntimeError as error:  # what torch raises where shapes do not go together
            return {**facts, "takes_images": False, "error": str(error)}
    facts["shape_of_scores"] = tuple(got.shape)
    close = got.shape == due.shape and torch.allclose(got, due, rtol=1e-3, atol=1e-3)
    return {**facts, "scores_are_those_of_body_and_head": close}


def tuned_scores(student, spec, state, x, y, epochs, seed, x_new):
    """Scores that a fine-tuned model gives to digits that it has not seen."""
    body = build(spec, state, training=True)
    return _scores(fine_tuned(student, body, 10, x, y, epochs, seed), x_new)


def heads(student, spec, state, classes, x, y, runs):
    """How far the scores of every run (epochs, seed) are from those of the first.

    Before each run something else is drawn.
    """
    found = []
    for number, (epochs, seed) in enumerate(runs):
        torch.manual_seed(1000 + number)
        body = build(spec, state, training=False)
        found.append(_scores(fine_tuned(student, body, classes, x, y, epochs, seed), x))
    if any(scores is None for scores in found):
        return None
    return [_distance(scores, found[0]) for scores in found]
