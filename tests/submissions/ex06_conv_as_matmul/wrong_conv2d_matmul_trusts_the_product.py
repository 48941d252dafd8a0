# wrong: conv2d_matmul
"""Leaves it to the product to object to other channels."""

import numpy as np


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def conv_matrix(kernel, input_size):
    height, width = two(input_size)
    kh, kw = kernel.shape
    if kh > height or kw > width:
        raise ValueError("kernel is larger than input_size")
    rows, cols = height - kh + 1, width - kw + 1
    matrix = np.zeros((rows * cols, height * width))
    for r in range(rows):
        for c in range(cols):
            for i in range(kh):
                for j in range(kw):
                    matrix[r * cols + c, (r + i) * width + c + j] = kernel[i, j]
    return matrix


def im2col(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = two(kernel_size), two(stride), two(padding)
    n, c, h, w = x.shape
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    rows, cols = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    if h + 2 * ph < kh or w + 2 * pw < kw:
        raise ValueError("kernel_size is too large")
    columns = []
    for channel in range(c):
        for i in range(kh):
            for j in range(kw):
                seen = padded[:, channel, i : i + rows * sh : sh, j : j + cols * sw : sw]
                columns.append(seen.reshape(n, -1))
    return np.stack(columns, axis=1)


def conv2d_matmul(x, weight, bias=None, stride=1, padding=0):
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError("x and weight need four axes")
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError("bias needs one number per filter")
    if min(two(stride)) < 1:
        raise ValueError("stride must be at least 1")
    if min(two(padding)) < 0:
        raise ValueError("padding must be at least 0")
    columns = im2col(x, weight.shape[2:], stride, padding)
    rows = (x.shape[2] + 2 * two(padding)[0] - weight.shape[2]) // two(stride)[0] + 1
    maps = []
    for image in columns:
        product = weight.reshape(weight.shape[0], -1) @ image.astype(float)
        if bias is not None:
            product = product + bias.reshape(-1, 1)
        maps.append(product.reshape(weight.shape[0], rows, -1))
    return np.array(maps)
