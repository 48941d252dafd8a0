# wrong: conv2d_matmul
"""Right, but it loops over images, filters, positions and channels."""

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
    if x.shape[1] != weight.shape[1]:
        raise ValueError("x and weight need the same channels")
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError("bias needs one number per filter")
    if min(two(stride)) < 1:
        raise ValueError("stride must be at least 1")
    if min(two(padding)) < 0:
        raise ValueError("padding must be at least 0")
    (sh, sw), (ph, pw) = two(stride), two(padding)
    kh, kw = weight.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(float)
    if kh > padded.shape[2] or kw > padded.shape[3]:
        raise ValueError("weight does not fit")
    rows, cols = (padded.shape[2] - kh) // sh + 1, (padded.shape[3] - kw) // sw + 1
    maps = np.zeros((len(x), len(weight), rows, cols))
    for n, o, i, j in np.ndindex(maps.shape):
        maps[n, o, i, j] = 0 if bias is None else bias[o]
        for c in range(x.shape[1]):
            window = padded[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
            maps[n, o, i, j] += (window * weight[o, c]).sum()
    return maps
