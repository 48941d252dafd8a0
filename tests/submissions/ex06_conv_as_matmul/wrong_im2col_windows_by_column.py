# wrong: im2col
"""Counts the windows column by column."""

import numpy as np


def sides(v):
    if isinstance(v, (tuple, list)):
        return v
    return [v, v]


def conv_matrix(kernel, input_size):
    h, w = sides(input_size)
    kh, kw = kernel.shape
    if h < kh or w < kw:
        raise ValueError("input_size is smaller than the kernel")
    rows = []
    for top in range(h - kh + 1):
        for left in range(w - kw + 1):
            around = ((top, h - kh - top), (left, w - kw - left))
            rows.append(np.pad(kernel, around).ravel())
    return np.array(rows)


def im2col(x, kernel_size, stride=1, padding=0):
    kh, kw = sides(kernel_size)
    sh, sw = sides(stride)
    ph, pw = sides(padding)
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    tops = range(0, x.shape[2] - kh + 1, sh)
    lefts = range(0, x.shape[3] - kw + 1, sw)
    if not tops or not lefts:
        raise ValueError("no window of this kernel_size fits")
    columns = [
        x[:, :, top : top + kh, left : left + kw].reshape(len(x), -1)
        for left in lefts
        for top in tops
    ]
    return np.stack(columns, axis=-1)


def columns_of(x, kernel_size, stride=1, padding=0):
    kh, kw = sides(kernel_size)
    sh, sw = sides(stride)
    ph, pw = sides(padding)
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    tops = range(0, x.shape[2] - kh + 1, sh)
    lefts = range(0, x.shape[3] - kw + 1, sw)
    if not tops or not lefts:
        raise ValueError("no window of this kernel_size fits")
    columns = [
        x[:, :, top : top + kh, left : left + kw].reshape(len(x), -1)
        for top in tops
        for left in lefts
    ]
    return np.stack(columns, axis=-1)


def conv2d_matmul(x, weight, bias=None, stride=1, padding=0):
    sh, sw = sides(stride)
    ph, pw = sides(padding)
    if x.ndim != 4 or weight.ndim != 4 or x.shape[1] != weight.shape[1]:
        raise ValueError("x and weight do not go together")
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError("bias does not go with weight")
    if sh < 1 or sw < 1:
        raise ValueError("stride too small")
    if ph < 0 or pw < 0:
        raise ValueError("padding too small")
    n, _, h, _ = x.shape
    f, _, kh, kw = weight.shape
    columns = columns_of(x, (kh, kw), (sh, sw), (ph, pw))
    out = np.tensordot(columns, weight.reshape(f, -1).astype(float), axes=([1], [1]))
    if bias is not None:
        out = out + bias
    return out.transpose(0, 2, 1).reshape(n, f, (h + 2 * ph - kh) // sh + 1, -1)
