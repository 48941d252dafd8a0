# cnnquiz-instructor: never for students
"""What is believed about ReLU, pooling and flatten, in executable form."""

import numpy as np

from cnnquiz.judge.author import misconception


def pair(size):
    """Return `size` as (height, width)."""
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


def beyond_the_border(x, kernel_size, stride, **padding):
    """Return `x` with as many rows and columns more as its last windows lack."""
    kernel, step = pair(kernel_size), pair(kernel_size if stride is None else stride)
    missing = [-(n - k) % s for n, k, s in zip(x.shape[2:], kernel, step, strict=True)]
    spare = [(0, 0), (0, 0), *((0, more) for more in missing)]
    return np.pad(x.astype(np.float64), spare, **padding)


# --- relu ---------------------------------------------------------------------------------------


@misconception("relu-is-absolute-value", of="relu")
def relu_absolute(reference, x):
    return np.abs(x)


@misconception("relu-keeps-the-negative", of="relu")
def relu_other_side(reference, x):
    return np.minimum(x, 0)


@misconception("relu-removes-entries", of="relu")
def relu_filters(reference, x):
    return x[x > 0]


@misconception("relu-clips-at-one", of="relu")
def relu_clips(reference, x):
    return np.clip(x, 0, 1)


@misconception("relu-leaks", of="relu")
def relu_leaks(reference, x):
    return np.where(x > 0, x, 0.01 * x)


@misconception("relu-is-a-step", of="relu")
def relu_step(reference, x):
    return np.where(x > 0, 1.0, 0.0)


@misconception("input-modified", of="relu")
def relu_in_place(reference, x):
    x[x < 0] = 0
    return x


# --- max_pool2d ---------------------------------------------------------------------------------


@misconception("pool-stride-one", of="max_pool2d")
def max_stride_one(reference, x, kernel_size, stride=None):
    return reference.max_pool2d(x, kernel_size, 1 if stride is None else stride)


@misconception("pool-stride-is-kernel", of="max_pool2d")
def max_stride_is_kernel(reference, x, kernel_size, stride=None):
    reference.max_pool2d(x, kernel_size, stride)  # raises what it has to
    return reference.max_pool2d(x, kernel_size)


@misconception("pool-always-halves", of="max_pool2d")
def max_always_halves(reference, x, kernel_size, stride=None):
    reference.max_pool2d(x, kernel_size, stride)  # raises what it has to
    height, width = x.shape[2:]
    return reference.max_pool2d(x, (min(2, height), min(2, width)), 2)


@misconception("partial-window-counted", of="max_pool2d")
def max_partial_window(reference, x, kernel_size, stride=None):
    reference.max_pool2d(x, kernel_size, stride)  # raises what it has to
    larger = beyond_the_border(x, kernel_size, stride, constant_values=-np.inf)
    return reference.max_pool2d(larger, kernel_size, stride)


@misconception("pool-starts-at-zero", of="max_pool2d")
def max_starts_at_zero(reference, x, kernel_size, stride=None):
    return np.maximum(reference.max_pool2d(x, kernel_size, stride), 0)


@misconception("pool-takes-the-strongest", of="max_pool2d")
def max_takes_the_strongest(reference, x, kernel_size, stride=None):
    # The entry farthest from zero, whatever its sign; without overflow for -128 in int8.
    wide = x.astype(np.float64)
    high = reference.max_pool2d(wide, kernel_size, stride)
    low = -reference.max_pool2d(-wide, kernel_size, stride)
    return np.where(-low > high, low, high)


@misconception("pool-over-channels", of="max_pool2d")
def max_over_channels(reference, x, kernel_size, stride=None):
    return reference.max_pool2d(x, kernel_size, stride).max(axis=1, keepdims=True)


@misconception("pool-kinds-mixed-up", of="max_pool2d")
def max_is_mean(reference, x, kernel_size, stride=None):
    return reference.avg_pool2d(x, kernel_size, stride)


@misconception("rows-cols-swapped", of="max_pool2d")
def max_rows_cols_swapped(reference, x, kernel_size, stride=None):
    step = None if stride is None else pair(stride)[::-1]
    return reference.max_pool2d(x, pair(kernel_size)[::-1], step)


@misconception("pair-first-entry-only", of="max_pool2d")
def max_first_entry_only(reference, x, kernel_size, stride=None):
    step = None if stride is None else pair(stride)[0]
    return reference.max_pool2d(x, pair(kernel_size)[0], step)


@misconception("no-validation", of="max_pool2d")
def max_no_validation(reference, x, kernel_size, stride=None):
    return pooled_unseen(reference.max_pool2d, x, kernel_size, stride)


