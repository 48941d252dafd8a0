# cnnquiz-instructor: never for students
"""Hidden checks of ex02: padding and stride.

Fractions lie between -1 and 1, so that sums of a few dozen products are right in float32 too.
"""

import numpy as np

from cnnquiz.judge.author import points


def fractions(rng, *shape):
    return rng.uniform(-1, 1, shape)


def quarters(rng, *shape):
    """Return multiples of 1/4: with integer pixels their sums are exact, in float32 too."""
    return rng.integers(-8, 9, shape) / 4


def two_sides(rng, low, high):
    """Return two different sides, so that rows and columns cannot be taken for each other."""
    height, width = rng.choice(range(low, high), 2, replace=False)
    return int(height), int(width)


@points(1.5)
def check_padding_that_keeps_the_size(agree, rng):
    """With this padding an odd kernel gives back as many pixels as it gets."""
    for kernel_size in (1, 3, 5, 7):
        agree("same_padding", kernel_size)
    for half in rng.integers(4, 60, 3):
        agree("same_padding", kernel_size=2 * int(half) + 1)


@points(0.25)
def check_even_sizes_have_no_padding(agree):
    """No equal padding on all sides suits an even kernel: a ValueError."""
    for kernel_size in (2, 4, 6, 16):
        agree.raises(ValueError, "same_padding", kernel_size)


@points(0.25)
def check_sizes_below_one_are_refused(agree):
    """A kernel size of zero or less is a ValueError, odd or even."""
    for kernel_size in (0, -1, -2, -7):
        agree.raises(ValueError, "same_padding", kernel_size)


@points(1)
def check_frame_of_zeros(agree, rng):
    """The frame is equally wide above, below, left and right, and the image lies inside it."""
    for padding in (1, 2, int(rng.integers(3, 6))):
        agree("zero_pad", fractions(rng, *two_sides(rng, 2, 8)), padding)
    agree("zero_pad", fractions(rng, 1, 1), 3)
    agree("zero_pad", image=rng.uniform(-1, -0.1, two_sides(rng, 2, 8)), padding=1)


@points(0.75)
def check_padding_keeps_the_dtype(agree, rng):
    """The padded image has the dtype of the image."""
    for dtype in (np.uint8, np.int16, np.int64, np.float32, np.float64):
        image = rng.integers(1, 100, two_sides(rng, 2, 6)).astype(dtype)
        agree.using(exact_dtype=True)("zero_pad", image, int(rng.integers(1, 4)))


@points(0.25)
def check_frame_of_no_width(agree, rng):
    """A padding of 0 leaves the image as it is; views and transposed images can be padded."""
    image = fractions(rng, 8, 6)
    agree("zero_pad", image[:5, :3], 0)
    agree("zero_pad", image[::2, ::-1], 1)
    agree("zero_pad", image[1:8].T, 2)


@points(0.5)
def check_negative_frames_are_refused(agree, rng):
    """A negative padding is a ValueError, not a way to crop."""
    for padding in (-1, -2, -9):
        agree.raises(ValueError, "zero_pad", fractions(rng, 7, 6), padding)


@points(1)
def check_plain_correlation(agree, rng):
    """Without further arguments the kernel stands at every position where it fits."""
    for sides in [(3, 3), (1, 1), (2, 2), (2, 5), (4, 1)]:
        agree("correlate2d", fractions(rng, *two_sides(rng, 5, 10)), fractions(rng, *sides))
    agree("correlate2d", kernel=fractions(rng, 4, 5), image=fractions(rng, 4, 5))


@points(1)
def check_stride_skips_positions(agree, rng):
    """The stride leads from one window to the next; one that would leave the image is dropped."""
    for sides, stride in [((3, 3), 2), ((3, 3), 3), ((2, 3), 2), ((1, 1), 3), ((2, 2), 4)]:
        for height, width in [(8, 11), (9, 7)]:
            kernel = fractions(rng, *sides)
            agree("correlate2d", fractions(rng, height, width), kernel, stride=stride)
    agree("correlate2d", fractions(rng, 5, 6), fractions(rng, 3, 2), 50)


@points(1)
def check_padding_before_the_windows(agree, rng):
    """The image is padded with zeros before the kernel moves over it."""
    for sides, padding in [((3, 3), 1), ((5, 5), 2), ((3, 3), 2), ((2, 3), 1), ((1, 1), 1)]:
        image = fractions(rng, *two_sides(rng, 4, 9))
        agree("correlate2d", image, fractions(rng, *sides), padding=padding)
    agree("correlate2d", fractions(rng, 3, 2), fractions(rng, 5, 4), 1, 1)


@points(1)
def check_stride_and_padding_together(agree, rng):
    """Stride and padding work together, on oblong images and kernels."""
    for _ in range(6):
        height, width = two_sides(rng, 5, 12)
        kernel_height, kernel_width = two_sides(rng, 1, 5)
        stride, padding = int(rng.integers(2, 5)), int(rng.integers(1, 4))
        kernel = fractions(rng, kernel_height, kernel_width)
        agree("correlate2d", fractions(rng, height, width), kernel, stride, padding)
    agree("correlate2d", fractions(rng, 28, 28), fractions(rng, 3, 3), stride=2, padding=1)


@points(0.5)
def check_integer_and_strided_images(agree, rng):
    """Integer, float32, negative and non-contiguous inputs give the right answers too."""
    pixels = rng.integers(0, 256, (9, 8)).astype(np.uint8)
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    agree("correlate2d", pixels, quarters(rng, 3, 2), padding=1)
    agree("correlate2d", pixels, sobel, padding=1)
    agree("correlate2d", fractions(rng, 6, 5), sobel, stride=2, padding=1)
    agree("correlate2d", pixels[::-1, ::2], np.full((2, 2), 0.25), stride=2)
    agree("correlate2d", rng.integers(-9, 10, (6, 7)).T, quarters(rng, 3, 3), stride=2, padding=1)
    image, kernel = fractions(rng, 6, 8).astype(np.float32), fractions(rng, 3, 6)[:, ::2]
    agree("correlate2d", image, kernel.astype(np.float32), padding=1)
    agree("correlate2d", rng.uniform(-1, -0.1, (5, 6)), kernel, stride=2)


@points(0.5)
def check_stride_and_padding_are_validated(agree, rng):
    """A stride below 1 and a negative padding are ValueErrors."""
    image, kernel = fractions(rng, 7, 8), fractions(rng, 3, 3)
    for stride in (0, -1, -3):
        agree.raises(ValueError, "correlate2d", image, kernel, stride)
    for padding in (-1, -2):
        agree.raises(ValueError, "correlate2d", image, kernel, padding=padding)


@points(0.5)
def check_kernels_that_fit_nowhere_are_refused(agree, rng):
    """A kernel that is higher or wider than the padded image is a ValueError."""
    for sides, padding in [((5, 2), 0), ((2, 7), 0), ((7, 3), 1), ((3, 11), 2), ((20, 20), 3)]:
        image, kernel = fractions(rng, 4, 6), fractions(rng, *sides)
        agree.raises(ValueError, "correlate2d", image, kernel, 1, padding)
        agree.raises(ValueError, "correlate2d", image, kernel, stride=3, padding=padding)
