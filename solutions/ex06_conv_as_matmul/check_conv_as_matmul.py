# cnnquiz-instructor: never for students
"""Hidden checks of ex06: a convolution as a matrix, windows as columns, and their product.

Fractions lie between -1 and 1, so that sums of some hundred products are right in float32 too.
"""

import numpy as np

from cnnquiz.judge.author import points


def fractions(rng, *shape):
    return rng.uniform(-1, 1, shape)


def quarters(rng, *shape):
    """Return multiples of 1/4: with integer pixels their sums are exact, in float32 too."""
    return rng.integers(-8, 9, shape) / 4


def small_integers(rng, *shape):
    return rng.integers(-4, 5, shape)


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def two_sides(rng, low, high):
    """Return two different sides, so that rows and columns cannot be taken for each other."""
    height, width = rng.choice(range(low, high + 1), 2, replace=False)
    return int(height), int(width)


# --- conv_matrix --------------------------------------------------------------------------------


@points(1.25)
def check_one_row_for_each_position(agree, rng):
    """Each row holds the kernel's weights where it reaches, and zeros everywhere else."""
    agree("conv_matrix", fractions(rng, 2, 2), (3, 3))
    for sides in [(3, 3), (2, 3), (3, 1)]:
        agree("conv_matrix", fractions(rng, *sides), two_sides(rng, 4, 7))
    # Not the first: by itself, a refusal here could be for many reasons.
    agree("conv_matrix", fractions(rng, 1, 2), (1, 5))
    agree("conv_matrix", kernel=fractions(rng, 2, 2), input_size=two_sides(rng, 4, 7))


@points(0.75)
def check_kernels_and_images_of_every_size(agree, rng):
    """Sizes are an int or a pair; kernels may be of one pixel or as large as the image."""
    agree("conv_matrix", fractions(rng, 3, 3), 5)
    agree("conv_matrix", fractions(rng, 2, 4), draw(rng, 5, 7))
    agree("conv_matrix", fractions(rng, 4, 3), 4)
    agree("conv_matrix", fractions(rng, 1, 1), (2, 3))
    agree("conv_matrix", fractions(rng, 3, 5), (3, 5))
    agree("conv_matrix", fractions(rng, 1, 1), 1)
    agree("conv_matrix", fractions(rng, 1, 4), (3, 4))
    agree("conv_matrix", fractions(rng, 3, 3), (12, 10))


@points(0.5)
def check_kernels_of_other_dtypes(agree, rng):
    """Integer, float32, negative and non-contiguous kernels end up in the matrix as they are."""
    agree("conv_matrix", small_integers(rng, 2, 3), (4, 5))
    agree("conv_matrix", rng.integers(1, 100, (2, 2)).astype(np.uint8), 3)
    agree("conv_matrix", fractions(rng, 3, 2).astype(np.float32), (4, 3))
    agree("conv_matrix", fractions(rng, 3, 2).T, (4, 5))
    agree("conv_matrix", fractions(rng, 4, 6)[::2, ::-2], (3, 5))
    agree("conv_matrix", rng.uniform(-1, -0.1, (2, 2)), (3, 4))


@points(0.5)
def check_kernels_that_do_not_fit_are_refused(agree, rng):
    """A kernel that is higher or wider than the image is a ValueError."""
    for sides, size in [((5, 2), (4, 6)), ((2, 7), (4, 6)), ((4, 4), 3), ((1, 2), 1), ((9, 9), 5)]:
        agree.raises(ValueError, "conv_matrix", fractions(rng, *sides), size)


# --- im2col -------------------------------------------------------------------------------------


@points(0.75)
def check_one_column_for_each_window(agree, rng):
    """Each window becomes a column, row by row, and the windows are counted row by row too."""
    agree("im2col", fractions(rng, 1, 1, 3, 4), 2)
    for sides in [3, (2, 3), (3, 1), (1, 2), (1, 1)]:
        agree("im2col", fractions(rng, 1, 1, *two_sides(rng, 4, 7)), sides)
    agree("im2col", fractions(rng, 1, 1, 4, 3), kernel_size=(4, 3))


@points(0.75)
def check_channels_and_images(agree, rng):
    """A column holds all of the first channel, then all of the next; images stay apart."""
    for images, channels in [(1, 3), (3, 1), (2, 4), (draw(rng, 2, 4), draw(rng, 2, 5))]:
        agree("im2col", fractions(rng, images, channels, *two_sides(rng, 3, 6)), (2, 3))
    agree("im2col", fractions(rng, 4, 2, 2, 2), 2)
    agree("im2col", fractions(rng, 2, 3, 2, 4), 1)


