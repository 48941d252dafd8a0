"""Works on height and width at once, as arrays."""

import numpy as np


def out(n, k, s, p, d=1):
    n, k, s, p, d = np.broadcast_arrays(n, k, s, p, d)
    room = n + 2 * p - d * (k - 1) - 1
    if np.any(room < 0):
        raise ValueError("kernel_size exceeds the padded input")
    return room // s + 1


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if np.min([n, kernel_size, stride, dilation]) < 1 or padding < 0:
        raise ValueError("n, kernel_size, stride and dilation start at 1, padding at 0")
    return out(n, kernel_size, stride, padding, dilation)[()]


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    shape = np.asarray(input_shape)
    if shape.size != 4:
        raise ValueError(f"input_shape: {shape.size} entries instead of 4")
    sides = out(shape[2:], np.array(kernel_size), np.array(stride), np.array(padding))
    return tuple(np.concatenate([shape[:1], [out_channels], sides]))


def trace_shapes(input_shape, layers):
    shape, rows = np.asarray(input_shape), []
    for layer in layers:
        try:
            shape = STEPS[layer["type"]](shape, **{k: v for k, v in layer.items() if k != "type"})
        except KeyError as error:
            raise ValueError(f"layer type: {error}") from error
        except TypeError as error:
            raise ValueError(f"layer lacks a key: {error}") from error
        rows.append(tuple(int(size) for size in shape))
    return rows


def conv(shape, *, out_channels, kernel_size, stride=1, padding=0):
    return conv_output_shape(shape, out_channels, kernel_size, stride, padding)


def maxpool(shape, *, kernel_size, stride=None):
    step = kernel_size if stride is None else stride
    return conv_output_shape(shape, np.ravel(shape)[1], kernel_size, step)


def linear(shape, *, out_features):
    if np.size(shape) != 2:
        raise ValueError("linear expects a flat input_shape")
    return shape[0], out_features


STEPS = {
    "conv": conv,
    "maxpool": maxpool,
    "relu": lambda shape: shape,
    "flatten": lambda shape: (shape[0], np.prod(shape[1:])),
    "linear": linear,
}
