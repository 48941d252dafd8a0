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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
