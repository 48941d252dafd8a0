# wrong: network_summary
"""Takes features for maps of one pixel, which a pool of one pixel leaves alone."""


def conv_params(in_channels, out_channels, kernel_size, bias=True):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    total = 0
    for _ in range(out_channels):
        total += in_channels * kernel_size[0] * kernel_size[1]
        if bias:
            total += 1
    return total


def linear_params(in_features, out_features, bias=True):
    weights = in_features * out_features
    if bias:
        return weights + out_features
    return weights


def batchnorm_params(num_features):
    gamma = num_features
    beta = num_features
    return gamma + beta


def count_places(n, kernel_size, stride, padding):
    places = 0
    left = -padding
    while left + kernel_size <= n + padding:
        places += 1
        left += stride
    if places == 0:
        raise ValueError("the kernel_size is larger than the padded input")
    return places


def conv_multiplications(input_size, in_channels, out_channels, kernel_size, stride=1, padding=0):
    if isinstance(input_size, int):
        input_size = (input_size, input_size)
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    rows = count_places(input_size[0], kernel_size[0], stride[0], padding[0])
    cols = count_places(input_size[1], kernel_size[1], stride[1], padding[1])
    products_per_number = kernel_size[0] * kernel_size[1] * in_channels
    return rows * cols * out_channels * products_per_number


def two(size):
    return (size, size) if isinstance(size, int) else size


def needed(layer, key):
    if key not in layer:
        raise ValueError(f"{key} is missing")
    return layer[key]


class Trace:
    """Where the data has come to, and how many numbers were learned on the way."""

    def __init__(self, n, c, h, w):
        self.n, self.c, self.h, self.w = n, c, h, w
        self.flat = False

    def shape(self):
        return (self.n, self.c) if self.flat else (self.n, self.c, self.h, self.w)

    def windows(self, layer, default_stride):
        if self.flat and layer["type"] == "conv":
            raise ValueError(f"a layer of type {layer['type']} cannot stand after the flatten")
        down, across = two(needed(layer, "kernel_size"))
        stride = two(layer.get("stride", default_stride or (down, across)))
        padding = two(layer.get("padding", 0))
        self.h = count_places(self.h, down, stride[0], padding[0])
        self.w = count_places(self.w, across, stride[1], padding[1])

    def conv(self, layer):
        self.windows(layer, 1)
        filters = needed(layer, "out_channels")
        params = conv_params(self.c, filters, layer["kernel_size"], layer.get("bias", True))
        self.c = filters
        return params

    def linear(self, layer):
        if not self.flat:
            raise ValueError("type linear needs a flatten first")
        outputs = needed(layer, "out_features")
        params = linear_params(self.c, outputs, layer.get("bias", True))
        self.c = outputs
        return params

    def flatten(self):
        if not self.flat:
            self.c = self.c * self.h * self.w
        self.h = self.w = 1
        self.flat = True

    def go_through(self, layer):
        kind = needed(layer, "type")
        params = 0
        if kind == "conv":
            params = self.conv(layer)
        elif kind == "maxpool":
            self.windows(layer, None)
        elif kind == "flatten":
            self.flatten()
        elif kind == "linear":
            params = self.linear(layer)
        elif kind == "batchnorm":
            params = batchnorm_params(self.c)
        elif kind != "relu":
            raise ValueError(f"the type {kind} is not known")
        return params


def network_summary(input_shape, layers):
    if len(input_shape) != 4:
        raise ValueError("input_shape must be (N, C, H, W)")
    trace = Trace(*input_shape)
    rows = []
    total = 0
    for layer in layers:
        params = trace.go_through(layer)
        rows.append({"type": layer["type"], "output_shape": trace.shape(), "params": params})
        total += params
    return {"rows": rows, "total_params": total}
