"""One formula with a ceiling, structural pattern matching, and ranges that count themselves."""

from itertools import accumulate
from math import prod


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    at_least_one = {"n": n, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    bad = [name for name, value in at_least_one.items() if value <= 0]
    if bad or padding < 0:
        raise ValueError(f"out of range: {bad or 'padding'}")
    starts = range(0, n + 2 * padding - dilation * (kernel_size - 1), stride)
    if not starts:
        raise ValueError(f"kernel_size {kernel_size} is too large for n = {n}")
    return len(starts)


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    match input_shape:
        case (images, _, height, width):
            (kh, kw), (sh, sw), (ph, pw) = map(as_pair, (kernel_size, stride, padding))
            rows = conv_output_size(height, kh, sh, ph)
            columns = conv_output_size(width, kw, stride=sw, padding=pw)
            return (images, out_channels, rows, columns)
    raise ValueError("input_shape must be (N, C, H, W)")


def as_pair(size):
    try:
        height, width = size
    except TypeError:
        height = width = size
    return height, width


def step(shape, layer):
    match layer, shape:
        case {"type": "conv", "out_channels": c, "kernel_size": k}, (_, _, _, _):
            return conv_output_shape(shape, c, k, layer.get("stride", 1), layer.get("padding", 0))
        case {"type": "maxpool", "kernel_size": k}, (_, channels, _, _):
            return conv_output_shape(shape, channels, k, layer.get("stride", k))
        case {"type": "relu"}, _:
            return shape
        case {"type": "flatten"}, (images, *rest):
            return (images, prod(rest))
        case {"type": "linear", "out_features": features}, (images, _):
            return (images, features)
    raise ValueError(f"cannot put a layer {layer} on input_shape {shape}")


def trace_shapes(input_shape, layers):
    return list(accumulate(layers, step, initial=tuple(input_shape)))[1:]
