"""Recursion, floor, and numpy's integers in the shapes."""

from math import floor

import numpy as np

REQUIRED = {"conv": ["out_channels", "kernel_size"], "maxpool": ["kernel_size"], "relu": []}
REQUIRED |= {"flatten": [], "linear": ["out_features"]}


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if any(size < 1 for size in (n, kernel_size, stride, dilation)) or padding < 0:
        raise ValueError("a size is out of range: n, kernel_size, stride, padding or dilation")
    size = floor((n + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)
    if size < 1:
        raise ValueError("the kernel does not fit")
    return size


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    if len(input_shape) != 4:
        raise ValueError("the input shape has four entries")
    kernel, step, frame = (np.broadcast_to(size, 2) for size in (kernel_size, stride, padding))
    room = np.array(input_shape[2:]) + 2 * frame - kernel
    if (room < 0).any():
        raise ValueError("the kernel does not fit")
    return [input_shape[0], out_channels, *(room // step + 1)]


def trace_shapes(input_shape, layers):
    if not layers:
        return ()
    layer, *rest = layers
    kind = layer.get("type")
    if kind not in REQUIRED:
        raise ValueError(f"no such type of layer: {kind}")
    for key in REQUIRED[kind]:
        if key not in layer:
            raise ValueError(f"{key} is missing")
    if {"conv": 2, "maxpool": 2, "linear": 4}.get(kind) == len(input_shape):
        raise ValueError(f"{kind} is a type of layer for another input_shape")
    if kind == "conv":
        sizes = {key: value for key, value in layer.items() if key != "type"}
        shape = conv_output_shape(input_shape, **sizes)
    elif kind == "maxpool":
        size = layer["kernel_size"]
        shape = conv_output_shape(input_shape, input_shape[1], size, layer.get("stride", size))
    elif kind == "flatten":
        shape = (input_shape[0], np.prod(input_shape[1:]))
    elif kind == "linear":
        shape = (input_shape[0], layer["out_features"])
    else:
        shape = input_shape
    return (shape, *trace_shapes(shape, rest))
