# cnnquiz-instructor: never for students
"""Hidden checks of ex05: convolutions with many channels and filters, and two in a row.

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


# --- conv2d -------------------------------------------------------------------------------------


@points(0.75)
def check_one_channel_and_one_filter(agree, rng):
    """One filter on one channel answers at every place where it fits, and is not flipped."""
    for sides in [(3, 3), (2, 4), (5, 1)]:
        x = fractions(rng, 1, 1, *two_sides(rng, 5, 9))
        agree("conv2d", x, fractions(rng, 1, 1, *sides))
    agree("conv2d", weight=fractions(rng, 1, 1, 4, 3), x=fractions(rng, 1, 1, 4, 3))
    agree("conv2d", fractions(rng, 1, 1, 1, 1), fractions(rng, 1, 1, 1, 1))


@points(1)
def check_channels_are_added_up(agree, rng):
    """A filter has a slice for each channel, and all its products go into one sum."""
    for channels in (2, draw(rng, 3, 5)):
        x = fractions(rng, 1, channels, *two_sides(rng, 4, 7))
        agree("conv2d", x, fractions(rng, 1, channels, 3, 2))
    agree("conv2d", fractions(rng, 1, 9, 1, 1), fractions(rng, 1, 9, 1, 1))


@points(1.25)
def check_every_filter_on_every_image(agree, rng):
    """Each filter makes one map of each image: filters in order, images kept apart."""
    for images, channels, filters in [(1, 1, 4), (3, 1, 2), (2, 3, 3), (2, 4, 1)]:
        x = fractions(rng, images, channels, *two_sides(rng, 4, 6))
        agree("conv2d", x, fractions(rng, filters, channels, 2, 3))
    x = fractions(rng, draw(rng, 1, 3), 2, *two_sides(rng, 3, 6))
    agree("conv2d", x, fractions(rng, draw(rng, 3, 5), 2, draw(rng, 1, 3), 3))


@points(0.75)
def check_each_filter_has_one_bias(agree, rng):
    """The bias of a filter is added once to each of its answers; None adds nothing."""
    for images, channels, filters in [(1, 1, 1), (2, 3, 4), (1, 4, 2)]:
        x = fractions(rng, images, channels, *two_sides(rng, 3, 5))
        weight, bias = fractions(rng, filters, channels, 2, 2), fractions(rng, filters)
        agree("conv2d", x, weight, bias)
    agree("conv2d", x, weight, None)
    # As many columns as filters: a bias laid along the width would fit as well.
    x, weight = fractions(rng, 2, 2, 3, 5), fractions(rng, 3, 2, 2, 3)
    agree("conv2d", x, weight, bias=fractions(rng, 3))
    agree("conv2d", x, weight, bias=small_integers(rng, 3))


@points(0.75)
def check_stride(agree, rng):
    """The stride leads from window to window; a last window that does not fit is dropped."""
    one, other = (7, 10), (8, 9)
    for sides, stride, image in [
        ((3, 3), 2, one),
        ((2, 3), 3, one),
        ((1, 1), 2, other),
        ((2, 2), 4, one),
        ((3, 1), 2, other),
    ]:
        x, weight = fractions(rng, 2, 2, *image), fractions(rng, 2, 2, *sides)
        agree("conv2d", x, weight, stride=stride)
    agree("conv2d", fractions(rng, 1, 2, 4, 5), fractions(rng, 2, 2, 3, 2), fractions(rng, 2), 50)


@points(0.75)
def check_padding(agree, rng):
    """The frame of zeros lies around every channel, and may be what makes a filter fit."""
    for sides, padding in [((3, 3), 1), ((1, 3), 2), ((1, 1), 1)]:
        x, weight = fractions(rng, 2, 2, *two_sides(rng, 3, 5)), fractions(rng, 2, 2, *sides)
        agree("conv2d", x, weight, padding=padding)
    x, weight = fractions(rng, 1, 1, 1, 1), fractions(rng, 2, 1, 3, 3)
    agree("conv2d", x, weight, fractions(rng, 2), 1, 2)
    agree("conv2d", fractions(rng, 1, 2, 2, 3), fractions(rng, 2, 2, 4, 5), padding=1)


@points(1)
def check_pairs_are_height_and_width(agree, rng):
    """Stride and padding are an int or a pair: downwards first, then across."""
    x, weight = fractions(rng, 1, 2, 7, 7), fractions(rng, 2, 2, 3, 3)
    agree("conv2d", x, weight, stride=(1, 2))
    agree("conv2d", x, weight, padding=(3, 1))
    agree("conv2d", x, weight, stride=(2, 2), padding=1)
    agree("conv2d", fractions(rng, 1, 1, 12, 12), fractions(rng, 3, 1, 3, 3), None, 2, 1)
    for _ in range(3):
        channels, filters = draw(rng, 1, 2), draw(rng, 1, 3)
        x = fractions(rng, draw(rng, 1, 2), channels, *two_sides(rng, 5, 7))
        weight = fractions(rng, filters, channels, *two_sides(rng, 1, 4))
        stride, padding = two_sides(rng, 1, 4), two_sides(rng, 0, 3)
        agree("conv2d", x, weight, fractions(rng, filters), stride, padding)


@points(0.5)
def check_dtypes_and_layouts(agree, rng):
    """Integer, float32, negative and non-contiguous arrays give the right maps too."""
    pixels = rng.integers(0, 256, (1, 3, 4, 5)).astype(np.uint8)
    agree("conv2d", pixels, small_integers(rng, 2, 3, 3, 3), padding=1)
    agree("conv2d", pixels[:, ::-1, ::2], quarters(rng, 4, 3, 2, 2), quarters(rng, 4))
    x, weight = small_integers(rng, 2, 2, 5, 6), small_integers(rng, 3, 2, 2, 3)
    agree("conv2d", x.astype(np.int16), weight, quarters(rng, 3), stride=2)
    x, weight = fractions(rng, 2, 5, 4, 3).transpose(0, 3, 1, 2), fractions(rng, 4, 3, 2, 6)
    agree("conv2d", x, weight[..., ::2], stride=(1, 2), padding=1)
    x, weight = x.astype(np.float32), weight[::2].astype(np.float32)
    agree("conv2d", x, weight[..., :2], fractions(rng, 4)[::2].astype(np.float32))
    agree("conv2d", rng.uniform(-1, -0.1, (2, 2, 4, 5)), rng.uniform(0.1, 1, (2, 2, 2, 2)))


@points(0.5)
def check_ranks_and_channels_are_validated(agree, rng):
    """An input or weight that is not 4-D, or a mismatch of channels, is a ValueError."""
    # Every side is 3, so that nothing but the number of axes is at fault.
    x, weight = fractions(rng, 3, 3, 3, 3), fractions(rng, 3, 3, 3, 3)
    for wrong in (x[0], x[0, 0], x[np.newaxis]):
        agree.raises(ValueError, "conv2d", wrong, weight)
    for wrong in (weight[0], weight[0, 0], weight[np.newaxis]):
        agree.raises(ValueError, "conv2d", x, wrong)
    # numpy would stretch a single channel to any number, and zip would drop the surplus.
    for channels, due in [(1, 3), (3, 1), (2, 3), (4, 2)]:
        x, weight = fractions(rng, 2, channels, 6, 7), fractions(rng, 3, due, 3, 3)
        agree.raises(ValueError, "conv2d", x, weight)


@points(0.5)
def check_the_bias_is_validated(agree, rng):
    """A bias that is not 1-D, or has not one entry for each filter, is a ValueError."""
    x, weight = fractions(rng, 2, 3, 6, 7), fractions(rng, 4, 3, 3, 3)
    for shape in [(1,), (3,), (5,), (4, 1), (1, 4), (1, 4, 1, 1)]:
        agree.raises(ValueError, "conv2d", x, weight, fractions(rng, *shape))


@points(0.75)
def check_stride_padding_and_fit_are_validated(agree, rng):
    """A stride below 1, a negative padding, or a filter that fits nowhere is a ValueError."""
    x, weight = fractions(rng, 1, 2, 6, 7), fractions(rng, 3, 2, 3, 3)
    for stride in (0, -1, (0, 1), (1, 0), (2, -2)):
        agree.raises(ValueError, "conv2d", x, weight, stride=stride)
    for padding in (-1, (-1, 1), (2, -2)):
        agree.raises(ValueError, "conv2d", x, weight, padding=padding)
    # With a long stride, a quotient that is rounded towards zero does not show what is missing.
    for sides, stride, padding in [
        ((7, 3), 4, 0),
        ((3, 8), 1, 0),
        ((9, 9), 1, 1),
        ((3, 9), 4, (3, 0)),
    ]:
        agree.raises(ValueError, "conv2d", x, fractions(rng, 3, 2, *sides), None, stride, padding)


# --- compose_kernels ----------------------------------------------------------------------------


@points(0.75)
def check_two_kernels_become_one(agree, rng):
    """The composed kernel is a convolution of the two, one of them flipped."""
    for side in (2, 3):
        agree("compose_kernels", fractions(rng, side, side), fractions(rng, side, side))
    agree("compose_kernels", np.array([[-1, 0, 1]]), np.array([[1, 2, 4]]))
    agree("compose_kernels", np.array([[-1, 0, 1]]), np.array([[1], [2], [4]]))


@points(0.5)
def check_kernels_of_different_sides(agree, rng):
    """The two kernels may be of any sides, odd or even, each larger or smaller."""
    for first, second in [((3, 3), (5, 5)), ((1, 4), (3, 2)), ((4, 1), (2, 3))]:
        agree("compose_kernels", fractions(rng, *first), fractions(rng, *second))
    agree("compose_kernels", second=fractions(rng, 1, 1), first=fractions(rng, 6, 2))
    for _ in range(2):
        first, second = fractions(rng, *two_sides(rng, 1, 6)), fractions(rng, *two_sides(rng, 1, 6))
        agree("compose_kernels", first, second)


@points(0.25)
def check_kernels_of_other_dtypes(agree, rng):
    """Integer, float32, negative and non-contiguous kernels compose too."""
    agree("compose_kernels", small_integers(rng, 3, 3).astype(np.int8), quarters(rng, 2, 3))
    agree("compose_kernels", quarters(rng, 3, 2), small_integers(rng, 2, 4))
    agree("compose_kernels", fractions(rng, 6, 4)[::2, ::-1], fractions(rng, 3, 2).T)
    first, second = fractions(rng, 3, 3).astype(np.float32), fractions(rng, 2, 2)
    agree("compose_kernels", first, second.astype(np.float32))
    agree("compose_kernels", rng.uniform(-1, -0.1, (2, 3)), rng.uniform(0.1, 1, (3, 3)))
