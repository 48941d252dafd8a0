# cnnquiz-instructor: never for students
"""Wrong versions of ex02's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


@misconception("padding-counted-once", of="same_padding")
def same_padding_counted_once(reference, kernel_size):
    return 2 * reference.same_padding(kernel_size)


@misconception("same-padding-for-even", of="same_padding")
def same_padding_for_even_sizes(reference, kernel_size):
    if kernel_size < 1:
        return reference.same_padding(kernel_size)
    return kernel_size // 2


@misconception("padding-one-for-all", of="same_padding")
def same_padding_one_for_all(reference, kernel_size):
    reference.same_padding(kernel_size)  # raises what it has to
    return 1


@misconception("no-validation", of="same_padding")
def same_padding_no_validation(reference, kernel_size):
    return (kernel_size - 1) // 2


@misconception("padding-counted-once", of="zero_pad")
def zero_pad_counted_once(reference, image, padding):
    return reference.zero_pad(image, padding)[
        : image.shape[0] + padding, : image.shape[1] + padding
    ]


@misconception("padding-one-axis", of="zero_pad")
def zero_pad_one_axis(reference, image, padding):
    return reference.zero_pad(image, padding)[:, padding : padding + image.shape[1]]


@misconception("padding-repeats-border", of="zero_pad")
def zero_pad_repeats_border(reference, image, padding):
    reference.zero_pad(image, padding)  # raises what it has to
    return np.pad(image, padding, mode="edge")


@misconception("padding-changes-dtype", of="zero_pad")
def zero_pad_changes_dtype(reference, image, padding):
    return reference.zero_pad(image, padding).astype(np.float64)


@misconception("no-validation", of="zero_pad")
def zero_pad_no_validation(reference, image, padding):
    if padding < 0:
        # What the slice [-padding:padding] makes of it: a smaller image.
        return image[-padding:padding, -padding:padding]
    return reference.zero_pad(image, padding)


@misconception("stride-ignored", of="correlate2d")
def correlate_stride_ignored(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    return reference.correlate2d(image, kernel, 1, padding)


@misconception("stride-one-axis", of="correlate2d")
def correlate_stride_one_axis(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    return reference.correlate2d(image, kernel, 1, padding)[:, ::stride]


@misconception("stride-drops-pixels", of="correlate2d")
def correlate_stride_drops_pixels(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    return reference.correlate2d(image[::stride, ::stride], kernel, 1, padding)


@misconception("partial-window-counted", of="correlate2d")
def correlate_partial_window_counted(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    padded = reference.zero_pad(image, padding)
    missing = [-(n - k) % stride for n, k in zip(padded.shape, kernel.shape, strict=True)]
    return reference.correlate2d(np.pad(padded, [(0, m) for m in missing]), kernel, stride)


@misconception("padding-ignored", of="correlate2d")
def correlate_padding_ignored(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    return reference.correlate2d(image, kernel, stride, 0)


@misconception("padding-counted-once", of="correlate2d")
def correlate_padding_counted_once(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    padded = reference.zero_pad(image, padding)
    height, width = image.shape
    return reference.correlate2d(padded[: height + padding, : width + padding], kernel, stride)


@misconception("padding-around-output", of="correlate2d")
def correlate_padding_around_output(reference, image, kernel, stride=1, padding=0):
    reference.correlate2d(image, kernel, stride, padding)  # raises what it has to
    return reference.zero_pad(reference.correlate2d(image, kernel, stride, 0), padding)


@misconception("output-off-by-one", of="correlate2d")
def correlate_output_off_by_one(reference, image, kernel, stride=1, padding=0):
    return reference.correlate2d(image, kernel, stride, padding)[:-1, :-1]


@misconception("kernel-flipped", of="correlate2d")
def correlate_kernel_flipped(reference, image, kernel, stride=1, padding=0):
    return reference.correlate2d(image, kernel[::-1, ::-1], stride, padding)


@misconception("rows-cols-swapped", of="correlate2d")
def correlate_rows_cols_swapped(reference, image, kernel, stride=1, padding=0):
    return reference.correlate2d(image, kernel, stride, padding).T


@misconception("output-dtype-of-input", of="correlate2d")
def correlate_output_dtype_of_input(reference, image, kernel, stride=1, padding=0):
    answers = reference.correlate2d(image, kernel, stride, padding)
    if image.dtype.kind in "iu":
        # By way of int64, because a cast of negative floats to uint8 depends on the machine.
        answers = np.trunc(answers).astype(np.int64)
    return answers.astype(image.dtype)


@misconception("no-validation", of="correlate2d")
def correlate_no_validation(reference, image, kernel, stride=1, padding=0):
    step, frame = max(stride, 1), max(padding, 0)
    sides = [n + 2 * frame - k for n, k in zip(image.shape, kernel.shape, strict=True)]
    if min(sides) < 0:
        return np.zeros([max(side // step + 1, 0) for side in sides])
    return reference.correlate2d(image, kernel, step, frame)
