"""Builds the arrays that are counted, as empty views, and looks at their sizes."""

import numpy as np


def blank(*shape):
    """Return an array of a shape that takes no memory."""
    return np.broadcast_to(np.float32(0), shape)


def pair(size):
    return np.broadcast_to(np.asarray(size), 2)


def conv_params(in_channels, out_channels, kernel_size, bias=True):
    weight = blank(out_channels, in_channels, *pair(kernel_size))
    return weight.size + (blank(out_channels).size if bias else 0)


def linear_params(in_features, out_features, bias=True):
    return blank(out_features, in_features).size + (out_features if bias else 0)


def batchnorm_params(num_features):
    return blank(2, num_features).size


def output_sides(input_size, kernel_size, stride, padding):
    room = pair(input_size) + 2 * pair(padding) - pair(kernel_size)
    if np.any(room < 0):
        raise ValueError("kernel size exceeds the padded input")
    return room // pair(stride) + 1


def conv_multiplications(input_size, in_channels, out_channels, kernel_size, stride=1, padding=0):
    height, width = output_sides(input_size, kernel_size, stride, padding)
    return np.prod([height, width, in_channels, out_channels, *pair(kernel_size)], dtype=np.int64)


class Layers:
    """One method per type of layer; each returns the next shape and the parameters."""

    def conv(self, shape, *, out_channels, kernel_size, stride=1, padding=0, bias=True):
        n, c, *size = shape
        size = output_sides(size, kernel_size, stride, padding)
        return (n, out_channels, *size), conv_params(c, out_channels, kernel_size, bias)

    def maxpool(self, shape, *, kernel_size, stride=None):
        n, c, *size = shape
        size = output_sides(size, kernel_size, kernel_size if stride is None else stride, 0)
        return (n, c, *size), 0

    def linear(self, shape, *, out_features, bias=True):
        n, c = shape
        return (n, out_features), linear_params(c, out_features, bias)

    def batchnorm(self, shape):
        return shape, batchnorm_params(shape[1])

    def relu(self, shape):
        return shape, 0

    def flatten(self, shape):
        return blank(*shape).reshape(shape[0], -1).shape, 0


AXES = {"conv": (4,), "maxpool": (4,), "linear": (2,)}


def network_summary(input_shape, layers):
    if len(input_shape) != 4:
        raise ValueError("input_shape needs four entries")
    shape, rows = input_shape, []
    for layer in layers:
        options = dict(layer)
        kind = options.pop("type", None)
        step = getattr(Layers(), str(kind), None) if kind else None
        if step is None:
            raise ValueError(f"unknown type {kind!r}")
        if len(shape) not in AXES.get(kind, (2, 4)):
            raise ValueError(f"type {kind} cannot take a shape of {len(shape)} entries")
        try:
            shape, params = step(shape, **options)
        except TypeError as error:
            raise ValueError(f"type {kind}: {error}") from error
        rows.append({"type": kind, "output_shape": shape, "params": params})
    return {"rows": rows, "total_params": sum((row["params"] for row in rows), start=0)}
