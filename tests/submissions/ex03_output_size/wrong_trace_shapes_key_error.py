# wrong: trace_shapes
"""Lets Python complain of a missing key, with a KeyError."""


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if min(n, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("n, kernel_size, stride, dilation or padding is too small")
    return places(n, dilation * (kernel_size - 1) + 1, stride, padding)


def places(n, kernel_size, stride, padding):
    if kernel_size > n + 2 * padding:
        raise ValueError("kernel_size is too large")
    return (n + 2 * padding - kernel_size) // stride + 1


def both(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    if len(input_shape) != 4:
        raise ValueError("input_shape needs four entries")
    sizes = [both(size) for size in (kernel_size, stride, padding)]
    height = places(input_shape[2], *(size[0] for size in sizes))
    width = places(input_shape[3], *(size[1] for size in sizes))
    return input_shape[0], out_channels, height, width


NEEDED = {
    "conv": ["out_channels", "kernel_size"],
    "maxpool": ["kernel_size"],
    "relu": [],
    "flatten": [],
    "linear": ["out_features"],
}


def trace_shapes(input_shape, layers):
    shapes = []
    shape = input_shape
    for layer in layers:
        kind = layer.get("type")
        if kind not in NEEDED:
            raise ValueError(f"type {kind} is unknown")
        for key in NEEDED[kind]:
            layer[key]
        wanted = {"conv": 4, "maxpool": 4, "linear": 2}.get(kind, len(shape))
        if len(shape) != wanted:
            raise ValueError(f"type {kind} does not take {shape}")
        if kind == "conv":
            more = {key: layer[key] for key in ("stride", "padding") if key in layer}
            shape = conv_output_shape(shape, layer["out_channels"], layer["kernel_size"], **more)
        elif kind == "maxpool":
            kernel_size = layer["kernel_size"]
            shape = conv_output_shape(
                shape, shape[1], kernel_size, layer.get("stride", kernel_size)
            )
        elif kind == "flatten" and len(shape) == 4:
            shape = (shape[0], shape[1] * shape[2] * shape[3])
        elif kind == "linear":
            shape = (shape[0], layer["out_features"])
        shapes.append(shape)
    return shapes