@points(1)
def check_windows_with_stride_and_padding(agree, rng):
    """Stride and padding, each an int or a pair, decide which windows there are."""
    x = fractions(rng, 2, 2, *two_sides(rng, 6, 9))
    agree("im2col", x, 3, 2)
    agree("im2col", x, 2, stride=(1, 3))
    agree("im2col", x, (1, 2), stride=4)
    agree("im2col", x, 3, padding=1)
    agree("im2col", x, (2, 3), padding=(2, 0))
    agree("im2col", fractions(rng, 1, 2, 2, 3), (4, 5), padding=1)
    for _ in range(6):
        x = fractions(rng, draw(rng, 1, 3), draw(rng, 1, 3), *two_sides(rng, 5, 8))
        kernel_size, stride = two_sides(rng, 1, 4), two_sides(rng, 1, 4)
        agree("im2col", x, kernel_size, stride, two_sides(rng, 0, 3))


@points(0.25)
def check_columns_of_other_dtypes(agree, rng):
    """Integer, float32, negative and non-contiguous images give the same columns."""
    agree("im2col", rng.integers(0, 256, (2, 2, 4, 5)).astype(np.uint8), 2, 1, 1)
    agree("im2col", small_integers(rng, 1, 2, 5, 4)[..., ::-1], (3, 2), padding=(1, 0))
    agree("im2col", fractions(rng, 2, 5, 4, 3).transpose(0, 3, 1, 2), 3, stride=2)
    agree("im2col", rng.uniform(-1, -0.1, (4, 2, 6, 8)).astype(np.float32)[::2, :, 1:, ::2], 2)


@points(0.5)
def check_windows_that_do_not_fit_are_refused(agree, rng):
    """A window that is higher or wider than the padded image is a ValueError."""
    x = fractions(rng, 2, 3, 4, 6)
    for kernel_size, padding in [((5, 2), 0), ((2, 7), 0), (7, 1), ((3, 9), (3, 1)), (5, 0)]:
        agree.raises(ValueError, "im2col", x, kernel_size, 1, padding)
        agree.raises(ValueError, "im2col", x, kernel_size, stride=3, padding=padding)


# --- conv2d_matmul ------------------------------------------------------------------------------


@points(0.75)
def check_the_product_is_a_convolution(agree, rng):
    """The product gives each filter's map of each image, all channels added up."""
    for images, channels, filters in [(1, 1, 1), (1, 3, 2), (3, 1, 4), (2, 4, 3), (3, 2, 3)]:
        for sides in [(3, 3), (2, 3)]:
            x = fractions(rng, images, channels, *two_sides(rng, 4, 8))
            agree("conv2d_matmul", x, fractions(rng, filters, channels, *sides))
    x, weight = fractions(rng, 2, 3, 3, 4), fractions(rng, 5, 3, 3, 4)
    agree("conv2d_matmul", weight=weight, x=x)
    agree("conv2d_matmul", fractions(rng, 1, 2, 1, 1), fractions(rng, 2, 2, 1, 1))


@points(0.5)
def check_the_bias_of_each_filter(agree, rng):
    """Each filter's bias is added once to each of its answers; None adds nothing."""
    for images, channels, filters in [(1, 1, 1), (2, 3, 4), (3, 2, 3)]:
        x, weight = fractions(rng, images, channels, 5, 4), fractions(rng, filters, channels, 2, 2)
        agree("conv2d_matmul", x, weight, fractions(rng, filters))
        agree("conv2d_matmul", x, weight, None)
    # As many positions, or columns, as filters: a bias laid along them would fit as well.
    agree(
        "conv2d_matmul", fractions(rng, 2, 2, 3, 3), fractions(rng, 4, 2, 2, 2), fractions(rng, 4)
    )
    x, weight = fractions(rng, 1, 2, 4, 5), fractions(rng, 3, 2, 2, 3)
    agree("conv2d_matmul", x, weight, bias=small_integers(rng, 3))


@points(0.75)
def check_the_product_with_stride_and_padding(agree, rng):
    """Stride and padding, each an int or a pair, work as in conv2d."""
    x, weight = fractions(rng, 2, 2, *two_sides(rng, 6, 9)), fractions(rng, 3, 2, 3, 3)
    agree("conv2d_matmul", x, weight, stride=2)
    agree("conv2d_matmul", x, weight, stride=(1, 4))
    agree("conv2d_matmul", x, weight, padding=1)
    agree("conv2d_matmul", x, weight, padding=(2, 0))
    agree("conv2d_matmul", fractions(rng, 1, 1, 2, 3), fractions(rng, 2, 1, 4, 5), padding=1)
    for _ in range(5):
        channels, filters = draw(rng, 1, 3), draw(rng, 1, 4)
        x = fractions(rng, draw(rng, 1, 3), channels, *two_sides(rng, 5, 8))
        weight = fractions(rng, filters, channels, *two_sides(rng, 1, 4))
        stride, padding = two_sides(rng, 1, 4), two_sides(rng, 0, 3)
        agree("conv2d_matmul", x, weight, fractions(rng, filters), stride, padding)


