# cnnquiz-instructor: never for students
"""Wrong versions of ex05's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


def pair(size):
    """Return `size` as (height, width)."""
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


@misconception("per-channel-outputs", of="conv2d")
def conv_per_channel(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    maps = [
        reference.conv2d(x[:, [channel]], weight[o : o + 1, [channel]], None, stride, padding)
        + (0 if bias is None else bias[o])
        for o in range(len(weight))
        for channel in range(x.shape[1])
    ]
    return np.concatenate(maps, axis=1)


@misconception("output-keeps-colour", of="conv2d")
def conv_output_keeps_colour(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    maps = [
        reference.conv2d(x[:, [channel]], weight[:, [channel]], bias, stride, padding).sum(axis=1)
        for channel in range(x.shape[1])
    ]
    return np.stack(maps, axis=1)


@misconception("filter-is-2d", of="conv2d")
def conv_filter_is_2d(reference, x, weight, bias=None, stride=1, padding=0):
    flat = weight if weight.ndim != 4 else np.repeat(weight[:, :1], weight.shape[1], axis=1)
    return reference.conv2d(x, flat, bias, stride, padding)


@misconception("channels-averaged", of="conv2d")
def conv_channels_averaged(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d(x, weight / x.shape[1], bias, stride, padding)


@misconception("first-channel-only", of="conv2d")
def conv_first_channel_only(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d(x[:, :1], weight[:, :1], bias, stride, padding)


@misconception("weight-in-out-swapped", of="conv2d")
def conv_weight_in_out_swapped(reference, x, weight, bias=None, stride=1, padding=0):
    swapped = weight if weight.ndim != 4 else weight.swapaxes(0, 1)
    return reference.conv2d(x, swapped, bias, stride, padding)


@misconception("channels-broadcast", of="conv2d")
def conv_channels_broadcast(reference, x, weight, bias=None, stride=1, padding=0):
    if x.ndim == weight.ndim == 4:
        if x.shape[1] == 1:
            x = np.repeat(x, weight.shape[1], axis=1)
        elif weight.shape[1] == 1:
            weight = np.repeat(weight, x.shape[1], axis=1)
    return reference.conv2d(x, weight, bias, stride, padding)


@misconception("kernel-flipped", of="conv2d")
def conv_kernel_flipped(reference, x, weight, bias=None, stride=1, padding=0):
    return reference.conv2d(x, weight[..., ::-1, ::-1], bias, stride, padding)


@misconception("batch-axis-dropped", of="conv2d")
def conv_batch_axis_dropped(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d(x, weight, bias, stride, padding)
    return maps[0] if len(x) == 1 else maps


@misconception("bias-ignored", of="conv2d")
def conv_bias_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d(x, weight, None, stride, padding)


@misconception("bias-per-input", of="conv2d")
def conv_bias_per_input(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    often = None if bias is None else bias.astype(np.float64) * x.shape[1]
    return reference.conv2d(x, weight, often, stride, padding)


@misconception("bias-per-weight", of="conv2d")
def conv_bias_per_weight(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    often = None if bias is None else bias.astype(np.float64) * weight[0].size
    return reference.conv2d(x, weight, often, stride, padding)


@misconception("bias-along-width", of="conv2d")
def conv_bias_along_width(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    maps = reference.conv2d(x, weight, None, stride, padding)
    return maps if bias is None else maps + bias


@misconception("stride-ignored", of="conv2d")
def conv_stride_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d(x, weight, bias, 1, padding)


@misconception("partial-window-counted", of="conv2d")
def conv_partial_window_counted(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    sides = zip(x.shape[2:], weight.shape[2:], pair(stride), pair(padding), strict=True)
    frame = [(p, p + -(n + 2 * p - k) % s) for n, k, s, p in sides]
    return reference.conv2d(np.pad(x, [(0, 0), (0, 0), *frame]), weight, bias, stride)


@misconception("padding-ignored", of="conv2d")
def conv_padding_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d(x, weight, bias, stride, 0)


@misconception("padding-counted-once", of="conv2d")
def conv_padding_counted_once(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    frame = [(p, 0) for p in pair(padding)]
    return reference.conv2d(np.pad(x, [(0, 0), (0, 0), *frame]), weight, bias, stride)


@misconception("padding-always-same", of="conv2d")
def conv_padding_always_same(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias, stride, padding)  # raises what it has to
    same = tuple(k // 2 for k in weight.shape[2:])
    return reference.conv2d(x, weight, bias, stride, same)


@misconception("padding-does-not-help-kernel", of="conv2d")
def conv_fit_without_padding(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d(x, weight, bias)  # raises where a filter is larger than the bare image
    return reference.conv2d(x, weight, bias, stride, padding)


@misconception("rows-cols-swapped", of="conv2d")
def conv_rows_cols_swapped(reference, x, weight, bias=None, stride=1, padding=0):
    return reference.conv2d(x, weight, bias, pair(stride)[::-1], pair(padding)[::-1])


@misconception("pair-first-entry-only", of="conv2d")
def conv_first_entry_only(reference, x, weight, bias=None, stride=1, padding=0):
    return reference.conv2d(x, weight, bias, pair(stride)[0], pair(padding)[0])


@misconception("output-dtype-of-input", of="conv2d")
def conv_output_dtype_of_input(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d(x, weight, bias, stride, padding)
    if x.dtype.kind in "iu":
        # By way of int64, because a cast of negative floats to uint8 depends on the machine.
        maps = np.trunc(maps).astype(np.int64)
    return maps.astype(x.dtype)


@misconception("negative-answers-clipped", of="conv2d")
def conv_negative_answers_clipped(reference, x, weight, bias=None, stride=1, padding=0):
    return np.maximum(reference.conv2d(x, weight, bias, stride, padding), 0)


@misconception("input-modified", of="conv2d")
def conv_input_modified(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d(x, weight, bias, stride, padding)
    if x.dtype.kind == "f":
        # What `window *= filter` leaves behind: a slice is a view.
        x[..., : weight.shape[2], : weight.shape[3]] *= weight[-1]
    return maps


@misconception("no-validation", of="conv2d")
def conv_no_validation(reference, x, weight, bias=None, stride=1, padding=0):
    (down, across), (rows, columns) = pair(stride), pair(padding)
    try:
        return reference.conv2d(x, weight, bias, stride, padding)
    except ValueError:
        # Loops over ranges that are empty fill nothing in.
        height = x.shape[-2] + 2 * rows - weight.shape[-2]
        width = x.shape[-1] + 2 * columns - weight.shape[-1]
        sides = max(height // (down or 1) + 1, 0), max(width // (across or 1) + 1, 0)
        return np.zeros((len(x), len(weight), *sides))


# --- compose_kernels ----------------------------------------------------------------------------


@misconception("composed-without-flip", of="compose_kernels")
def compose_first_slides_over_second(reference, first, second):
    # Pads `second` and lets `first` move over it, as over an image.
    return reference.compose_kernels(first[::-1, ::-1], second)


@misconception("composed-without-flip", of="compose_kernels")
def compose_second_slides_over_first(reference, first, second):
    return reference.compose_kernels(first, second[::-1, ::-1])


@misconception("kernels-multiplied", of="compose_kernels")
def compose_multiplied(reference, first, second):
    return first.astype(np.float64) * second


@misconception("composition-keeps-size", of="compose_kernels")
def compose_keeps_size(reference, first, second):
    composed = reference.compose_kernels(first, second)
    top, left = ((k - 1) // 2 for k in second.shape)
    return composed[top : top + first.shape[0], left : left + first.shape[1]]


@misconception("rf-adds-kernels", of="compose_kernels")
def compose_sides_added(reference, first, second):
    return np.pad(reference.compose_kernels(first, second), ((0, 1), (0, 1)))


@misconception("kernels-summed", of="compose_kernels")
def compose_summed(reference, first, second):
    composed = np.zeros(reference.compose_kernels(first, second).shape)
    for kernel in (first, second):
        # Both in the middle of the larger one.
        top, left = ((n - k) // 2 for n, k in zip(composed.shape, kernel.shape, strict=True))
        composed[top : top + kernel.shape[0], left : left + kernel.shape[1]] += kernel
    return composed


@misconception("output-dtype-of-input", of="compose_kernels")
def compose_dtype_of_first(reference, first, second):
    composed = reference.compose_kernels(first, second)
    return np.trunc(composed).astype(first.dtype) if first.dtype.kind in "iu" else composed


@misconception("output-dtype-of-input", of="compose_kernels")
def compose_into_dtype_of_first(reference, first, second):
    if first.dtype.kind not in "iu":
        return reference.compose_kernels(first, second)
    # Item by item a float is cut off every time that something is added, not only in the end.
    composed = np.zeros(reference.compose_kernels(first, second).shape, first.dtype)
    for (i, j), one in np.ndenumerate(first):
        for (k, m), other in np.ndenumerate(second):
            total = composed[i + k, j + m] + float(one) * float(other)
            composed[i + k, j + m] = np.int64(total).astype(first.dtype)
    return composed
