# wrong: conv2d
"""Asks whether the filters fit only for their height."""

import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if np.ndim(x) != 4 or np.ndim(weight) != 4:
        raise ValueError("x and weight: 4 axes expected")
    n, c_in, h, w = x.shape
    c_out, c_filter, kh, kw = weight.shape
    if c_in != c_filter:
        raise ValueError(f"weight has {c_filter} channels, x has {c_in}")
    if bias is not None and np.shape(bias) != (c_out,):
        raise ValueError(f"bias should have shape ({c_out},)")
    sh, sw = (stride, stride) if np.ndim(stride) == 0 else stride
    ph, pw = (padding, padding) if np.ndim(padding) == 0 else padding
    if min(sh, sw) <= 0 or min(ph, pw) < 0:
        raise ValueError("strides are positive, and paddings not negative")
    padded = np.zeros((n, c_in, h + 2 * ph, w + 2 * pw))
    padded[:, :, ph : ph + h, pw : pw + w] = x
    if kh > padded.shape[2]:
        raise ValueError("weight is larger than the padded x")
    rows = (padded.shape[2] - kh) // sh + 1
    cols = max((padded.shape[3] - kw) // sw + 1, 1)
    out = np.zeros((n, c_out, rows, cols))
    for a in range(kh):
        for b in range(kw):
            seen = padded[:, :, a : a + sh * (rows - 1) + 1 : sh, b : b + sw * (cols - 1) + 1 : sw]
            for o in range(c_out):
                out[:, o] += (seen * weight[o, :, a, b][:, None, None]).sum(axis=1)
    if bias is not None:
        out += np.reshape(bias, (1, c_out, 1, 1))
    return out


def compose_kernels(first, second):
    # A single bright pixel makes a turned picture of the kernel that looks at it.
    h = first.shape[0] + second.shape[0] - 1
    w = first.shape[1] + second.shape[1] - 1
    dot = np.zeros((1, 1, 2 * h - 1, 2 * w - 1))
    dot[0, 0, h - 1, w - 1] = 1
    return conv2d(conv2d(dot, first[None, None]), second[None, None])[0, 0, ::-1, ::-1]
