"""A view of all windows and one einsum, computed in float32."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _pair(value, name, least):
    pair = tuple(int(v) for v in np.broadcast_to(value, 2))
    if any(v < least for v in pair):
        raise ValueError(f"{name} = {value}, but {least} is the least")
    return pair


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if x.ndim != 4:
        raise ValueError("x should be (N, C, H, W)")
    if weight.ndim != 4 or weight.shape[1] != x.shape[1]:
        raise ValueError("weight should be (filters, channels of x, height, width)")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias should have one entry per filter of weight")
    (down, across) = _pair(stride, "stride", 1)
    (vertical, horizontal) = _pair(padding, "padding", 0)
    frame = ((0, 0), (0, 0), (vertical, vertical), (horizontal, horizontal))
    padded = np.pad(x, frame).astype(np.float32)
    if any(k > n for k, n in zip(weight.shape[2:], padded.shape[2:], strict=True)):
        raise ValueError("weight does not fit into the padded x")
    windows = sliding_window_view(padded, weight.shape[2:], axis=(2, 3))[:, :, ::down, ::across]
    out = np.einsum("nchwij,ocij->nohw", windows, weight.astype(np.float32))
    return out if bias is None else out + bias.astype(np.float32)[None, :, None, None]


def compose_kernels(first, second):
    # Correlate the padded first kernel with the second one, turned.
    kh, kw = second.shape
    padded = np.pad(first, ((kh - 1, kh - 1), (kw - 1, kw - 1))).astype(np.float32)
    windows = sliding_window_view(padded, (kh, kw))
    return (windows * second[::-1, ::-1].astype(np.float32)).sum(axis=(2, 3))