@points(0.25)
def check_products_of_other_dtypes(agree, rng):
    """Integer, float32, negative and non-contiguous arrays give the right maps too."""
    pixels = rng.integers(0, 256, (2, 3, 5, 6)).astype(np.uint8)
    agree("conv2d_matmul", pixels, small_integers(rng, 2, 3, 3, 3), padding=1)
    agree("conv2d_matmul", pixels[:, ::-1, ::2], quarters(rng, 4, 3, 2, 2), quarters(rng, 4))
    x, weight = small_integers(rng, 2, 2, 5, 6), small_integers(rng, 3, 2, 2, 3)
    agree("conv2d_matmul", x.astype(np.int16), weight, quarters(rng, 3), stride=2)
    x, weight = fractions(rng, 2, 6, 5, 3).transpose(0, 3, 1, 2), fractions(rng, 4, 3, 3, 6)
    agree("conv2d_matmul", x, weight[..., ::2], stride=(1, 2), padding=1)
    x, weight = x.astype(np.float32), weight[::2].astype(np.float32)
    agree("conv2d_matmul", x, weight[..., :2], fractions(rng, 4)[::2].astype(np.float32))
    agree("conv2d_matmul", rng.uniform(-1, -0.1, (2, 2, 4, 5)), rng.uniform(0.1, 1, (2, 2, 2, 2)))


@points(0.25)
def check_ranks_channels_and_bias_are_validated(agree, rng):
    """An array of the wrong rank, or of another number of channels or biases, is a ValueError."""
    x, weight = fractions(rng, 2, 3, 5, 6), fractions(rng, 4, 3, 3, 3)
    for wrong in (x[0], x[0, 0], x[np.newaxis]):
        agree.raises(ValueError, "conv2d_matmul", wrong, weight)
    for wrong in (weight[0], weight.reshape(4, -1), weight[np.newaxis]):
        agree.raises(ValueError, "conv2d_matmul", x, wrong)
    # (6, 2, 2) and (2, 3, 4) make columns of one length, so the product alone would not object.
    agree.raises(
        ValueError, "conv2d_matmul", fractions(rng, 1, 6, 4, 5), fractions(rng, 2, 3, 2, 4)
    )
    for channels, due in [(1, 3), (3, 1), (4, 3)]:
        mismatched = fractions(rng, 2, channels, 5, 6), fractions(rng, 2, due, 3, 3)
        agree.raises(ValueError, "conv2d_matmul", *mismatched)
    for shape in [(1,), (3,), (5,), (4, 1), (1, 4)]:
        agree.raises(ValueError, "conv2d_matmul", x, weight, fractions(rng, *shape))


@points(0.5)
def check_stride_padding_and_fit_are_validated(agree, rng):
    """A stride below 1, a negative padding, or a filter that fits nowhere is a ValueError."""
    x, weight = fractions(rng, 1, 2, 6, 7), fractions(rng, 3, 2, 3, 3)
    for stride in (0, -1, (0, 1), (2, -2)):
        agree.raises(ValueError, "conv2d_matmul", x, weight, stride=stride)
    for padding in (-1, (-1, 1), (2, -2)):
        agree.raises(ValueError, "conv2d_matmul", x, weight, padding=padding)
    for sides, padding in [((7, 3), 0), ((3, 8), 0), ((9, 9), 1), ((3, 9), (3, 0))]:
        weight = fractions(rng, 3, 2, *sides)
        agree.raises(ValueError, "conv2d_matmul", x, weight, None, 1, padding)
        agree.raises(ValueError, "conv2d_matmul", x, weight, stride=4, padding=padding)


# The last check: a function that is cut off here has had the whole time limit for all the others.
@points(0.75)
def check_a_large_batch_is_fast(agree, rng):
    """16 images of 32 channels, under 64 filters, take at most 2 s of processor time."""
    # Weights that are small, so that rounding in float32 stays far below the tolerance.
    x, weight = rng.uniform(-0.5, 0.5, (16, 32, 28, 28)), rng.uniform(-0.1, 0.1, (64, 32, 3, 3))
    # A function that is wrong here is not sent through the large batch, nor diagnosed on it.
    agree("conv2d_matmul", x[:2, :2, :4, :5], weight[:3, :2], padding=1)
    agree.within(cpu_seconds=2)("conv2d_matmul", x, weight, padding=1)
