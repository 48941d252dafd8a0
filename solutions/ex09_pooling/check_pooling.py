# cnnquiz-instructor: never for students
"""Hidden checks of ex09.

Inputs of the averages lie between -4 and 4, or are integers, so that sums are right in float32 too.
"""

import numpy as np

from cnnquiz.judge.author import points


def numbers(rng, *shape):
    return rng.uniform(-4, 4, shape)


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def batch(rng, low=4, high=9):
    """Return a random batch whose four sizes all differ."""
    height, width = (int(side) for side in rng.permutation(np.arange(low, high + 1))[:2])
    images, channels = (int(count) for count in rng.permutation([1, 2, 3])[:2])
    return numbers(rng, images, channels, height, width)


def pixels(rng, *shape, high=255):
    return rng.integers(0, high + 1, shape).astype(np.uint8)


# --- relu ---------------------------------------------------------------------------------------


@points(1)
def check_negative_numbers_become_zero(agree, rng):
    """Negative numbers become 0, all others stay; the shape stays whatever it is."""
    for shape in [(9,), (4, 5), (2, 3, 4, 5), (1, 1), (2, 1, 3)]:
        agree("relu", numbers(rng, *shape))
    agree("relu", rng.uniform(-4, -0.1, (3, 4)))
    agree("relu", rng.uniform(0.1, 4, (2, 5)))
    agree("relu", x=np.array([-2.5, -0.0, 0.0, 0.001, -0.001, 1e6, -1e6]))
    agree("relu", np.array(-1.5))
    agree("relu", np.array(1.5))


@points(0.5)
def check_relu_of_every_dtype_and_layout(agree, rng):
    """ReLU works for integers, float32, and slices and transposes of arrays."""
    for dtype in ("int64", "int32", "int8", "float32"):
        agree("relu", rng.integers(-90, 91, (3, 4, 5)).astype(dtype))
    agree("relu", pixels(rng, 4, 6))
    agree("relu", numbers(rng, 6, 8)[::2, ::-1])
    agree("relu", numbers(rng, 2, 3, 4, 5).transpose(3, 1, 0, 2))


# --- max_pool2d ---------------------------------------------------------------------------------


@points(1)
def check_largest_of_every_window(agree, rng):
    """Without a stride the windows lie side by side, and each gives its largest number."""
    for side in (2, 3):
        height, width = side * draw(rng, 3, 4), side * draw(rng, 1, 2)
        agree("max_pool2d", numbers(rng, 2, 3, height, width), side)
    agree("max_pool2d", batch(rng), 1)
    agree("max_pool2d", numbers(rng, 1, 1, 6, 4), 2, None)
    agree("max_pool2d", numbers(rng, 3, 1, 4, 8), kernel_size=4)
    agree("max_pool2d", numbers(rng, 1, 4, 1, 1), 1)


@points(0.75)
def check_stride_of_the_maxima(agree, rng):
    """A stride that is given counts: windows may overlap, or leave gaps between them."""
    agree("max_pool2d", numbers(rng, 2, 2, 7, 9), 3, stride=2)
    agree("max_pool2d", numbers(rng, 1, 3, 5, 6), 2, 1)
    agree("max_pool2d", numbers(rng, 2, 1, 8, 11), 2, stride=3)
    agree("max_pool2d", numbers(rng, 1, 1, 9, 7), 1, stride=4)
    for _ in range(3):
        agree("max_pool2d", batch(rng), draw(rng, 2, 3), draw(rng, 1, 4))


@points(0.75)
def check_pairs_of_the_maxima(agree, rng):
    """Window and stride may each be a pair: height first, then width."""
    agree("max_pool2d", numbers(rng, 2, 3, 6, 8), (2, 4))
    agree("max_pool2d", numbers(rng, 2, 3, 6, 9), (3, 1))
    agree("max_pool2d", numbers(rng, 1, 2, 7, 8), 2, stride=(1, 3))
    for _ in range(3):
        kernel_size, stride = (draw(rng, 1, 2), draw(rng, 3, 4)), (draw(rng, 3, 4), draw(rng, 1, 2))
        agree("max_pool2d", batch(rng), kernel_size, stride)


