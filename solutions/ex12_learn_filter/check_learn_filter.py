# cnnquiz-instructor: never for students
"""Hidden checks of ex12: the gradient of a loss, and descending along it.

Pixels lie between -1 and 1, where the loss is curved much alike along all weights: gradient descent
is then stable for rates below about 1, brings the kernel close to its aim in some dozens of steps,
and evens out the rounding of float32 instead of adding it up. Whole numbers are kept so small that
every sum of their products is exact in float32 as well.

A `fit_filter` may step along the student's own `filter_gradient`. Where that function is wrong on
the data at hand, right slopes stand in for it, so that its mistakes cost `fit_filter` nothing.
"""

import numpy as np

from cnnquiz.judge.author import numeric_gradient, points
from cnnquiz.judge.rule import Rule, names_any
from cnnquiz.wire.outcome import Raised, Returned

EDGE = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])


def fractions(rng, *shape):
    return rng.uniform(-1, 1, shape)


def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


def map_shape(image_sides, kernel_sides):
    return tuple(n - k + 1 for n, k in zip(image_sides, kernel_sides, strict=True))


def sides_of_images(rng, low, high):
    """Return two different sides, so that rows and columns cannot be taken for each other."""
    height, width = rng.choice(range(low, high), 2, replace=False)
    return int(height), int(width)


def example(rng, sides, kernel_sides):
    """Return an image, a kernel and a target that have nothing to do with each other."""
    target = fractions(rng, *map_shape(sides, kernel_sides))
    return fractions(rng, *sides), fractions(rng, *kernel_sides), target


# --- filter_gradient ------------------------------------------------------------------------------


@points(1.25)
def check_slope_of_every_weight(agree, rng):
    """The gradient says for every weight how the mean squared error changes with it."""
    # A map of 5x8 entries: neither side is the number of weights.
    agree("filter_gradient", *example(rng, (7, 10), (3, 3)))
    for kernel_sides in [(3, 3), (2, 2), (3, 2), (5, 3)]:
        agree("filter_gradient", *example(rng, sides_of_images(rng, 6, 12), kernel_sides))
    image, kernel, target = example(rng, (7, 9), (3, 3))
    agree("filter_gradient", target=target, kernel=kernel, image=image)


@points(1)
def check_numerical_slopes(agree, rng):
    """Moving a weight a little up and down changes the loss as the gradient says."""
    for kernel_sides in [(3, 3), (1, 4)]:
        image, kernel, target = example(rng, sides_of_images(rng, 6, 10), kernel_sides)
        gradient = agree("filter_gradient", image, kernel, target)

        def loss(weights, image=image, target=target):
            return float(np.mean((feature_map(image, weights) - target) ** 2))

        slopes = numeric_gradient(loss, kernel)
        assert np.allclose(gradient, slopes, rtol=1e-4, atol=1e-5), (
            "The gradient is not the slope of the loss: move one weight by a millionth, and see"
            " how far the loss moves."
        )


@points(0.5)
def check_bottom_of_the_bowl(agree, rng):
    """Where the map is the target already, every slope is 0; a lower target pulls weights down."""
    image, kernel = rng.uniform(0.1, 1, (9, 6)), fractions(rng, 3, 2)
    target = feature_map(image, kernel)
    agree("filter_gradient", image, kernel, target)
    agree("filter_gradient", image, kernel, target - rng.uniform(0.5, 1.5, target.shape))
    agree("filter_gradient", image, kernel, target + 0.5)


@points(0.75)
def check_kernels_of_every_shape(agree, rng):
    """Kernels may be even, oblong, one pixel small or as large as the image."""
    for kernel_sides in [(1, 1), (2, 4), (6, 1), (1, 8), (6, 8), (4, 3)]:
        agree("filter_gradient", *example(rng, (6, 8), kernel_sides))
    agree("filter_gradient", *example(rng, (1, 1), (1, 1)))


