# cnnquiz-instructor: never for students
"""What is believed about a small CNN and about hooks, in executable form."""

import itertools

import torch
from torch import nn

from cnnquiz.judge.author import misconception


def halving(ni, nf, ks, *, relu):
    """Return the layers of a right conv."""
    layer = nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)
    return [layer, nn.ReLU()] if relu else [layer]


def body(channels, first_ks):
    """Return all layers of a right simple_cnn but the last convolution and the flatten."""
    layers, ni, ks = [], 1, first_ks
    for nf in channels:
        layers += halving(ni, nf, ks, relu=True)
        ni, ks = nf, 3
    return layers


def is_leaf(module):
    """Return whether a module has no children."""
    return not list(module.children())


def hooked(model, x, modules, row):
    """Return the rows that `row(module, inputs, output)` gives at every call of `modules`."""
    rows = []
    handles = [
        module.register_forward_hook(lambda *seen: rows.append(row(*seen))) for module in modules
    ]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return rows


def name_and_shape(module, _inputs, output):
    """Return the row of a call."""
    return type(module).__name__, tuple(output.shape)


# --- conv ---------------------------------------------------------------------------------------


@misconception("stride-ignored", of="conv")
def conv_stride_ignored(reference, ni, nf, ks=3, act=True):
    layer = nn.Conv2d(ni, nf, ks, padding=ks // 2)
    return nn.Sequential(layer, nn.ReLU()) if act else nn.Sequential(layer)


@misconception("forgot-no-padding", of="conv")
def conv_without_padding(reference, ni, nf, ks=3, act=True):
    layer = nn.Conv2d(ni, nf, ks, stride=2)
    return nn.Sequential(layer, nn.ReLU()) if act else nn.Sequential(layer)


@misconception("padding-one-for-all", of="conv")
def conv_padding_one(reference, ni, nf, ks=3, act=True):
    layer = nn.Conv2d(ni, nf, ks, stride=2, padding=1)
    return nn.Sequential(layer, nn.ReLU()) if act else nn.Sequential(layer)


@misconception("kernels-are-3x3", of="conv")
def conv_kernel_of_three(reference, ni, nf, ks=3, act=True):
    return nn.Sequential(*halving(ni, nf, 3, relu=act))


@misconception("relu-always-follows", of="conv")
def conv_always_relu(reference, ni, nf, ks=3, act=True):
    return nn.Sequential(*halving(ni, nf, ks, relu=True))


@misconception("convolution-has-activation", of="conv")
def conv_never_relu(reference, ni, nf, ks=3, act=True):
    return nn.Sequential(*halving(ni, nf, ks, relu=False))


@misconception("conv2d-takes-outputs-first", of="conv")
def conv_swapped(reference, ni, nf, ks=3, act=True):
    return nn.Sequential(*halving(nf, ni, ks, relu=act))


@misconception("activation-before-convolution", of="conv")
def conv_relu_first(reference, ni, nf, ks=3, act=True):
    return nn.Sequential(*reversed(halving(ni, nf, ks, relu=act)))


@misconception("no-bias", of="conv")
def conv_no_bias(reference, ni, nf, ks=3, act=True):
    layer = nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2, bias=False)
    return nn.Sequential(layer, nn.ReLU()) if act else nn.Sequential(layer)


@misconception("norm-belongs-to-conv", of="conv")
def conv_with_batchnorm(reference, ni, nf, ks=3, act=True):
    layer, *relu = halving(ni, nf, ks, relu=act)
    return nn.Sequential(layer, nn.BatchNorm2d(nf), *relu)


# --- simple_cnn ---------------------------------------------------------------------------------


