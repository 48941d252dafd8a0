"""Tables of indices pick the pixels; einsum instead of @."""

import numpy as np


def conv_matrix(kernel, input_size):
    h, w = (input_size, input_size) if isinstance(input_size, int) else input_size
    kh, kw = kernel.shape
    if kh > h or kw > w:
        raise ValueError("The kernel does not fit.")
    pixels = np.arange(h * w).reshape(h, w)
    rows = [
        pixels[r : r + kh, c : c + kw].ravel() for r in range(h - kh + 1) for c in range(w - kw + 1)
    ]
    matrix = np.zeros((len(rows), h * w), dtype=kernel.dtype)
    for row, seen in zip(matrix, rows, strict=True):
        row[seen] = kernel.ravel()
    return matrix


def _places(n, k, stride, padding):
    """Return for every position the indices that it covers in the padded side."""
    if k > n + 2 * padding:
        raise ValueError(f"kernel_size {k} on a side of {n + 2 * padding}")
    starts = np.arange(0, n + 2 * padding - k + 1, stride)
    return starts[None, :] + np.arange(k)[:, None]


def im2col(x, kernel_size, stride=1, padding=0):
    kernel_size, stride, padding = (
        (v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding)
    )
    rows = _places(x.shape[2], kernel_size[0], stride[0], padding[0])
    cols = _places(x.shape[3], kernel_size[1], stride[1], padding[1])
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    picked = padded[:, :, rows[:, None, :, None], cols[None, :, None, :]]
    length = x.shape[1] * kernel_size[0] * kernel_size[1]
    return picked.reshape(len(x), length, rows.shape[1] * cols.shape[1])


def conv2d_matmul(x, weight, bias=None, stride=1, padding=0):
    if len(x.shape) != 4:
        raise ValueError("x is not 4-D")
    if len(weight.shape) != 4:
        raise ValueError("weight is not 4-D")
    if weight.shape[1] != x.shape[1]:
        raise ValueError("weight has the wrong number of channels")
    if bias is not None and (len(bias.shape) != 1 or len(bias) != len(weight)):
        raise ValueError("bias has the wrong shape")
    stride, padding = ((v, v) if isinstance(v, int) else v for v in (stride, padding))
    if stride[0] < 1 or stride[1] < 1:
        raise ValueError("stride below 1")
    if padding[0] < 0 or padding[1] < 0:
        raise ValueError("padding below 0")
    columns = im2col(x, weight.shape[2:], stride, padding)
    filters = weight.reshape(len(weight), -1)
    out = np.einsum("ok,nkl->nol", filters.astype(np.float64), columns)
    if bias is not None:
        out = out + bias[None, :, None]
    height = len(range(0, x.shape[2] + 2 * padding[0] - weight.shape[2] + 1, stride[0]))
    return out.reshape(len(x), len(weight), height, out.shape[2] // height)