@points(0.5)
def check_incomplete_windows_have_no_maximum(agree, rng):
    """Rows and columns that are too few for one more window are dropped."""
    agree("max_pool2d", numbers(rng, 1, 2, 5, 7), 2)
    agree("max_pool2d", numbers(rng, 2, 1, 8, 11), 3)
    agree("max_pool2d", numbers(rng, 2, 1, 6, 10), 3, stride=2)
    agree("max_pool2d", numbers(rng, 1, 1, 4, 5), (4, 3), stride=9)


@points(0.5)
def check_maxima_of_every_dtype_and_layout(agree, rng):
    """Maps of negative numbers only, integers, float32 and views of arrays are pooled right."""
    # Pixels first: where all is negative, the smallest number is also the strongest one.
    agree("max_pool2d", pixels(rng, 2, 3, 6, 4), 2)
    agree("max_pool2d", rng.uniform(-4, -1, (2, 2, 4, 6)), 2)
    agree("max_pool2d", 1e9 * rng.uniform(-4, -1, (1, 1, 4, 4)), 2)  # no search starts that low
    agree("max_pool2d", -rng.integers(1, 90, (1, 2, 6, 6)), 3, stride=1)
    agree("max_pool2d", rng.integers(-90, 91, (1, 2, 5, 6)).astype(np.int8), 2, stride=1)
    agree("max_pool2d", numbers(rng, 2, 2, 4, 4).astype(np.float32), 2)
    agree("max_pool2d", numbers(rng, 2, 3, 8, 6)[:, ::2, ::-1, 1:], (2, 3))
    agree("max_pool2d", numbers(rng, 6, 4, 2, 3).T, 2)


@points(0.25)
def check_maxima_without_a_window_are_errors(agree, rng):
    """A window that fits nowhere, or an input without four axes, is a ValueError."""
    for kernel_size in [5, 7, (5, 2), (2, 7), (8, 8)]:
        agree.raises(ValueError, "max_pool2d", numbers(rng, 2, 1, 4, 6), kernel_size)
    agree.raises(ValueError, "max_pool2d", numbers(rng, 1, 2, 6, 4), (2, 5), stride=3)
    for shape in [(6, 6), (3, 6, 6), (6,), (2, 1, 3, 6, 6)]:
        agree.raises(ValueError, "max_pool2d", numbers(rng, *shape), 2)


@points(0.25)
def check_maxima_of_sizes_below_one_are_errors(agree, rng):
    """A window or a stride below 1, also as one half of a pair, is a ValueError."""
    x = numbers(rng, 1, 2, 6, 6)
    for kernel_size in [0, -1, (0, 2), (2, 0), (2, -3)]:
        agree.raises(ValueError, "max_pool2d", x, kernel_size)
        agree.raises(ValueError, "max_pool2d", x, kernel_size, stride=1)
    for stride in [0, -2, (0, 1), (1, 0), (-1, 1)]:
        agree.raises(ValueError, "max_pool2d", x, 2, stride)


# --- avg_pool2d ---------------------------------------------------------------------------------


@points(0.75)
def check_mean_of_every_window(agree, rng):
    """Without a stride the windows lie side by side, and each gives its mean."""
    for side in (2, 3):
        height, width = side * draw(rng, 3, 4), side * draw(rng, 1, 2)
        agree("avg_pool2d", numbers(rng, 2, 3, height, width), side)
    agree("avg_pool2d", numbers(rng, 1, 1, 6, 4), 2, None)
    agree("avg_pool2d", batch(rng), kernel_size=1)
    agree("avg_pool2d", np.maximum(numbers(rng, 2, 2, 6, 6), 0), 3)
    agree("avg_pool2d", x=numbers(rng, 3, 4, 7, 7), kernel_size=7)


