# cnnquiz-instructor: never for students
"""Hidden checks of ex01: a kernel at one pixel, and at all of them.

Fractions lie between -1 and 1, so that sums of a few dozen products are right in float32 too.
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


@points(0.75)
def check_top_and_bottom(agree):
    """The top kernel answers positively to bright below dark, the bottom kernel negatively."""
    agree("edge_kernel", "top")
    agree("edge_kernel", "bottom")


@points(0.75)
def check_left_and_right(agree):
    """The left and right kernels are the same pair for edges that run up and down."""
    agree("edge_kernel", "left")
    agree("edge_kernel", side="right")


@points(0.5)
def check_unknown_side_is_refused(agree):
    """Anything but the four lower-case words is a ValueError."""
    for side in ["diagonal", "", "Top", "RIGHT", "left ", "topbottom", "rows", None, 1]:
        agree.raises(ValueError, "edge_kernel", side)


@points(1.25)
def check_sum_of_products(agree, rng):
    """The answer is the sum of the products, with the kernel's centre on the given pixel."""
    for _ in range(4):
        height, width = (int(side) for side in rng.integers(8, 12, 2))
        row, col = int(rng.integers(1, height - 1)), int(rng.integers(1, width - 1))
        agree("apply_kernel", fractions(rng, height, width), fractions(rng, 3, 3), row, col)
    image = fractions(rng, 7, 10).astype(np.float32)
    kernel = fractions(rng, 3, 3).astype(np.float32)
    agree("apply_kernel", image=image, kernel=kernel, row=2, col=6)


@points(0.75)
def check_kernels_of_other_odd_sides(agree, rng):
    """Kernels may have any odd sides, also two different ones."""
    for sides in [(1, 1), (5, 5), (1, 5), (7, 3), (3, 1)]:
        image = fractions(rng, 9, 12)
        row, col = int(rng.integers(3, 6)), int(rng.integers(3, 9))
        agree("apply_kernel", image, fractions(rng, *sides), row, col)


@points(0.5)
def check_integer_pixels_at_one_place(agree, rng):
    """Integer images work too, with negative weights and with fractions, in any memory layout."""
    pixels = rng.integers(0, 256, (9, 7)).astype(np.uint8)
    agree("apply_kernel", pixels, small_integers(rng, 3, 3), 4, 2)
    agree("apply_kernel", pixels, quarters(rng, 3, 3), 1, 5)
    agree("apply_kernel", pixels[:, ::-1], small_integers(rng, 5, 3), 3, 3)
    agree("apply_kernel", small_integers(rng, 7, 9).astype(np.int16).T, quarters(rng, 3, 5), 5, 2)
    agree("apply_kernel", rng.uniform(-1, -0.1, (5, 6)), fractions(rng, 3, 3), 2, 3)


@points(0.5)
def check_windows_that_touch_the_border(agree, rng):
    """A window that touches the border still lies inside the image."""
    for sides in [(5, 3), (3, 3), (1, 1)]:
        image, kernel = fractions(rng, 7, 9), fractions(rng, *sides)
        above, beside = sides[0] // 2, sides[1] // 2
        for row in (above, 6 - above):
            for col in (beside, 8 - beside):
                agree("apply_kernel", image, kernel, row, col)
    agree("apply_kernel", fractions(rng, 3, 5), fractions(rng, 3, 5), 1, 2)


@points(0.25)
def check_even_kernels_have_no_centre(agree, rng):
    """A kernel with an even side has no centre: a ValueError."""
    for sides in [(2, 2), (3, 2), (4, 3)]:
        agree.raises(ValueError, "apply_kernel", fractions(rng, 8, 8), fractions(rng, *sides), 4, 4)


@points(0.5)
def check_windows_outside_the_image_are_refused(agree, rng):
    """A window that leaves the image, at any of its four borders, is a ValueError."""
    image, kernel = fractions(rng, 6, 8), fractions(rng, 3, 3)
    for row, col in [(0, 4), (5, 4), (3, 0), (3, 7), (-2, 4), (3, -3), (9, 4), (3, 20)]:
        agree.raises(ValueError, "apply_kernel", image, kernel, row, col)
    agree.raises(ValueError, "apply_kernel", image, fractions(rng, 5, 1), 1, 0)
    agree.raises(ValueError, "apply_kernel", fractions(rng, 2, 9), kernel, 1, 4)


@points(1.25)
def check_every_position(agree, rng):
    """Every window that fits gives one answer, at its own place in the map."""
    for _ in range(3):
        height, width = (int(side) for side in rng.choice(range(5, 11), 2, replace=False))
        agree("feature_map", fractions(rng, height, width), fractions(rng, 3, 3))
    agree(
        "feature_map", image=fractions(rng, 6, 8), kernel=np.array([[-1, -1, -1], [0] * 3, [1] * 3])
    )


@points(1)
def check_kernels_of_every_shape(agree, rng):
    """Kernels may be even, oblong, one pixel small or as large as the image."""
    for sides in [(1, 1), (2, 2), (4, 4), (2, 3), (5, 1), (1, 9), (6, 9)]:
        agree("feature_map", fractions(rng, 6, 9), fractions(rng, *sides))
    agree("feature_map", fractions(rng, 1, 1), fractions(rng, 1, 1))


@points(0.75)
def check_maps_of_integer_images(agree, rng):
    """The map of an integer image holds negative answers and fractions where they are due."""
    height, width = (int(side) for side in rng.integers(5, 9, 2))
    pixels = rng.integers(0, 256, (height, width)).astype(np.uint8)
    # Before the symmetric kernel, which cannot tell a mirrored from a turned one.
    agree("feature_map", pixels, quarters(rng, 3, 3))
    agree("feature_map", pixels, np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    agree("feature_map", pixels, np.full((2, 2), 0.25, dtype=np.float32))
    agree("feature_map", small_integers(rng, height, width), quarters(rng, 2, 3))


@points(0.5)
def check_maps_of_other_layouts(agree, rng):
    """float32, negative and non-contiguous images give the right map too."""
    image = fractions(rng, 12, 14)
    agree("feature_map", image.astype(np.float32), fractions(rng, 3, 3).astype(np.float32))
    agree("feature_map", image[::2, ::-1], fractions(rng, 3, 3).T)
    agree("feature_map", image[3:9, 2:10].T, fractions(rng, 6, 6)[::2, ::2])
    agree("feature_map", rng.uniform(-1, -0.1, (6, 5)), rng.uniform(-1, -0.1, (3, 2)))


@points(0.75)
def check_too_large_kernels_are_refused(agree, rng):
    """A kernel that is higher or wider than the image is a ValueError."""
    for sides in [(6, 7), (5, 3), (3, 7), (5, 6), (12, 12)]:
        agree.raises(ValueError, "feature_map", fractions(rng, 4, 6), fractions(rng, *sides))