@misconception("relu-on-logits", of="simple_cnn")
def cnn_relu_on_logits(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    last = halving(channels[-1], classes, 3, relu=True)
    return nn.Sequential(*body(channels, first_ks), *last, nn.Flatten())


@misconception("flatten-is-optional", of="simple_cnn")
def cnn_no_flatten(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    last = halving(channels[-1], classes, 3, relu=False)
    return nn.Sequential(*body(channels, first_ks), *last)


class Squeeze(nn.Module):
    """Drops every axis of length 1."""

    def forward(self, x):
        """Return `x` without them."""
        return x.squeeze()


@misconception("squeeze-is-flatten", of="simple_cnn")
def cnn_squeeze(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    last = halving(channels[-1], classes, 3, relu=False)
    return nn.Sequential(*body(channels, first_ks), *last, Squeeze())


@misconception("flatten-merges-batch", of="simple_cnn")
def cnn_flattens_all(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    last = halving(channels[-1], classes, 3, relu=False)
    return nn.Sequential(*body(channels, first_ks), *last, nn.Flatten(start_dim=0))


@misconception("flatten-feeds-linear", of="simple_cnn")
def cnn_linear_at_the_end(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    convolutions = nn.Sequential(*body(channels, first_ks), nn.Flatten())
    features = convolutions(torch.zeros(1, 1, 28, 28)).shape[1]
    return nn.Sequential(convolutions, nn.Linear(features, classes))


@misconception("filter-size-for-count", of="simple_cnn")
def cnn_kernels_double(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    layers, ni = [], 1
    for number in range(len(channels)):
        layers += halving(ni, channels[0], first_ks * 2**number, relu=True)
        ni = channels[0]
    return nn.Sequential(*layers, *halving(ni, classes, 3, relu=False), nn.Flatten())


@misconception("first-kernel-everywhere", of="simple_cnn")
def cnn_first_ks_everywhere(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    layers = []
    sizes = [1, *channels]
    for ni, nf in itertools.pairwise(sizes):
        layers += halving(ni, nf, first_ks, relu=True)
    last = halving(sizes[-1], classes, first_ks, relu=False)
    return nn.Sequential(*layers, *last, nn.Flatten())


@misconception("kernels-are-3x3", of="simple_cnn")
def cnn_kernels_of_three(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    return reference.simple_cnn(channels, classes)


@misconception("filters-always-double", of="simple_cnn")
def cnn_filters_double(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    doubled = tuple(channels[0] * 2**number for number in range(len(channels)))
    return reference.simple_cnn(doubled, classes, first_ks)


@misconception("images-have-three-channels", of="simple_cnn")
def cnn_colour_input(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    first = halving(3, channels[0], first_ks, relu=True)
    last = halving(channels[-1], classes, 3, relu=False)
    return nn.Sequential(*first, *body(channels, first_ks)[2:], *last, nn.Flatten())


@misconception("digits-mean-ten-classes", of="simple_cnn")
def cnn_ten_classes(reference, channels=(4, 8, 16, 32), classes=2, first_ks=3):
    return reference.simple_cnn(channels, 10, first_ks)


# --- layer_shapes -------------------------------------------------------------------------------


@misconception("children-are-all-modules", of="layer_shapes")
def shapes_of_children(reference, model, x):
    return hooked(model, x, model.children(), name_and_shape)


@misconception("containers-are-layers", of="layer_shapes")
def shapes_with_containers(reference, model, x):
    return hooked(model, x, model.modules(), name_and_shape)


@misconception("leaf-has-to-be-inside", of="layer_shapes")
def shapes_without_the_root(reference, model, x):
    leaves = [module for module in model.modules() if module is not model and is_leaf(module)]
    return hooked(model, x, leaves, name_and_shape)


@misconception("registration-is-call-order", of="layer_shapes")
def shapes_in_order_of_registration(reference, model, x):
    leaves = [module for module in model.modules() if is_leaf(module)]
    seen = hooked(model, x, leaves, lambda *call: (call[0], name_and_shape(*call)))
    return [row for leaf in leaves for module, row in seen if module is leaf]


@misconception("one-row-per-module", of="layer_shapes")
def shapes_of_the_last_call(reference, model, x):
    leaves = [module for module in model.modules() if is_leaf(module)]
    return list(
        dict(hooked(model, x, leaves, lambda *call: (call[0], name_and_shape(*call)))).values()
    )


@misconception("model-is-a-chain", of="layer_shapes")
def shapes_one_after_another(reference, model, x):
    rows = []
    for leaf in [module for module in model.modules() if is_leaf(module)]:
        x = leaf(x)
        rows.append((type(leaf).__name__, tuple(x.shape)))
    return rows


@misconception("shape-is-that-of-the-input", of="layer_shapes")
def shapes_of_inputs(reference, model, x):
    leaves = [module for module in model.modules() if is_leaf(module)]
    return hooked(model, x, leaves, lambda m, inputs, _: name_and_shape(m, inputs, inputs[0]))


@misconception("batch-axis-dropped", of="layer_shapes")
def shapes_without_batch(reference, model, x):
    return [(name, shape[1:]) for name, shape in reference.layer_shapes(model, x)]


@misconception("hooks-end-by-themselves", of="layer_shapes")
def shapes_hooks_stay(reference, model, x):
    rows = []
    for module in model.modules():
        if is_leaf(module):
            module.register_forward_hook(lambda *seen: rows.append(name_and_shape(*seen)))
    model(x)
    return rows


@misconception("cleanup-is-always-reached", of="layer_shapes")
def shapes_without_finally(reference, model, x):
    rows = []
    handles = [
        module.register_forward_hook(lambda *seen: rows.append(name_and_shape(*seen)))
        for module in model.modules()
        if is_leaf(module)
    ]
    model(x)
    for handle in handles:
        handle.remove()
    return rows


@misconception("all-hooks-are-mine", of="layer_shapes")
def shapes_clear_all_hooks(reference, model, x):
    try:
        return reference.layer_shapes(model, x)
    finally:
        for module in model.modules():
            if is_leaf(module):
                module._forward_hooks.clear()  # noqa: SLF001  # as holders do


@misconception("looking-means-eval", of="layer_shapes")
def shapes_leave_eval(reference, model, x):
    model.eval()
    return reference.layer_shapes(model, x)


@misconception("one-mode-for-all", of="layer_shapes")
def shapes_mode_of_the_root(reference, model, x):
    was = model.training
    rows = reference.layer_shapes(model.eval(), x)
    model.train(was)
    return rows


@misconception("no-grad-is-requires-grad", of="layer_shapes")
def shapes_freeze(reference, model, x):
    model.requires_grad_(requires_grad=False)
    return reference.layer_shapes(model, x)


@misconception("every-pass-starts-at-zero", of="layer_shapes")
def shapes_clear_gradients(reference, model, x):
    model.zero_grad()
    return reference.layer_shapes(model, x)