@points(0.5)
def check_gradients_of_every_kind(agree, rng):
    """Integer, float32, negative and non-contiguous arrays give the right gradient too."""
    for dtype in (np.uint8, np.int16, np.int64):
        image = rng.integers(0, 12, (6, 7)).astype(dtype)
        kernel, target = rng.integers(-2, 3, (3, 2)), rng.integers(0, 9, (4, 6)).astype(dtype)
        agree("filter_gradient", image, kernel, target)
        agree("filter_gradient", image, kernel / 2, target)
    narrow = [array.astype(np.float32) for array in example(rng, (9, 7), (3, 3))]
    agree("filter_gradient", *narrow)
    image, kernel, target = example(rng, (16, 9), (6, 3))
    agree("filter_gradient", image[::2, ::-1], kernel[::2].T[::-1].T, fractions(rng, 7, 6).T)
    agree("filter_gradient", -np.abs(image), -np.abs(kernel), -np.abs(target))


@points(0.5)
def check_targets_of_other_shapes(agree, rng):
    """A target that has not the feature map's shape is a ValueError, even if numpy stretches it."""
    image, kernel = fractions(rng, 7, 9), fractions(rng, 3, 2)
    for shape in [(7, 9), (8, 5), (5, 7), (5, 1), (1, 8), (1, 1), (8,), (1, 5, 8)]:
        agree.raises(ValueError, "filter_gradient", image, kernel, fractions(rng, *shape))


@points(0.5)
def check_kernels_that_fit_nowhere(agree, rng):
    """A kernel that is higher or wider than the image is a ValueError."""
    image = fractions(rng, 4, 6)
    for sides, shape in [((5, 3), (1, 4)), ((3, 7), (2, 1)), ((6, 6), (1, 1)), ((5, 7), (4, 6))]:
        agree.raises(ValueError, "filter_gradient", image, fractions(rng, *sides), np.ones(shape))


# --- fit_filter -----------------------------------------------------------------------------------


def pair(size):
    return tuple(size) if isinstance(size, tuple) else (size, size)


def fits(agree, student, reference, *args, **kwargs):
    """Compare `fit_filter`; right slopes stand in for those of a `filter_gradient` that is wrong.

    Slopes are tried before the first step and after the last.
    """
    image, target, kernel_size, *_ = given = bound(*args, **kwargs)
    start = np.zeros(pair(kernel_size))
    for kernel in (start, reference.fit_filter(*given)[0]):
        slopes = reference.filter_gradient(image, kernel, target)
        own = student.call("filter_gradient", (image, kernel, target), {})
        if not Rule().alike(own, Returned(slopes)):
            break
    else:
        return agree("fit_filter", *args, **kwargs)
    # Slopes are linear in the weights: those at zero, and how each of the weights changes them.
    at_zero = reference.filter_gradient(image, start, target)
    units = np.eye(start.size).reshape(-1, *start.shape)
    changes = [reference.filter_gradient(image, unit, target) - at_zero for unit in units]
    return agree.probe("fit_filter_by_right_slopes", at_zero, np.stack(changes), *given)


def bound(image, target, kernel_size, learning_rate, steps):
    """Return the arguments of `fit_filter` in their order."""
    return image, target, kernel_size, learning_rate, steps


def refuses(agree, student, image, target, kernel_size, steps):
    """Check that `fit_filter` raises, given a `filter_gradient` that does."""
    own = student.call("filter_gradient", (image, np.zeros(pair(kernel_size)), target), {})
    parameters = ("image", "kernel", "target")
    if isinstance(own, Raised) and "ValueError" in own.bases and names_any(own.text, parameters):
        agree.raises(ValueError, "fit_filter", image, target, kernel_size, 0.1, steps)
    else:
        agree.probe("fit_filter_is_a_value_error", image, target, kernel_size, 0.1, steps)


@points(0.75, functions=("fit_filter",))
def check_first_steps(agree, student, reference, rng):
    """From zeros, each step takes the rate times the gradient away; losses come before steps."""
    # Two steps first: after one alone, a kernel of whole numbers may look like one not moved yet.
    for steps in (2, 1, 3):
        image, _, target = example(rng, sides_of_images(rng, 7, 11), (3, 3))
        rate = float(rng.uniform(0.1, 0.6))
        fits(agree, student, reference, image, target, 3, rate, steps)