def pooled_unseen(pool, x, kernel_size, stride):
    """Return what `pool` gives, and something of little meaning where it would refuse."""
    try:
        return pool(x, kernel_size, stride)
    except ValueError:
        return np.zeros((*x.shape[:2], 0, 0))  # a loop over no windows at all


# --- avg_pool2d ---------------------------------------------------------------------------------


@misconception("pool-stride-one", of="avg_pool2d")
def avg_stride_one(reference, x, kernel_size, stride=None):
    return reference.avg_pool2d(x, kernel_size, 1 if stride is None else stride)


@misconception("pool-stride-is-kernel", of="avg_pool2d")
def avg_stride_is_kernel(reference, x, kernel_size, stride=None):
    reference.avg_pool2d(x, kernel_size, stride)  # raises what it has to
    return reference.avg_pool2d(x, kernel_size)


@misconception("partial-window-counted", of="avg_pool2d")
def avg_partial_window(reference, x, kernel_size, stride=None):
    reference.avg_pool2d(x, kernel_size, stride)  # raises what it has to
    # The mean of what is there: of the numbers, divided by the share of the window they fill.
    larger = beyond_the_border(x, kernel_size, stride)
    there = beyond_the_border(np.ones_like(x), kernel_size, stride)
    share = reference.avg_pool2d(there, kernel_size, stride)
    # A stride beyond the window's size can put a window wholly outside.
    sums = reference.avg_pool2d(larger, kernel_size, stride)
    return np.divide(sums, share, out=np.zeros_like(sums), where=share > 0)


@misconception("mean-without-division", of="avg_pool2d")
def avg_sum(reference, x, kernel_size, stride=None):
    height, width = pair(kernel_size)
    return reference.avg_pool2d(x, kernel_size, stride) * (height * width)


@misconception("mean-of-the-nonzero", of="avg_pool2d")
def avg_of_the_nonzero(reference, x, kernel_size, stride=None):
    share = reference.avg_pool2d(x != 0, kernel_size, stride)
    means = reference.avg_pool2d(x, kernel_size, stride)
    return np.divide(means, share, out=np.zeros(means.shape), where=share > 0)


@misconception("pool-over-channels", of="avg_pool2d")
def avg_over_channels(reference, x, kernel_size, stride=None):
    return reference.avg_pool2d(x, kernel_size, stride).mean(axis=1, keepdims=True)


@misconception("pool-kinds-mixed-up", of="avg_pool2d")
def avg_is_maximum(reference, x, kernel_size, stride=None):
    return reference.max_pool2d(x, kernel_size, stride)


@misconception("output-dtype-of-input", of="avg_pool2d")
def avg_dtype_of_input(reference, x, kernel_size, stride=None):
    return reference.avg_pool2d(x, kernel_size, stride).astype(x.dtype)


@misconception("rows-cols-swapped", of="avg_pool2d")
def avg_rows_cols_swapped(reference, x, kernel_size, stride=None):
    step = None if stride is None else pair(stride)[::-1]
    return reference.avg_pool2d(x, pair(kernel_size)[::-1], step)


@misconception("pair-first-entry-only", of="avg_pool2d")
def avg_first_entry_only(reference, x, kernel_size, stride=None):
    step = None if stride is None else pair(stride)[0]
    return reference.avg_pool2d(x, pair(kernel_size)[0], step)


@misconception("no-validation", of="avg_pool2d")
def avg_no_validation(reference, x, kernel_size, stride=None):
    return pooled_unseen(reference.avg_pool2d, x, kernel_size, stride)


# --- flatten ------------------------------------------------------------------------------------


@misconception("flatten-merges-batch", of="flatten")
def flatten_whole_batch(reference, x):
    return reference.flatten(x).reshape(-1)


@misconception("flatten-only-squeezes", of="flatten")
def flatten_squeezes(reference, x):
    return x.reshape(x.shape[0], *(size for size in x.shape[1:] if size > 1))


@misconception("flatten-per-map", of="flatten")
def flatten_every_map(reference, x):
    return x.reshape(*x.shape[:2], -1)


@misconception("flatten-makes-columns", of="flatten")
def flatten_columns(reference, x):
    return reference.flatten(x).T


@misconception("nhwc", of="flatten")
def flatten_channels_last(reference, x):
    return reference.flatten(x.transpose(0, 2, 3, 1))


@misconception("rows-cols-swapped", of="flatten")
def flatten_column_by_column(reference, x):
    return reference.flatten(x.swapaxes(2, 3))


@misconception("flatten-averages-maps", of="flatten")
def flatten_averages(reference, x):
    return x.mean(axis=(2, 3))
