# wrong: conv_output_size
"""Padding counts once; the other two functions use this one."""

import math


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if min(n, kernel_size, stride, dilation) < 1:
        raise ValueError("n, kernel_size, stride and dilation are at least 1")
    if padding < 0:
        raise ValueError("padding is at least 0")
    places = range(0, n + padding - dilation * (kernel_size - 1), stride)
    if not places:
        raise ValueError("the kernel does not fit")
    return len(places)


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    if len(input_shape) != 4:
        raise ValueError("input_shape is (N, C, H, W)")
    sizes = [(s, s) if isinstance(s, int) else s for s in (kernel_size, stride, padding)]
    sides = [conv_output_size(*side) for side in zip(input_shape[2:], *sizes, strict=True)]
    return (input_shape[0], out_channels, *sides)


def trace_shapes(input_shape, layers):
    shape, shapes = tuple(input_shape), []
    for layer in layers:
        shape = after(layer, shape)
        shapes.append(shape)
    return shapes


def after(layer, shape):
    match layer, shape:
        case {"type": "relu"}, _:
            return shape
        case {"type": "flatten"}, _:
            return shape[0], math.prod(shape[1:])
        case {"type": "linear", "out_features": features}, (images, _):
            return images, features
        case {"type": "conv", "out_channels": channels, "kernel_size": size}, (_, _, _, _):
            stride, padding = layer.get("stride", 1), layer.get("padding", 0)
            return conv_output_shape(shape, channels, size, stride, padding)
        case {"type": "maxpool", "kernel_size": size}, (_, channels, _, _):
            return conv_output_shape(shape, channels, size, layer.get("stride", size))
    raise ValueError(f"a layer of this type, with these keys, cannot follow {shape}")
