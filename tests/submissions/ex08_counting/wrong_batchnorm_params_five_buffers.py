# wrong: batchnorm_params
"""Counts all entries of the state: two trained, two running, and the number of batches."""


def both(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def conv_params(in_channels, out_channels, kernel_size, bias=True):
    height, width = both(kernel_size)
    weights = out_channels * in_channels * height * width
    return weights + out_channels if bias else weights


def linear_params(in_features, out_features, bias=True):
    weights = in_features * out_features
    return weights + out_features if bias else weights


def batchnorm_params(num_features):
    return 4 * num_features + 1


def places(n, kernel_size, stride, padding):
    if kernel_size > n + 2 * padding:
        raise ValueError("kernel_size is too large")
    return (n + 2 * padding - kernel_size) // stride + 1


def conv_multiplications(input_size, in_channels, out_channels, kernel_size, stride=1, padding=0):
    (h, w), (kh, kw), (sh, sw), (ph, pw) = map(both, (input_size, kernel_size, stride, padding))
    positions = places(h, kh, sh, ph) * places(w, kw, sw, pw)
    return positions * in_channels * out_channels * kh * kw


NEEDED = {
    "conv": ["out_channels", "kernel_size"],
    "maxpool": ["kernel_size"],
    "batchnorm": [],
    "relu": [],
    "flatten": [],
    "linear": ["out_features"],
}


def windowed(layer, shape):
    """Return the next shape and the parameters of a conv or maxpool."""
    kernel_size = both(layer["kernel_size"])
    is_conv = layer["type"] == "conv"
    stride = both(layer.get("stride", 1 if is_conv else kernel_size))
    padding = both(layer.get("padding", 0))
    sides = zip(shape[2:], kernel_size, stride, padding, strict=True)
    height, width = (places(*side) for side in sides)
    if not is_conv:
        return (*shape[:2], height, width), 0
    weights = shape[1] * kernel_size[0] * kernel_size[1]
    bias = 1 if layer.get("bias", True) else 0
    return (shape[0], layer["out_channels"], height, width), layer["out_channels"] * (
        weights + bias
    )


def step(layer, shape):
    """Return the next shape and the parameters of any layer."""
    kind = layer["type"]
    if kind in ("conv", "maxpool"):
        return windowed(layer, shape)
    if kind == "batchnorm":
        return shape, 2 * shape[1]
    if kind == "flatten" and len(shape) == 4:
        return (shape[0], shape[1] * shape[2] * shape[3]), 0
    if kind == "linear":
        bias = 1 if layer.get("bias", True) else 0
        return (shape[0], layer["out_features"]), layer["out_features"] * (shape[1] + bias)
    return shape, 0


def refuse(layer, shape):
    kind = layer.get("type")
    if kind not in NEEDED:
        raise ValueError(f"type {kind} is unknown")
    for key in NEEDED[kind]:
        if key not in layer:
            raise ValueError(f"{key} is missing")
    axes = {"conv": 4, "maxpool": 4, "linear": 2}.get(kind, len(shape))
    if len(shape) != axes:
        raise ValueError(f"type {kind} does not take {shape}")


def network_summary(input_shape, layers):
    if len(input_shape) != 4:
        raise ValueError("input_shape needs four entries")
    shape = tuple(input_shape)
    rows = []
    for layer in layers:
        refuse(layer, shape)
        shape, params = step(layer, shape)
        rows.append({"type": layer["type"], "output_shape": shape, "params": params})
    return {"rows": rows, "total_params": sum(row["params"] for row in rows)}