@points(0.75, functions=("fit_filter",))
def check_many_steps(agree, student, reference, rng):
    """Step follows step, as many as asked for, always with the same rate."""
    for steps in (12, int(rng.integers(20, 40))):
        image, _, target = example(rng, sides_of_images(rng, 8, 11), (3, 3))
        fits(agree, student, reference, image, target, 3, float(rng.uniform(0.05, 0.3)), steps)
    image, _, target = example(rng, (9, 8), (2, 2))
    named = {"steps": 15, "learning_rate": 0.2, "kernel_size": 2, "target": target, "image": image}
    fits(agree, student, reference, **named)
    # Of steps that are too long each one makes it worse; the last kernel is due all the same.
    image, target = rng.uniform(0.2, 1, (7, 9)), rng.uniform(1, 2, (5, 7))
    fits(agree, student, reference, image, target, 3, 0.5, 3)


@points(1, functions=("fit_filter",))
def check_edge_kernel_is_recovered(agree, student, reference, rng):
    """From the map that an edge kernel gave, the edge kernel is found again."""
    for edge in (EDGE, -EDGE.T):
        image = fractions(rng, 12, 13)
        target = feature_map(image, edge)
        kernel, losses = fits(agree, student, reference, image, target, 3, 0.7, 60)
        assert np.allclose(kernel, edge, atol=0.02), (
            "After 60 steps the kernel should be close to the one that made the target."
        )
        assert losses[-1] < losses[0] / 1000, "The loss should have fallen nearly to zero."


@points(0.5, functions=("fit_filter",))
def check_sizes_as_int_or_pair(agree, student, reference, rng):
    """The kernel's size is an int for both sides, or a pair (height, width)."""
    for kernel_size in [(2, 3), (4, 1), (1, 5), 1, 4]:
        image, _, target = example(rng, sides_of_images(rng, 7, 11), pair(kernel_size))
        fits(agree, student, reference, image, target, kernel_size, 0.3, 4)
    image, _, target = example(rng, (3, 5), (3, 5))
    fits(agree, student, reference, image, target, (3, 5), 0.05, 3)


@points(0.5, functions=("fit_filter",))
def check_no_steps_at_all(agree, student, reference, rng):
    """Without a step the kernel is all zeros, and the list of losses is empty."""
    for kernel_size, shape in [(3, (4, 6)), ((2, 5), (5, 4))]:
        image, target = fractions(rng, 6, 8), fractions(rng, *shape)
        fits(agree, student, reference, image, target, kernel_size, 0.1, 0)


@points(0.5, functions=("fit_filter",))
def check_data_of_every_kind(agree, student, reference, rng):
    """Integer, float32, negative and non-contiguous images and targets can be learned from."""

    def learns(image, target, kernel_size, rate, steps):
        fits(agree, student, reference, image, target, kernel_size, rate, steps)

    pixels = rng.integers(0, 4, (8, 7))
    for dtype in (np.uint8, np.int64):
        target = rng.integers(0, 6, (6, 6)).astype(dtype)
        learns(pixels.astype(dtype), target, (3, 2), 0.01, 6)
    image, _, target = example(rng, (9, 8), (3, 3))
    learns(image.astype(np.float32), target.astype(np.float32), 3, 0.4, 8)
    learns(fractions(rng, 18, 8)[::2], target.T.copy().T, 3, 0.4, 8)
    learns(fractions(rng, 8, 9).T, target, 3, 0.4, 8)
    learns(-np.abs(image), -np.abs(target), 3, 0.1, 8)


@points(0.5, functions=("fit_filter",))
def check_targets_that_cannot_be_learned(agree, student, rng):
    """A target that has not the feature map's shape is a ValueError, without any step too."""
    image = fractions(rng, 7, 9)
    for shape in [(7, 9), (8, 5), (5, 1), (1, 8), (1, 1)]:
        for steps in (3, 0):
            refuses(agree, student, image, fractions(rng, *shape), (3, 2), steps)
    refuses(agree, student, image, fractions(rng, 6, 7), 3, 2)


@points(0.5, functions=("fit_filter",))
def check_sizes_that_fit_nowhere(agree, student, rng):
    """A kernel_size higher or wider than the image is a ValueError, without any step too."""
    image = fractions(rng, 4, 6)
    for kernel_size, shape in [((5, 3), (1, 4)), ((3, 7), (2, 1)), (5, (1, 2)), (9, (4, 6))]:
        for steps in (2, 0):
            refuses(agree, student, image, np.ones(shape), kernel_size, steps)
