"""How large is what comes out of a layer, and of a whole network?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""


def conv_output_size(
    n: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return how many positions a kernel takes along one side of its input.

    Args:
        n: length of that side of the input, in pixels; at least 1.
        kernel_size: entries of the kernel along that side; at least 1.
        stride: pixels from one position of the kernel to the next; at least 1.
        padding: zeros put before the first pixel, and as many behind the last; at least 0.
        dilation: pixels from one entry of the kernel to the next; at least 1, where the entries
            are neighbours.

    Returns:
        The length of that side of the output, an int of at least 1.

    Raises:
        ValueError: `n`, `kernel_size`, `stride` or `dilation` is below 1; `padding` is negative;
            or the kernel, spread by `dilation`, does not fit in the padded input. The message
            names a parameter.

    Examples:
        >>> conv_output_size(28, 3)
        26
        >>> conv_output_size(28, 3, stride=2, padding=1)
        14
        >>> conv_output_size(9, 3, dilation=2)
        5
    """
    ### BEGIN SOLUTION
    # cnnquiz-instructor: never for students
    for name, value, least in (
        ("n", n, 1),
        ("kernel_size", kernel_size, 1),
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        if value < least:
            raise ValueError(f"{name} is {value}, expected at least {least}")
    reach = dilation * (kernel_size - 1) + 1
    room = n + 2 * padding - reach
    # Asked before dividing: rounding -1 // stride would hide that nothing fits.
    if room < 0:
        raise ValueError(
            f"a kernel_size of {kernel_size} with dilation {dilation} reaches over {reach} pixels, "
            f"but n with its padding has {n + 2 * padding}"
        )
    return room // stride + 1
    ### END SOLUTION


### BEGIN SOLUTION
def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return `size` as (height, width)."""
    if isinstance(size, (tuple, list)):
        height, width = size
        return height, width
    return size, size


### END SOLUTION


def conv_output_shape(
    input_shape: tuple[int, int, int, int],
    out_channels: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int, int, int]:
    """Return the shape of what a convolution makes of a batch of images.

    Sizes are an int for both sides, or a pair (height, width). There is no dilation here.

    Args:
        input_shape: (N, C_in, H, W): images, channels, height and width.
        out_channels: number of filters, C_out.
        kernel_size: height and width of every filter, in pixels.
        stride: pixels from one position of the filters to the next, down and across.
        padding: rows of zeros above and also below; columns of zeros left and also right.

    Returns:
        (N, C_out, H_out, W_out), a tuple of ints.

    Raises:
        ValueError: `input_shape` has not four entries, or the kernel does not fit in the padded
            input in one direction or both. The message names a parameter.

    Examples:
        >>> conv_output_shape((1, 3, 32, 32), 10, 5)
        (1, 10, 28, 28)
        >>> conv_output_shape((64, 1, 28, 28), 4, 3, stride=2, padding=1)
        (64, 4, 14, 14)
        >>> conv_output_shape((1, 1, 6, 9), 2, (1, 3))
        (1, 2, 6, 7)
    """
    ### BEGIN SOLUTION
    if len(input_shape) != 4:
        raise ValueError(f"input_shape has {len(input_shape)} entries, expected (N, C, H, W)")
    images, _, *sides = input_shape
    height, width = (
        conv_output_size(*side)
        for side in zip(sides, pair(kernel_size), pair(stride), pair(padding), strict=True)
    )
    return images, out_channels, height, width
    ### END SOLUTION


### BEGIN SOLUTION
def entry(layer: dict, key: str) -> int | tuple[int, int] | str:
    """Return what `layer` says under `key`."""
    if key not in layer:
        raise ValueError(f"{layer} has no {key!r}")
    return layer[key]


def shape_after(layer: dict, shape: tuple) -> tuple:
    """Return the shape that `layer` makes of `shape`."""
    kind = entry(layer, "type")
    if kind == "relu":
        return shape
    if kind == "flatten":
        if len(shape) == 2:
            return shape
        images, channels, height, width = shape
        return images, channels * height * width
    if kind == "linear":
        if len(shape) != 2:
            raise ValueError(f"type 'linear' after {shape}, expected a flatten before it")
        return shape[0], entry(layer, "out_features")
    if kind not in ("conv", "maxpool"):
        raise ValueError(f"type is {kind!r}, expected conv, maxpool, relu, flatten or linear")
    if len(shape) != 4:
        raise ValueError(f"type {kind!r} after {shape}, expected (N, C, H, W)")
    kernel_size = entry(layer, "kernel_size")
    if kind == "maxpool":
        return conv_output_shape(shape, shape[1], kernel_size, layer.get("stride", kernel_size))
    out_channels = entry(layer, "out_channels")
    stride, padding = layer.get("stride", 1), layer.get("padding", 0)
    return conv_output_shape(shape, out_channels, kernel_size, stride, padding)


### END SOLUTION


def trace_shapes(input_shape: tuple[int, ...], layers: list[dict]) -> list[tuple[int, ...]]:
    """Return the shape after every layer of a network.

    A layer is a dict. Its sizes are an int, or a pair (height, width); `?` marks a key that may be
    left out, with the value it then has:

        {"type": "conv", "out_channels", "kernel_size", "stride"?: 1, "padding"?: 0}
        {"type": "maxpool", "kernel_size", "stride"?: the kernel_size}
        {"type": "relu"}
        {"type": "flatten"}                      (N, C, H, W) to (N, C*H*W)
        {"type": "linear", "out_features"}       (N, anything) to (N, out_features)

    A flatten leaves a shape of two entries as it is. A relu may stand anywhere.

    Args:
        input_shape: (N, C, H, W); or (N, features), which counts as flattened already.
        layers: the layers in the order in which the data meets them; none of them is modified.

    Returns:
        One tuple of ints for every layer, in the same order; the input's own shape is left out, so
        that no layers give [].

    Raises:
        ValueError: a layer has an unknown type or lacks a key that it needs ("type" included); a
            kernel does not fit; a linear layer meets an input that is not flattened; a conv or a
            maxpool meets one that is. The message names a parameter or a key of the layer.

    Examples:
        >>> trace_shapes((1, 1, 6, 6), [{"type": "conv", "out_channels": 2, "kernel_size": 3}])
        [(1, 2, 4, 4)]
        >>> trace_shapes((5, 2, 4, 4), [{"type": "maxpool", "kernel_size": 2}, {"type": "relu"}])
        [(5, 2, 2, 2), (5, 2, 2, 2)]
        >>> trace_shapes((5, 2, 3, 3), [{"type": "flatten"}, {"type": "linear", "out_features": 7}])
        [(5, 18), (5, 7)]
    """
    ### BEGIN SOLUTION
    shape = tuple(input_shape)
    shapes = []
    for layer in layers:
        shape = shape_after(layer, shape)
        shapes.append(shape)
    return shapes
    ### END SOLUTION
