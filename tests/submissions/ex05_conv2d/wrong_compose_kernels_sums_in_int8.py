# wrong: compose_kernels
"""Multiplies and adds up in the kernels' own dtype, which may be a small one."""

import numpy as np


def pair(v):
    return v if isinstance(v, tuple) else (v, v)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError("x and weight are 4-D")
    if x.shape[1] != weight.shape[1]:
        raise ValueError("x and weight differ in their channels")
    if bias is None:
        bias = np.zeros(len(weight))
    elif bias.ndim != 1 or len(bias) != len(weight):
        raise ValueError("wrong bias")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if min(sh, sw) < 1:
        raise ValueError("wrong stride")
    if min(ph, pw) < 0:
        raise ValueError("wrong padding")
    x = np.pad(x.astype(float), [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    kh, kw = weight.shape[2:]
    if x.shape[2] < kh or x.shape[3] < kw:
        raise ValueError("weight too large")
    return np.array(
        [
            [
                [
                    [
                        np.vdot(image[:, r : r + kh, c : c + kw], kernel) + b
                        for c in range(0, image.shape[2] - kw + 1, sw)
                    ]
                    for r in range(0, image.shape[1] - kh + 1, sh)
                ]
                for kernel, b in zip(weight, bias, strict=True)
            ]
            for image in x
        ]
    )


def compose_kernels(first, second):
    rows = len(first) + len(second) - 1
    return np.array(
        [
            sum(
                np.convolve(first[a], second[c - a])
                for a in range(len(first))
                if 0 <= c - a < len(second)
            )
            for c in range(rows)
        ]
    )
