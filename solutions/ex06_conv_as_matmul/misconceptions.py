# cnnquiz-instructor: never for students
"""Wrong versions of ex06's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


def pair(size):
    """Return `size` as (height, width)."""
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


def out_sides(x, kernel_size, stride, padding):
    """Return the height and the width of the output."""
    sides = zip(x.shape[2:], kernel_size, pair(stride), pair(padding), strict=True)
    return tuple((n + 2 * p - k) // s + 1 for n, k, s, p in sides)


def multiplied(reference, x, weight, bias, stride, padding, rows):
    """Return `conv2d_matmul` with the filters written out as `rows`, (C_out, C_in * kH * kW)."""
    reference.conv2d_matmul(x, weight, bias, stride, padding)  # raises what it has to
    columns = reference.im2col(x, weight.shape[2:], stride, padding).astype(np.float64)
    maps = (rows @ columns).reshape(
        len(x), len(weight), *out_sides(x, weight.shape[2:], stride, padding)
    )
    return maps if bias is None else maps + bias[:, np.newaxis, np.newaxis]


# --- conv_matrix --------------------------------------------------------------------------------


@misconception("roles-swapped", of="conv_matrix")
def matrix_columns_are_positions(reference, kernel, input_size):
    return reference.conv_matrix(kernel, input_size).T


@misconception("kernel-flipped", of="conv_matrix")
def matrix_kernel_flipped(reference, kernel, input_size):
    return reference.conv_matrix(kernel[::-1, ::-1], input_size)


@misconception("weights-side-by-side", of="conv_matrix")
def matrix_weights_side_by_side(reference, kernel, input_size):
    matrix = np.zeros_like(reference.conv_matrix(kernel, input_size))
    width = pair(input_size)[1]
    columns = width - kernel.shape[1] + 1
    for position, row in enumerate(matrix):
        start = position // columns * width + position % columns
        row[start : start + kernel.size] = kernel.ravel()
    return matrix


@misconception("row-end-ignored", of="conv_matrix")
def matrix_row_end_ignored(reference, kernel, input_size):
    matrix = reference.conv_matrix(kernel, input_size)
    # Every row is the one before it, moved by one pixel.
    return np.stack([np.roll(matrix[0], position) for position in range(len(matrix))])


@misconception("conv-matrix-keeps-size", of="conv_matrix")
def matrix_keeps_size(reference, kernel, input_size):
    reference.conv_matrix(kernel, input_size)  # raises what it has to
    height, width = pair(input_size)
    top, left = ((k - 1) // 2 for k in kernel.shape)
    larger = height + kernel.shape[0] - 1, width + kernel.shape[1] - 1
    padded = reference.conv_matrix(kernel, larger).reshape(-1, *larger)
    return padded[:, top : top + height, left : left + width].reshape(-1, height * width)


@misconception("flattened-by-columns", of="conv_matrix")
def matrix_flattened_by_columns(reference, kernel, input_size):
    return reference.conv_matrix(kernel.T, pair(input_size)[::-1])


@misconception("rows-cols-swapped", of="conv_matrix")
def matrix_rows_cols_swapped(reference, kernel, input_size):
    return reference.conv_matrix(kernel, pair(input_size)[::-1])


@misconception("pair-first-entry-only", of="conv_matrix")
def matrix_first_entry_only(reference, kernel, input_size):
    return reference.conv_matrix(kernel, pair(input_size)[0])


@misconception("no-validation", of="conv_matrix")
def matrix_no_validation(reference, kernel, input_size):
    height, width = pair(input_size)
    rows, columns = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
    if min(rows, columns) < 1:
        return np.zeros((max(rows, 0) * max(columns, 0), height * width))
    return reference.conv_matrix(kernel, input_size)


# --- im2col -------------------------------------------------------------------------------------


@misconception("windows-as-rows", of="im2col")
def columns_windows_as_rows(reference, x, kernel_size, stride=1, padding=0):
    return reference.im2col(x, kernel_size, stride, padding).swapaxes(1, 2)


@misconception("reshape-for-transpose", of="im2col")
def columns_reshaped(reference, x, kernel_size, stride=1, padding=0):
    columns = reference.im2col(x, kernel_size, stride, padding)
    images, length, count = columns.shape
    windows = columns.reshape(images, x.shape[1], -1, count).swapaxes(2, 3)
    # (N, C, L, kH * kW), as a sliding window view has it, cut up into the shape that is due.
    return windows.reshape(images, length, count)


@misconception("channels-interleaved", of="im2col")
def columns_channels_interleaved(reference, x, kernel_size, stride=1, padding=0):
    columns = reference.im2col(x, kernel_size, stride, padding)
    images, _, count = columns.shape
    return columns.reshape(images, x.shape[1], -1, count).swapaxes(1, 2).reshape(columns.shape)


@misconception("flattened-by-columns", of="im2col")
def columns_flattened_by_columns(reference, x, kernel_size, stride=1, padding=0):
    turned = (pair(size)[::-1] for size in (kernel_size, stride, padding))
    return reference.im2col(x.swapaxes(2, 3), *turned)


@misconception("flattened-by-columns", of="im2col")
def columns_windows_by_column(reference, x, kernel_size, stride=1, padding=0):
    columns = reference.im2col(x, kernel_size, stride, padding)
    sides = out_sides(x, pair(kernel_size), stride, padding)
    # Only the windows are counted so; inside of them the order is right.
    return columns.reshape(*columns.shape[:2], *sides).swapaxes(2, 3).reshape(columns.shape)


@misconception("flattened-by-columns", of="im2col")
def columns_entries_by_column(reference, x, kernel_size, stride=1, padding=0):
    columns = reference.im2col(x, kernel_size, stride, padding)
    # Only inside of the windows.
    entries = columns.reshape(len(x), x.shape[1], *pair(kernel_size), -1)
    return entries.swapaxes(2, 3).reshape(columns.shape)


@misconception("batch-axis-dropped", of="im2col")
def columns_batch_axis_dropped(reference, x, kernel_size, stride=1, padding=0):
    columns = reference.im2col(x, kernel_size, stride, padding)
    return columns[0] if len(x) == 1 else columns


@misconception("windows-do-not-overlap", of="im2col")
def columns_do_not_overlap(reference, x, kernel_size, stride=None, padding=0):
    return reference.im2col(x, kernel_size, kernel_size if stride is None else stride, padding)


@misconception("stride-ignored", of="im2col")
def columns_stride_ignored(reference, x, kernel_size, stride=1, padding=0):
    return reference.im2col(x, kernel_size, 1, padding)


@misconception("padding-ignored", of="im2col")
def columns_padding_ignored(reference, x, kernel_size, stride=1, padding=0):
    reference.im2col(x, kernel_size, stride, padding)  # raises what it has to
    return reference.im2col(x, kernel_size, stride, 0)


@misconception("rows-cols-swapped", of="im2col")
def columns_rows_cols_swapped(reference, x, kernel_size, stride=1, padding=0):
    turned = (pair(size)[::-1] for size in (kernel_size, stride, padding))
    return reference.im2col(x, *turned)


@misconception("pair-first-entry-only", of="im2col")
def columns_first_entry_only(reference, x, kernel_size, stride=1, padding=0):
    firsts = (pair(size)[0] for size in (kernel_size, stride, padding))
    return reference.im2col(x, *firsts)


@misconception("no-validation", of="im2col")
def columns_no_validation(reference, x, kernel_size, stride=1, padding=0):
    kernel_size = pair(kernel_size)
    rows, columns = (max(side, 0) for side in out_sides(x, kernel_size, stride, padding))
    if rows * columns == 0:
        return np.zeros((len(x), x.shape[1] * kernel_size[0] * kernel_size[1], 0))
    return reference.im2col(x, kernel_size, stride, padding)


# --- conv2d_matmul ------------------------------------------------------------------------------


@misconception("reshape-for-transpose", of="conv2d_matmul")
def product_reshaped(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d_matmul(x, weight, bias, stride, padding)
    # (C_out, N, …), as one product over the columns of all images gives it.
    return np.ascontiguousarray(maps.swapaxes(0, 1)).reshape(maps.shape)


@misconception("reshape-for-transpose", of="conv2d_matmul")
def product_filters_reshaped(reference, x, weight, bias=None, stride=1, padding=0):
    rows = weight.reshape(-1, len(weight)).T if weight.ndim == 4 else weight
    return multiplied(reference, x, weight, bias, stride, padding, rows)


@misconception("channels-interleaved", of="conv2d_matmul")
def product_channels_interleaved(reference, x, weight, bias=None, stride=1, padding=0):
    rows = weight.reshape(len(weight), -1)
    if weight.ndim == 4:
        rows = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
    return multiplied(reference, x, weight, bias, stride, padding, rows)


@misconception("kernel-flipped", of="conv2d_matmul")
def product_kernel_flipped(reference, x, weight, bias=None, stride=1, padding=0):
    return reference.conv2d_matmul(x, weight[..., ::-1, ::-1], bias, stride, padding)


@misconception("rows-cols-swapped", of="conv2d_matmul")
def product_sides_swapped(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d_matmul(x, weight, bias, stride, padding)
    return maps.reshape(*maps.shape[:2], maps.shape[3], maps.shape[2])


@misconception("output-not-folded", of="conv2d_matmul")
def product_not_folded(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d_matmul(x, weight, bias, stride, padding)
    return maps.reshape(*maps.shape[:2], -1)


@misconception("bias-ignored", of="conv2d_matmul")
def product_bias_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d_matmul(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d_matmul(x, weight, None, stride, padding)


@misconception("bias-per-input", of="conv2d_matmul")
def product_bias_per_input(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d_matmul(x, weight, bias, stride, padding)  # raises what it has to
    often = None if bias is None else bias.astype(np.float64) * x.shape[1]
    return reference.conv2d_matmul(x, weight, often, stride, padding)


@misconception("bias-along-width", of="conv2d_matmul")
def product_bias_along_positions(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d_matmul(x, weight, bias, stride, padding)
    if bias is None:
        return maps
    plain = reference.conv2d_matmul(x, weight, None, stride, padding)
    # Added to (N, C_out, L) as it is: the last axis holds the positions.
    return (plain.reshape(*maps.shape[:2], -1) + bias).reshape(maps.shape)


@misconception("stride-ignored", of="conv2d_matmul")
def product_stride_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d_matmul(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d_matmul(x, weight, bias, 1, padding)


@misconception("padding-ignored", of="conv2d_matmul")
def product_padding_ignored(reference, x, weight, bias=None, stride=1, padding=0):
    reference.conv2d_matmul(x, weight, bias, stride, padding)  # raises what it has to
    return reference.conv2d_matmul(x, weight, bias, stride, 0)


@misconception("pair-first-entry-only", of="conv2d_matmul")
def product_first_entry_only(reference, x, weight, bias=None, stride=1, padding=0):
    return reference.conv2d_matmul(x, weight, bias, pair(stride)[0], pair(padding)[0])


@misconception("output-dtype-of-input", of="conv2d_matmul")
def product_dtype_of_input(reference, x, weight, bias=None, stride=1, padding=0):
    maps = reference.conv2d_matmul(x, weight, bias, stride, padding)
    if x.dtype.kind in "iu":
        # By way of int64, because a cast of negative floats to uint8 depends on the machine.
        maps = np.trunc(maps).astype(np.int64)
    return maps.astype(x.dtype)


@misconception("no-validation", of="conv2d_matmul")
def product_no_validation(reference, x, weight, bias=None, stride=1, padding=0):
    try:
        return reference.conv2d_matmul(x, weight, bias, stride, padding)
    except ValueError:
        # Ranges that are empty leave nothing to multiply.
        return np.zeros((len(x), len(weight), 0, 0))
