"""Counts the kernel's places one by one, with plain loops."""


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if n < 1:
        raise ValueError("n must be positive")
    if kernel_size < 1:
        raise ValueError("kernel_size must be positive")
    if stride < 1:
        raise ValueError("stride must be positive")
    if padding < 0:
        raise ValueError("padding must not be negative")
    if dilation < 1:
        raise ValueError("dilation must be positive")
    count = 0
    first = -padding
    while first + (kernel_size - 1) * dilation < n + padding:
        count += 1
        first += stride
    if count == 0:
        raise ValueError("the kernel_size is too large")
    return count


def both(size):
    if isinstance(size, int):
        return [size, size]
    return [size[0], size[1]]


def conv_output_shape(input_shape, out_channels, kernel_size, stride=1, padding=0):
    if len(input_shape) != 4:
        raise ValueError("input_shape must have four entries")
    kernel_size, stride, padding = both(kernel_size), both(stride), both(padding)
    height = conv_output_size(input_shape[2], kernel_size[0], stride[0], padding[0])
    width = conv_output_size(input_shape[3], kernel_size[1], stride[1], padding[1])
    return [input_shape[0], out_channels, height, width]


def after_conv(current, layer):
    for key in ("out_channels", "kernel_size"):
        if key not in layer:
            raise ValueError("a conv needs " + key)
    if len(current) != 4:
        raise ValueError("a layer of this type needs a 4-D input")
    stride = 1
    if "stride" in layer:
        stride = layer["stride"]
    padding = 0
    if "padding" in layer:
        padding = layer["padding"]
    return conv_output_shape(current, layer["out_channels"], layer["kernel_size"], stride, padding)


def after_maxpool(current, layer):
    if "kernel_size" not in layer:
        raise ValueError("a maxpool needs kernel_size")
    if len(current) != 4:
        raise ValueError("a layer of this type needs a 4-D input")
    stride = layer["kernel_size"]
    if "stride" in layer:
        stride = layer["stride"]
    return conv_output_shape(current, current[1], layer["kernel_size"], stride)


def after_linear(current, layer):
    if "out_features" not in layer:
        raise ValueError("a linear needs out_features")
    if len(current) != 2:
        raise ValueError("a layer of type linear needs a flat input")
    return [current[0], layer["out_features"]]


def trace_shapes(input_shape, layers):
    shapes = []
    current = list(input_shape)
    for layer in layers:
        if "type" not in layer:
            raise ValueError("a layer needs a type")
        if layer["type"] == "conv":
            current = after_conv(current, layer)
        elif layer["type"] == "maxpool":
            current = after_maxpool(current, layer)
        elif layer["type"] == "linear":
            current = after_linear(current, layer)
        elif layer["type"] == "flatten":
            total = 1
            for size in current[1:]:
                total *= size
            current = [current[0], total]
        elif layer["type"] != "relu":
            raise ValueError("unknown type " + str(layer["type"]))
        shapes.append(tuple(current))
    return shapes