@points(1)
def check_strides_and_pairs_of_the_means(agree, rng):
    """Window and stride may differ, and each may be a pair (height, width)."""
    agree("avg_pool2d", numbers(rng, 2, 2, 7, 9), 3, stride=2)
    agree("avg_pool2d", numbers(rng, 1, 3, 8, 11), 2, 3)
    agree("avg_pool2d", numbers(rng, 2, 3, 6, 8), (2, 4))
    agree("avg_pool2d", numbers(rng, 2, 1, 7, 8), 2, stride=(1, 3))
    for _ in range(4):
        kernel_size, stride = (draw(rng, 1, 2), draw(rng, 3, 4)), (draw(rng, 3, 4), draw(rng, 1, 2))
        agree("avg_pool2d", batch(rng), kernel_size, stride)


@points(0.5)
def check_incomplete_windows_have_no_mean(agree, rng):
    """Rows and columns that are too few for one more window are dropped, not averaged."""
    agree("avg_pool2d", numbers(rng, 1, 2, 5, 7), 2)
    agree("avg_pool2d", numbers(rng, 2, 1, 8, 11), 3)
    agree("avg_pool2d", numbers(rng, 2, 1, 6, 10), 3, stride=2)
    agree("avg_pool2d", numbers(rng, 1, 1, 4, 5), (4, 3), stride=9)


@points(0.5)
def check_means_of_every_dtype_and_layout(agree, rng):
    """Integers have means with fractions; float32 and views of arrays are pooled right too."""
    agree("avg_pool2d", rng.integers(-9, 10, (2, 2, 4, 6)), 2)
    agree("avg_pool2d", rng.integers(-9, 10, (1, 2, 5, 6)).astype(np.int32), (1, 3), stride=1)
    agree("avg_pool2d", pixels(rng, 1, 3, 6, 6), 3)
    agree("avg_pool2d", numbers(rng, 2, 2, 4, 4).astype(np.float32), 2)
    agree("avg_pool2d", numbers(rng, 2, 3, 8, 6)[:, ::2, ::-1, 1:], (2, 3))
    agree("avg_pool2d", numbers(rng, 6, 4, 2, 3).T, 2)


@points(0.5)
def check_means_of_impossible_windows_are_errors(agree, rng):
    """No window that fits, other than four axes, or a size below 1: a ValueError."""
    for kernel_size in [5, 7, (5, 2), (2, 7)]:
        agree.raises(ValueError, "avg_pool2d", numbers(rng, 2, 1, 4, 6), kernel_size)
    for shape in [(6, 6), (3, 6, 6), (2, 1, 3, 6, 6)]:
        agree.raises(ValueError, "avg_pool2d", numbers(rng, *shape), 2)
    x = numbers(rng, 1, 2, 6, 6)
    for kernel_size in [0, -1, (0, 2), (2, 0)]:
        agree.raises(ValueError, "avg_pool2d", x, kernel_size)
        agree.raises(ValueError, "avg_pool2d", x, kernel_size, stride=1)
    for stride in [0, -2, (0, 1), (1, 0)]:
        agree.raises(ValueError, "avg_pool2d", x, 2, stride)


# --- flatten ------------------------------------------------------------------------------------


@points(0.75)
def check_one_row_for_each_image(agree, rng):
    """Every image becomes one row: map after map, each row by row; the images stay apart."""
    for _ in range(3):
        agree("flatten", numbers(rng, draw(rng, 2, 4), draw(rng, 2, 4), 3, draw(rng, 4, 6)))
    agree("flatten", numbers(rng, 1, 2, 3, 4))
    agree("flatten", numbers(rng, 3, 1, 2, 5))
    agree("flatten", numbers(rng, 4, 5, 1, 1))
    agree("flatten", numbers(rng, 1, 1, 1, 1))


@points(0.5)
def check_rows_of_every_dtype_and_layout(agree, rng):
    """The order is the same for integers, float32, slices and transposed arrays."""
    agree("flatten", rng.integers(-9, 10, (2, 3, 4, 2)))
    agree("flatten", pixels(rng, 2, 1, 4, 3))
    agree("flatten", numbers(rng, 2, 3, 2, 2).astype(np.float32))
    agree("flatten", numbers(rng, 3, 2, 6, 4)[::2, ::-1, ::2])
    agree("flatten", numbers(rng, 5, 4, 3, 2).T)
    agree("flatten", numbers(rng, 2, 4, 5, 3).transpose(0, 3, 1, 2))
