# cnnquiz-instructor: never for students
"""Wrong versions of ex12's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image * 1.0, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


def errors_of(image, kernel, target):
    return feature_map(image, kernel) - target


def pair(size):
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


def descend(reference, image, target, kernel_size, learning_rate, steps, *, start=0.0):
    """Return the kernel before every step and after the last, from a kernel of `start`s."""
    reference.fit_filter(image, target, kernel_size, learning_rate, 0)  # raises what it has to
    kernels = [np.full(pair(kernel_size), start)]
    for _ in range(steps):
        gradient = reference.filter_gradient(image, kernels[-1], target)
        kernels.append(kernels[-1] - learning_rate * gradient)
    return kernels


def losses_of(image, kernels, target):
    return [float(np.mean(errors_of(image, kernel, target) ** 2)) for kernel in kernels]


# --- filter_gradient ------------------------------------------------------------------------------


@misconception("error-is-target-minus-map", of="filter_gradient")
def gradient_sign_flipped(reference, image, kernel, target):
    return -reference.filter_gradient(image, kernel, target)


@misconception("gradient-without-the-two", of="filter_gradient")
def gradient_without_the_two(reference, image, kernel, target):
    return reference.filter_gradient(image, kernel, target) / 2


@misconception("gradient-of-the-sum", of="filter_gradient")
def gradient_of_the_sum(reference, image, kernel, target):
    return reference.filter_gradient(image, kernel, target) * target.size


@misconception("mean-over-the-weights", of="filter_gradient")
def gradient_mean_over_the_weights(reference, image, kernel, target):
    return reference.filter_gradient(image, kernel, target) * target.size / kernel.size


@misconception("gradient-flipped", of="filter_gradient")
def gradient_flipped(reference, image, kernel, target):
    return reference.filter_gradient(image, kernel, target)[::-1, ::-1]


@misconception("kernel-flipped", of="filter_gradient")
def gradient_kernel_flipped(reference, image, kernel, target):
    # The map of the true convolution, with its true gradient.
    return reference.filter_gradient(image, kernel[::-1, ::-1], target)[::-1, ::-1]


@misconception("only-the-sign-counts", of="filter_gradient")
def gradient_of_absolute_errors(reference, image, kernel, target):
    reference.filter_gradient(image, kernel, target)  # raises what it has to
    signs = np.sign(errors_of(image, kernel, target))
    return feature_map(image, signs / target.size)


@misconception("same-slope-for-all", of="filter_gradient")
def gradient_same_for_all(reference, image, kernel, target):
    gradient = reference.filter_gradient(image, kernel, target)
    return np.full(kernel.shape, 2 * np.mean(errors_of(image, kernel, target)) + 0 * gradient)


@misconception("output-dtype-of-input", of="filter_gradient")
def gradient_dtype_of_kernel(reference, image, kernel, target):
    # What np.zeros_like(kernel) holds on to.
    return reference.filter_gradient(image, kernel, target).astype(kernel.dtype)


@misconception("input-modified", of="filter_gradient")
def gradient_input_modified(reference, image, kernel, target):
    gradient = reference.filter_gradient(image, kernel, target)
    np.subtract(target, feature_map(image, kernel), out=target, casting="unsafe")
    return gradient


@misconception("no-validation", of="filter_gradient")
def gradient_no_validation(reference, image, kernel, target):
    rows, cols = (max(n - k + 1, 1) for n, k in zip(image.shape, kernel.shape, strict=True))
    if target.shape == (rows, cols) and all(np.less_equal(kernel.shape, image.shape)):
        return reference.filter_gradient(image, kernel, target)
    return np.zeros(kernel.shape)


# --- fit_filter -----------------------------------------------------------------------------------


@misconception("loss-after-the-step", of="fit_filter")
def fit_loss_after_the_step(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, steps)
    return kernels[-1], losses_of(image, kernels[1:], target)


@misconception("losses-at-both-ends", of="fit_filter")
def fit_losses_at_both_ends(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, steps)
    return kernels[-1], losses_of(image, kernels, target)


@misconception("last-step-not-taken", of="fit_filter")
def fit_last_step_not_taken(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, steps)
    return kernels[max(steps - 1, 0)], losses_of(image, kernels[:-1], target)


@misconception("loss-is-the-sum", of="fit_filter")
def fit_loss_is_the_sum(reference, image, target, kernel_size, learning_rate, steps):
    kernel, losses = reference.fit_filter(image, target, kernel_size, learning_rate, steps)
    return kernel, [loss * target.size for loss in losses]


@misconception("zeros-cannot-learn", of="fit_filter")
def fit_starts_from_ones(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, steps, start=1.0)
    return kernels[-1], losses_of(image, kernels[:-1], target)


@misconception("gradient-points-down", of="fit_filter")
def fit_walks_uphill(reference, image, target, kernel_size, learning_rate, steps):
    return reference.fit_filter(image, target, kernel_size, -learning_rate, steps)


@misconception("rate-shrinks", of="fit_filter")
def fit_rate_shrinks(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, 0)
    for step in range(steps):
        gradient = reference.filter_gradient(image, kernels[-1], target)
        kernels.append(kernels[-1] - learning_rate / (step + 1) * gradient)
    return kernels[-1], losses_of(image, kernels[:-1], target)


@misconception("steps-of-equal-length", of="fit_filter")
def fit_steps_of_equal_length(reference, image, target, kernel_size, learning_rate, steps):
    kernels = descend(reference, image, target, kernel_size, learning_rate, 0)
    for _ in range(steps):
        gradient = reference.filter_gradient(image, kernels[-1], target)
        length = np.sqrt(np.sum(gradient**2))
        kernels.append(kernels[-1] - learning_rate * gradient / max(length, 1e-12))
    return kernels[-1], losses_of(image, kernels[:-1], target)


@misconception("learning-ends-early", of="fit_filter")
def fit_ends_early(reference, image, target, kernel_size, learning_rate, steps):
    _, losses = reference.fit_filter(image, target, kernel_size, learning_rate, steps)
    done = next((i for i, loss in enumerate(losses) if loss < 0.01), steps)
    return reference.fit_filter(image, target, kernel_size, learning_rate, done)


@misconception("rows-cols-swapped", of="fit_filter")
def fit_rows_cols_swapped(reference, image, target, kernel_size, learning_rate, steps):
    kernel, losses = reference.fit_filter(image, target, kernel_size, learning_rate, steps)
    return kernel.T, losses


@misconception("validated-where-used", of="fit_filter")
def fit_validated_where_used(reference, image, target, kernel_size, learning_rate, steps):
    if steps == 0:
        return np.zeros(pair(kernel_size)), []
    return reference.fit_filter(image, target, kernel_size, learning_rate, steps)


@misconception("no-validation", of="fit_filter")
def fit_no_validation(reference, image, target, kernel_size, learning_rate, steps):
    sides = pair(kernel_size)
    rows, cols = (n - k + 1 for n, k in zip(image.shape, sides, strict=True))
    if min(rows, cols) > 0 and target.shape == (rows, cols):
        return reference.fit_filter(image, target, kernel_size, learning_rate, steps)
    return np.zeros(sides), [0.0] * steps
