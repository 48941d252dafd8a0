"""How many numbers does a network learn, and how many times does it multiply?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

### BEGIN SOLUTION
# cnnquiz-instructor: never for students
Size = int | tuple[int, int]


def pair(size: Size) -> tuple[int, int]:
    """Return `size` as (height, width)."""
    if isinstance(size, (tuple, list)):
        height, width = size
        return height, width
    return size, size


### END SOLUTION


def conv_params(
    in_channels: int, out_channels: int, kernel_size: int | tuple[int, int], bias: bool = True
) -> int:
    """Return how many numbers a convolution learns.

    Args:
        in_channels: channels of its input, C_in.
        out_channels: number of filters, C_out.
        kernel_size: height and width of every filter: an int for both, or a pair.
        bias: whether every filter has a bias.

    Returns:
        The number of weights and biases, an int.

    Examples:
        >>> conv_params(8, 16, 3)
        1168
        >>> conv_params(8, 16, 3, bias=False)
        1152
        >>> conv_params(1, 2, (1, 3))
        8
    """
    ### BEGIN SOLUTION
    height, width = pair(kernel_size)
    # A filter has a slice for every input channel, but a single bias.
    weights_per_filter = in_channels * height * width
    return out_channels * (weights_per_filter + (1 if bias else 0))
    ### END SOLUTION


def linear_params(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return how many numbers a linear layer learns.

    Args:
        in_features: how many numbers go in, for one image.
        out_features: how many come out.
        bias: whether every output has a bias.

    Returns:
        The number of weights and biases, an int.

    Examples:
        >>> linear_params(288, 10)
        2890
        >>> linear_params(288, 10, bias=False)
        2880
    """
    ### BEGIN SOLUTION
    return out_features * (in_features + (1 if bias else 0))
    ### END SOLUTION


def batchnorm_params(num_features: int) -> int:
    """Return how many numbers a batch normalization learns: the trainable ones only.

    Args:
        num_features: channels of its input; after a flatten, features.

    Returns:
        The number of trainable parameters, an int.

    Examples:
        >>> batchnorm_params(16)
        32
    """
    ### BEGIN SOLUTION
    # Scale and shift. The running mean and variance are kept, but not trained.
    return 2 * num_features
    ### END SOLUTION


### BEGIN SOLUTION
def output_side(n: int, kernel_size: int, stride: int, padding: int) -> int:
    """Return the number of places that a kernel has along one side."""
    room = n + 2 * padding - kernel_size
    if room < 0:
        raise ValueError(
            f"kernel_size {kernel_size} does not fit: with its padding the input has only "
            f"{n + 2 * padding} pixels"
        )
    return room // stride + 1


def output_sides(
    input_size: Size, kernel_size: Size, stride: Size, padding: Size
) -> tuple[int, int]:
    """Return height and width of what a convolution or a pooling puts out."""
    sizes = zip(*map(pair, (input_size, kernel_size, stride, padding)), strict=True)
    height, width = (output_side(*size) for size in sizes)
    return height, width


### END SOLUTION


