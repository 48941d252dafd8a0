"""One `match` over the layers; a missing key shows as a case that does not match."""

from math import prod


def sides(size):
    match size:
        case int():
            return [size] * 2
        case [height, width]:
            return [height, width]


def conv_params(in_channels, out_channels, kernel_size, bias=True):
    return (in_channels * prod(sides(kernel_size)) + bool(bias)) * out_channels


def linear_params(in_features, out_features, bias=True):
    return conv_params(in_features, out_features, 1, bias)


def batchnorm_params(num_features):
    return num_features + num_features


def grid(input_size, kernel_size, stride, padding):
    places = []
    for n, k, s, p in zip(*map(sides, (input_size, kernel_size, stride, padding)), strict=True):
        if k > n + 2 * p:
            raise ValueError(f"kernel_size {k} is too large for {n} pixels with padding {p}")
        places.append(len(range(0, n + 2 * p - k + 1, s)))
    return places


def conv_multiplications(input_size, in_channels, out_channels, kernel_size, stride=1, padding=0):
    # One number of the output takes as many products as one filter has weights.
    outputs = prod(grid(input_size, kernel_size, stride, padding)) * out_channels
    return outputs * conv_params(in_channels, 1, kernel_size, False)


def after(layer, shape):
    match layer, shape:
        case {"type": "conv", "out_channels": filters, "kernel_size": size}, [n, c, h, w]:
            where = grid((h, w), size, layer.get("stride", 1), layer.get("padding", 0))
            return [n, filters, *where], conv_params(c, filters, size, layer.get("bias", True))
        case {"type": "maxpool", "kernel_size": size}, [n, c, h, w]:
            return [n, c, *grid((h, w), size, layer.get("stride", size), 0)], 0
        case {"type": "linear", "out_features": features}, [n, c]:
            return [n, features], linear_params(c, features, layer.get("bias", True))
        case {"type": "batchnorm"}, [_, c, *_]:
            return shape, batchnorm_params(c)
        case {"type": "relu"}, _:
            return shape, 0
        case {"type": "flatten"}, [n, *rest]:
            return [n, prod(rest)], 0
    raise ValueError(f"type {layer.get('type')} does not fit {len(shape)} axes, or lacks a key")


def network_summary(input_shape, layers):
    if len(input_shape) - 4:
        raise ValueError("input_shape is not NCHW")
    shape, rows = list(input_shape), []
    for layer in layers:
        shape, params = after(layer, shape)
        rows.append({"type": layer["type"], "output_shape": shape, "params": params})
    return {"rows": rows, "total_params": sum(row["params"] for row in rows)}
