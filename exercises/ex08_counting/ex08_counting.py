"""How many numbers does a network learn, and how many times does it multiply?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
