# cnnquiz-instructor: never for students
"""What is believed about output sizes, in executable form."""

from cnnquiz.judge.author import misconception


def pair(size):
    """Return `size` as (height, width)."""
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


def one_by_one(input_shape, layers, after):
    """Return the trace in which `after(layer, shape)` is the shape behind every layer."""
    shapes, shape = [], tuple(input_shape)
    for layer in layers:
        shape = after(layer, shape)
        shapes.append(shape)
    return shapes


# --- conv_output_size ---------------------------------------------------------------------------


@misconception("stride-ignored", of="conv_output_size")
def size_stride_ignored(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n, kernel_size, 1, padding, dilation)


@misconception("padding-ignored", of="conv_output_size")
def size_padding_ignored(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n, kernel_size, stride, 0, dilation)


@misconception("padding-counted-once", of="conv_output_size")
def size_padding_counted_once(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n + padding, kernel_size, stride, 0, dilation)


@misconception("output-off-by-one", of="conv_output_size")
def size_off_by_one(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n, kernel_size, stride, padding, dilation) - 1


@misconception("kernel-not-subtracted", of="conv_output_size")
def size_kernel_not_subtracted(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return (n + 2 * padding) // stride


@misconception("padding-always-same", of="conv_output_size")
def size_always_same(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return -(-n // stride)


@misconception("stride-divides-input-first", of="conv_output_size")
def size_stride_divides_input(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return (n + 2 * padding) // stride - dilation * (kernel_size - 1)


@misconception("partial-window-counted", of="conv_output_size")
def size_partial_window(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    reference.conv_output_size(n, kernel_size, stride, padding, dilation)  # raises what it has to
    steps = reference.conv_output_size(n, kernel_size, 1, padding, dilation) - 1
    return -(-steps // stride) + 1


@misconception("dilation-ignored", of="conv_output_size")
def size_dilation_ignored(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n, kernel_size, stride, padding, 1)


@misconception("dilation-multiplies-kernel", of="conv_output_size")
def size_dilation_multiplies(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return reference.conv_output_size(n, dilation * kernel_size, stride, padding, 1)


@misconception("padding-does-not-help-kernel", of="conv_output_size")
def size_fit_without_padding(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    reference.conv_output_size(n, kernel_size, stride, 0, dilation)  # raises where it does not fit
    return reference.conv_output_size(n, kernel_size, stride, padding, dilation)


@misconception("no-validation", of="conv_output_size")
def size_not_validated(reference, n, kernel_size, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1


# --- conv_output_shape --------------------------------------------------------------------------


@misconception("stride-ignored", of="conv_output_shape")
def shape_stride_ignored(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    return reference.conv_output_shape(input_shape, out_channels, kernel_size, 1, padding)


@misconception("padding-ignored", of="conv_output_shape")
def shape_padding_ignored(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    return reference.conv_output_shape(input_shape, out_channels, kernel_size, stride, 0)


@misconception("padding-counted-once", of="conv_output_shape")
def shape_padding_once(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    *front, height, width = input_shape
    down, across = pair(padding)
    padded = (*front, height + down, width + across)
    return reference.conv_output_shape(padded, out_channels, kernel_size, stride)


@misconception("forgot-no-padding", of="conv_output_shape")
def shape_keeps_size(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    images, _, height, width = input_shape
    down, across = pair(stride)
    return images, out_channels, -(-height // down), -(-width // across)


@misconception("rows-cols-swapped", of="conv_output_shape")
def shape_rows_cols_swapped(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    sizes = (pair(size)[::-1] for size in (kernel_size, stride, padding))
    return reference.conv_output_shape(input_shape, out_channels, *sizes)


@misconception("pair-first-entry-only", of="conv_output_shape")
def shape_first_entry_only(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    sizes = (pair(size)[0] for size in (kernel_size, stride, padding))
    return reference.conv_output_shape(input_shape, out_channels, *sizes)


@misconception("image-assumed-square", of="conv_output_shape")
def shape_assumed_square(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    images, channels, height, _ = input_shape
    square = (images, channels, height, height)
    return reference.conv_output_shape(square, out_channels, kernel_size, stride, padding)


@misconception("output-keeps-colour", of="conv_output_shape")
def shape_keeps_channels(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    shape = reference.conv_output_shape(input_shape, out_channels, kernel_size, stride, padding)
    return shape[0], input_shape[1], *shape[2:]


@misconception("per-channel-outputs", of="conv_output_shape")
def shape_per_channel(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    shape = reference.conv_output_shape(input_shape, out_channels, kernel_size, stride, padding)
    return shape[0], input_shape[1] * out_channels, *shape[2:]


@misconception("nhwc", of="conv_output_shape")
def shape_channels_last(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    shape = reference.conv_output_shape(input_shape, out_channels, kernel_size, stride, padding)
    return shape[0], *shape[2:], shape[1]


@misconception("batch-axis-dropped", of="conv_output_shape")
def shape_without_batch(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    shape = reference.conv_output_shape(input_shape, out_channels, kernel_size, stride, padding)
    return shape[1:]


@misconception("no-validation", of="conv_output_shape")
def shape_not_validated(reference, input_shape, out_channels, kernel_size, stride=1, padding=0):
    sides = zip(input_shape[-2:], pair(kernel_size), pair(stride), pair(padding), strict=True)
    sizes = [(n + 2 * around - k) // step + 1 for n, k, step, around in sides]
    return input_shape[0], out_channels, *sizes


# --- trace_shapes -------------------------------------------------------------------------------


@misconception("trace-includes-input", of="trace_shapes")
def trace_with_input(reference, input_shape, layers):
    return [tuple(input_shape), *reference.trace_shapes(input_shape, layers)]


@misconception("layers-see-the-input", of="trace_shapes")
def trace_from_the_input(reference, input_shape, layers):
    return [reference.trace_shapes(input_shape, [layer])[0] for layer in layers]


@misconception("relu-is-no-layer", of="trace_shapes")
def trace_without_relu(reference, input_shape, layers):
    return reference.trace_shapes(input_shape, [ly for ly in layers if ly["type"] != "relu"])


@misconception("stride-ignored", of="trace_shapes")
def trace_stride_ignored(reference, input_shape, layers):
    plain = [ly | {"stride": 1} if ly["type"] == "conv" else ly for ly in layers]
    return reference.trace_shapes(input_shape, plain)


@misconception("padding-ignored", of="trace_shapes")
def trace_padding_ignored(reference, input_shape, layers):
    return reference.trace_shapes(input_shape, [ly | {"padding": 0} for ly in layers])


@misconception("forgot-no-padding", of="trace_shapes")
def trace_conv_keeps_size(reference, input_shape, layers):
    def after(layer, shape):
        if layer["type"] != "conv" or "padding" in layer:
            return reference.trace_shapes(shape, [layer])[0]
        images, _, height, width = shape
        down, across = pair(layer.get("stride", 1))
        return images, layer["out_channels"], -(-height // down), -(-width // across)

    return one_by_one(input_shape, layers, after)


@misconception("output-keeps-colour", of="trace_shapes")
def trace_keeps_channels(reference, input_shape, layers):
    channels = input_shape[1]
    same = [ly | {"out_channels": channels} if ly["type"] == "conv" else ly for ly in layers]
    return reference.trace_shapes(input_shape, same)


@misconception("rows-cols-swapped", of="trace_shapes")
def trace_rows_cols_swapped(reference, input_shape, layers):
    sizes = ("kernel_size", "stride", "padding")
    turned = [ly | {key: pair(ly[key])[::-1] for key in sizes if key in ly} for ly in layers]
    return reference.trace_shapes(input_shape, turned)


@misconception("pool-stride-one", of="trace_shapes")
def trace_pool_stride_one(reference, input_shape, layers):
    return reference.trace_shapes(input_shape, [{"stride": 1} | layer for layer in layers])


@misconception("pool-stride-is-kernel", of="trace_shapes")
def trace_pool_stride_is_kernel(reference, input_shape, layers):
    steps = [ly | {"stride": ly["kernel_size"]} if ly["type"] == "maxpool" else ly for ly in layers]
    return reference.trace_shapes(input_shape, steps)


@misconception("pool-always-halves", of="trace_shapes")
def trace_pool_halves(reference, input_shape, layers):
    halving = {"type": "maxpool", "kernel_size": 2}
    halves = [halving if ly["type"] == "maxpool" else ly for ly in layers]
    return reference.trace_shapes(input_shape, halves)


@misconception("partial-window-counted", of="trace_shapes")
def trace_partial_window(reference, input_shape, layers):
    def after(layer, shape):
        if layer["type"] != "maxpool":
            return reference.trace_shapes(shape, [layer])[0]
        kernel_size = pair(layer["kernel_size"])
        steps = pair(layer.get("stride", kernel_size))
        sides = zip(shape[2:], kernel_size, steps, strict=True)
        return *shape[:2], *(-(-(n - k) // step) + 1 for n, k, step in sides)

    return one_by_one(input_shape, layers, after)


@misconception("flatten-merges-batch", of="trace_shapes")
def trace_flatten_merges_batch(reference, input_shape, layers):
    def after(layer, shape):
        if layer["type"] == "flatten":
            images, features = reference.trace_shapes(shape, [layer])[0]
            return (images * features,)
        if layer["type"] == "linear" and len(shape) == 1:
            return (layer["out_features"],)
        return reference.trace_shapes(shape, [layer])[0]

    return one_by_one(input_shape, layers, after)


@misconception("linear-flattens-itself", of="trace_shapes")
def trace_linear_flattens(reference, input_shape, layers):
    def after(layer, shape):
        before = [{"type": "flatten"}] if layer["type"] == "linear" else []
        return reference.trace_shapes(shape, [*before, layer])[-1]

    return one_by_one(input_shape, layers, after)


@misconception("input-modified", of="trace_shapes")
def trace_fills_in_defaults(reference, input_shape, layers):
    shapes = reference.trace_shapes(input_shape, layers)
    for layer in layers:
        layer.setdefault("stride", layer.get("kernel_size", 1))
    return shapes


@misconception("no-validation", of="trace_shapes")
def trace_not_validated(reference, input_shape, layers):
    def after(layer, shape):
        if layer.get("type") == "linear":
            return *shape[:-1], layer.get("out_features")
        try:
            return reference.trace_shapes(shape, [layer])[0]
        except ValueError:  # whatever it does not know leaves the shape as it is
            return shape

    return one_by_one(input_shape, layers, after)
