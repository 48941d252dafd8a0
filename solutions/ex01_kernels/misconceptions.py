# cnnquiz-instructor: never for students
"""Wrong versions of ex01's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


@misconception("edge-direction-swapped", of="edge_kernel")
def edge_direction_swapped(reference, side):
    return reference.edge_kernel(side).T


@misconception("edge-sign-flipped", of="edge_kernel")
def edge_sign_flipped(reference, side):
    return -reference.edge_kernel(side)


@misconception("edge-kernel-of-two-rows", of="edge_kernel")
def edge_kernel_of_two_rows(reference, side):
    # Rows -1, 1, 0 for the top, and turned in the same way for the others.
    kernel = reference.edge_kernel(side)
    order = [0, 2, 1] if side in ("top", "left") else [1, 0, 2]
    return kernel[order] if side in ("top", "bottom") else kernel[:, order]


@misconception("no-validation", of="edge_kernel")
def edge_no_validation(reference, side):
    # The last `else` catches everything that is not spelled out before it.
    return reference.edge_kernel(side if side in ("top", "bottom", "left") else "right")


@misconception("forgot-sum", of="apply_kernel")
def apply_forgot_sum(reference, image, kernel, row, col):
    reference.apply_kernel(image, kernel, row, col)  # raises what it has to
    above, beside = kernel.shape[0] // 2, kernel.shape[1] // 2
    return image[row - above : row + above + 1, col - beside : col + beside + 1] * kernel


@misconception("kernel-flipped", of="apply_kernel")
def apply_kernel_flipped(reference, image, kernel, row, col):
    return reference.apply_kernel(image, kernel[::-1, ::-1], row, col)


@misconception("rows-cols-swapped", of="apply_kernel")
def apply_rows_cols_swapped(reference, image, kernel, row, col):
    return reference.apply_kernel(image, kernel, col, row)


@misconception("window-starts-at-pixel", of="apply_kernel")
def apply_window_starts_at_pixel(reference, image, kernel, row, col):
    above, beside = kernel.shape[0] // 2, kernel.shape[1] // 2
    return reference.apply_kernel(image, kernel, row + above, col + beside)


@misconception("border-counts-as-zero", of="apply_kernel")
def apply_border_counts_as_zero(reference, image, kernel, row, col):
    above, beside = kernel.shape[0] // 2, kernel.shape[1] // 2
    framed = np.pad(image, ((above, above), (beside, beside)))
    return reference.apply_kernel(framed, kernel, row + above, col + beside)


@misconception("no-validation", of="apply_kernel")
def apply_no_validation(reference, image, kernel, row, col):
    # Python counts negative indices from the end: the window goes on at the opposite border.
    rows = row - kernel.shape[0] // 2 + np.arange(kernel.shape[0])
    cols = col - kernel.shape[1] // 2 + np.arange(kernel.shape[1])
    window = image.take(rows, axis=0, mode="wrap").take(cols, axis=1, mode="wrap")
    return float(np.sum(window.astype(np.float64) * kernel))


@misconception("forgot-no-padding", of="feature_map")
def map_forgot_no_padding(reference, image, kernel):
    above, beside = kernel.shape[0] // 2, kernel.shape[1] // 2
    below, behind = kernel.shape[0] - 1 - above, kernel.shape[1] - 1 - beside
    return reference.feature_map(np.pad(image, ((above, below), (beside, behind))), kernel)


@misconception("kernel-flipped", of="feature_map")
def map_kernel_flipped(reference, image, kernel):
    return reference.feature_map(image, kernel[::-1, ::-1])


@misconception("output-off-by-one", of="feature_map")
def map_output_off_by_one(reference, image, kernel):
    return reference.feature_map(image, kernel)[:-1, :-1]


@misconception("rows-cols-swapped", of="feature_map")
def map_rows_cols_swapped(reference, image, kernel):
    return reference.feature_map(image, kernel).T


@misconception("output-dtype-of-input", of="feature_map")
def map_output_dtype_of_input(reference, image, kernel):
    answers = reference.feature_map(image, kernel)
    if image.dtype.kind in "iu":
        # By way of int64, because a cast of negative floats to uint8 depends on the machine.
        answers = np.trunc(answers).astype(np.int64)
    return answers.astype(image.dtype)


@misconception("negative-answers-clipped", of="feature_map")
def map_negative_answers_clipped(reference, image, kernel):
    return np.maximum(reference.feature_map(image, kernel), 0)


@misconception("windows-do-not-overlap", of="feature_map")
def map_windows_do_not_overlap(reference, image, kernel):
    return reference.feature_map(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]]


@misconception("input-modified", of="feature_map")
def map_input_modified(reference, image, kernel):
    answers = reference.feature_map(image, kernel)
    for row, col in np.ndindex(answers.shape):
        # A slice is a view: the next windows see what is written into this one.
        window = image[row : row + kernel.shape[0], col : col + kernel.shape[1]]
        window *= kernel
        answers[row, col] = window.sum()
    return answers


@misconception("no-validation", of="feature_map")
def map_no_validation(reference, image, kernel):
    rows, cols = (max(n - k + 1, 0) for n, k in zip(image.shape, kernel.shape, strict=True))
    return reference.feature_map(image, kernel) if rows and cols else np.zeros((rows, cols))
