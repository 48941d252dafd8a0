"""Views of all windows, one product over the whole batch, in float32."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _pair(size):
    return tuple(np.broadcast_to(size, 2).tolist())


def conv_matrix(kernel, input_size):
    h, w = _pair(input_size)
    if any(k > n for k, n in zip(kernel.shape, (h, w), strict=True)):
        raise ValueError(f"kernel {kernel.shape} does not fit into {(h, w)}")
    # Each column is the map of an image with a single pixel that is 1.
    dots = np.eye(h * w).reshape(h * w, h, w)
    windows = sliding_window_view(dots, kernel.shape, axis=(1, 2))
    return np.einsum("prcij,ij->rcp", windows, kernel.astype(np.float32)).reshape(-1, h * w)


def im2col(x, kernel_size, stride=1, padding=0):
    (down, across), (ph, pw) = _pair(stride), _pair(padding)
    kernel_size = _pair(kernel_size)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if padded.shape[2] < kernel_size[0] or padded.shape[3] < kernel_size[1]:
        raise ValueError(f"kernel_size {kernel_size} is too large for {padded.shape[2:]}")
    windows = sliding_window_view(padded, kernel_size, axis=(2, 3))[:, :, ::down, ::across]
    n, c, rows, cols, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, rows * cols)


def conv2d_matmul(x, weight, bias=None, stride=1, padding=0):
    for name, array in (("x", x), ("weight", weight)):
        if array.ndim != 4:
            raise ValueError(f"{name} has {array.ndim} axes instead of 4")
    c_out, c_in, kh, kw = weight.shape
    if x.shape[1] != c_in:
        raise ValueError(f"weight expects {c_in} channels")
    if bias is not None and (bias.ndim != 1 or bias.size != c_out):
        raise ValueError(f"bias must have the shape ({c_out},)")
    (down, across), (ph, pw) = _pair(stride), _pair(padding)
    if down < 1 or across < 1 or ph < 0 or pw < 0:
        raise ValueError("stride must be positive, and padding not negative")
    columns = im2col(x.astype(np.float32), (kh, kw), stride, padding)
    n, k, _ = columns.shape
    # (K, N * L), so that one product serves all images.
    wide = columns.transpose(1, 0, 2).reshape(k, -1)
    product = weight.reshape(c_out, k).astype(np.float32) @ wide
    if bias is not None:
        product += bias.astype(np.float32)[:, None]
    rows = (x.shape[2] + 2 * ph - kh) // down + 1
    return product.reshape(c_out, n, rows, -1).swapaxes(0, 1)