def conv_multiplications(
    input_size: int | tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> int:
    """Return how many multiplications a convolution does for one image.

    In every position every weight is multiplied once. A position is one place of the output, and
    a multiplication with a zero of the padding counts like any other. Adding a bias is no
    multiplication. Sizes are an int for both sides, or a pair (height, width).

    Args:
        input_size: height and width of the input, in pixels.
        in_channels: channels of the input, C_in.
        out_channels: number of filters, C_out.
        kernel_size: height and width of every filter.
        stride: pixels from one position of the filters to the next, down and across; at least 1.
        padding: rows of zeros above and also below; columns of zeros left and also right.

    Returns:
        The number of multiplications, an int.

    Raises:
        ValueError: the kernel does not fit in the padded input, in one direction or both. The
            message names a parameter.

    Examples:
        >>> conv_multiplications(7, 8, 16, 3, stride=2, padding=1)
        18432
        >>> conv_multiplications((4, 5), 1, 1, 3)
        54
    """
    ### BEGIN SOLUTION
    height, width = output_sides(input_size, kernel_size, stride, padding)
    return height * width * conv_params(in_channels, out_channels, kernel_size, bias=False)
    ### END SOLUTION


### BEGIN SOLUTION
NEEDED = {
    "conv": ("out_channels", "kernel_size"),
    "maxpool": ("kernel_size",),
    "linear": ("out_features",),
    "batchnorm": (),
    "relu": (),
    "flatten": (),
}
AXES = {"conv": 4, "maxpool": 4, "linear": 2}  # of the shapes that a layer takes; else any


def validate(layer: dict, shape: tuple[int, ...]) -> None:
    """Raise a ValueError if `layer` says too little, or cannot follow `shape`."""
    if "type" not in layer:
        raise ValueError(f"{layer} has no 'type'")
    kind = layer["type"]
    if kind not in NEEDED:
        raise ValueError(f"type is {kind!r}, expected one of {', '.join(NEEDED)}")
    for key in NEEDED[kind]:
        if key not in layer:
            raise ValueError(f"{layer} has no {key!r}")
    if AXES.get(kind, len(shape)) != len(shape):
        where = "expected a flatten before it" if kind == "linear" else "which is flattened"
        raise ValueError(f"type {kind!r} meets the shape {shape}, {where}")


def shape_and_params(layer: dict, shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """Return the shape that `layer` makes of `shape`, and how many numbers it learns."""
    validate(layer, shape)
    bias = layer.get("bias", True)
    match layer["type"]:
        case "conv":
            kernel_size, out_channels = layer["kernel_size"], layer["out_channels"]
            stride, padding = layer.get("stride", 1), layer.get("padding", 0)
            sides = output_sides(shape[2:], kernel_size, stride, padding)
            params = conv_params(shape[1], out_channels, kernel_size, bias)
            return (shape[0], out_channels, *sides), params
        case "maxpool":
            kernel_size = layer["kernel_size"]
            stride = layer.get("stride", kernel_size)
            return (*shape[:2], *output_sides(shape[2:], kernel_size, stride, 0)), 0
        case "linear":
            out_features = layer["out_features"]
            return (shape[0], out_features), linear_params(shape[1], out_features, bias)
        case "batchnorm":
            return shape, batchnorm_params(shape[1])
        case "flatten" if len(shape) == 4:
            images, channels, height, width = shape
            return (images, channels * height * width), 0
    return shape, 0


### END SOLUTION


def network_summary(input_shape: tuple[int, int, int, int], layers: list[dict]) -> dict:
    """Return what every layer of a network puts out and learns, and what it learns in all.

    A layer is a dict. Its sizes are an int, or a pair (height, width); `?` marks a key that may be
    left out, with the value it then has:

        {"type": "conv", "out_channels", "kernel_size", "stride"?: 1, "padding"?: 0, "bias"?: True}
        {"type": "maxpool", "kernel_size", "stride"?: the kernel_size}     (it has no padding)
        {"type": "batchnorm"}                    one feature for each entry of axis 1
        {"type": "relu"}
        {"type": "flatten"}                      (N, C, H, W) to (N, C*H*W)
        {"type": "linear", "out_features", "bias"?: True}

    A batchnorm and a relu may stand before or after a flatten and leave the shape as it is. A
    flatten leaves a shape of two entries as it is.

    Args:
        input_shape: (N, C, H, W).
        layers: the layers in the order in which the data meets them; none of them is modified.

    Returns:
        A dict with two keys:

            "rows"           a list with one dict for every layer, in the same order, the input left
                             out. Its keys are "type", the layer's own; "output_shape", a tuple of
                             ints; and "params", the number of its trainable parameters, an int,
                             which is 0 for a layer that learns nothing
            "total_params"   the sum of all "params", an int

    Raises:
        ValueError: `input_shape` has not four entries; a layer has an unknown type or lacks a key
            that it needs ("type" included); a kernel does not fit; a linear layer stands before
            any flatten; a conv or a maxpool stands behind one. The message names a parameter or a
            key of the layer.

    Examples:
        >>> layers = [{"type": "conv", "out_channels": 2, "kernel_size": 3}, {"type": "batchnorm"}]
        >>> summary = network_summary((5, 1, 28, 28), layers)
        >>> [row["params"] for row in summary["rows"]]
        [20, 4]
        >>> summary["rows"][0]["output_shape"]
        (5, 2, 26, 26)
        >>> summary["total_params"]
        24
    """
    ### BEGIN SOLUTION
    shape = tuple(input_shape)
    if len(shape) != 4:
        raise ValueError(f"input_shape has {len(shape)} entries, expected (N, C, H, W)")
    rows = []
    for layer in layers:
        shape, params = shape_and_params(layer, shape)
        rows.append({"type": layer["type"], "output_shape": shape, "params": params})
    return {"rows": rows, "total_params": sum(row["params"] for row in rows)}
    ### END SOLUTION
