# cnnquiz-instructor: never for students
"""What is believed about parameters and multiplications, in executable form."""

import itertools
import math

from cnnquiz.judge.author import misconception


def pair(size):
    """Return `size` as (height, width)."""
    return tuple(size) if isinstance(size, (tuple, list)) else (size, size)


def area(size):
    return math.prod(pair(size))


def places(n, kernel_size, stride, padding):
    return (n + 2 * padding - kernel_size) // stride + 1


def recount(summary, input_shape, layers, params):
    """Return `summary` with `params(layer, shape before, shape after, as it was)` in its rows."""
    rows, before = [], tuple(input_shape)
    for layer, row in zip(layers, summary["rows"], strict=True):
        count = params(layer, before, row["output_shape"], row["params"])
        rows.append(row | {"params": count})
        before = row["output_shape"]
    return {"rows": rows, "total_params": sum(row["params"] for row in rows)}


def layer_by_layer(reference, input_shape, layers, after):
    """Return the summary in which `after(layer, shape before, right shape)` is passed on."""
    reference.network_summary(input_shape, layers)  # raises what it has to
    rows, shape = [], tuple(input_shape)
    for layer in layers:
        # Features that are flattened already come as maps of one pixel, to be flattened again.
        before = shape if len(shape) == 4 else (*shape, 1, 1)
        chain = [layer] if len(shape) == 4 else [{"type": "flatten"}, layer]
        row = reference.network_summary(before, chain)["rows"][-1]
        shape = after(layer, shape, row["output_shape"])
        rows.append(row | {"output_shape": shape})
    return {"rows": rows, "total_params": sum(row["params"] for row in rows)}


# --- conv_params --------------------------------------------------------------------------------


@misconception("no-bias", of="conv_params")
def conv_no_bias(reference, in_channels, out_channels, kernel_size, bias=True):
    return reference.conv_params(in_channels, out_channels, kernel_size, False)


@misconception("bias-always-counted", of="conv_params")
def conv_bias_always(reference, in_channels, out_channels, kernel_size, bias=True):
    return reference.conv_params(in_channels, out_channels, kernel_size, True)


@misconception("bias-per-input", of="conv_params")
def conv_bias_per_input(reference, in_channels, out_channels, kernel_size, bias=True):
    weights = reference.conv_params(in_channels, out_channels, kernel_size, False)
    return weights + (in_channels * out_channels if bias else 0)


@misconception("bias-per-weight", of="conv_params")
def conv_bias_per_weight(reference, in_channels, out_channels, kernel_size, bias=True):
    weights = reference.conv_params(in_channels, out_channels, kernel_size, False)
    return 2 * weights if bias else weights


@misconception("one-bias-for-all", of="conv_params")
def conv_one_bias(reference, in_channels, out_channels, kernel_size, bias=True):
    weights = reference.conv_params(in_channels, out_channels, kernel_size, False)
    return weights + (1 if bias else 0)


@misconception("kernels-per-input-only", of="conv_params")
def conv_kernels_per_input(reference, in_channels, out_channels, kernel_size, bias=True):
    return reference.conv_params(1, in_channels, kernel_size, bias)


@misconception("filter-is-2d", of="conv_params")
def conv_filter_is_2d(reference, in_channels, out_channels, kernel_size, bias=True):
    return reference.conv_params(1, out_channels, kernel_size, bias)


@misconception("kernel-side-for-area", of="conv_params")
def conv_side_for_area(reference, in_channels, out_channels, kernel_size, bias=True):
    height, width = pair(kernel_size)
    size = (height, width) if isinstance(kernel_size, (tuple, list)) else (height, 1)
    return reference.conv_params(in_channels, out_channels, size, bias)


@misconception("pair-first-entry-only", of="conv_params")
def conv_first_entry_only(reference, in_channels, out_channels, kernel_size, bias=True):
    return reference.conv_params(in_channels, out_channels, pair(kernel_size)[0], bias)


# --- linear_params ------------------------------------------------------------------------------


@misconception("no-bias", of="linear_params")
def linear_no_bias(reference, in_features, out_features, bias=True):
    return reference.linear_params(in_features, out_features, False)


@misconception("bias-always-counted", of="linear_params")
def linear_bias_always(reference, in_features, out_features, bias=True):
    return reference.linear_params(in_features, out_features, True)


@misconception("linear-bias-per-input", of="linear_params")
def linear_bias_per_input(reference, in_features, out_features, bias=True):
    return in_features * out_features + (in_features if bias else 0)


@misconception("bias-per-connection", of="linear_params")
def linear_bias_per_weight(reference, in_features, out_features, bias=True):
    return in_features * out_features * (2 if bias else 1)


@misconception("one-bias-for-all", of="linear_params")
def linear_one_bias(reference, in_features, out_features, bias=True):
    return in_features * out_features + (1 if bias else 0)


# --- batchnorm_params ---------------------------------------------------------------------------


@misconception("bn-stats-trainable", of="batchnorm_params")
def batchnorm_stats_trainable(reference, num_features):
    return 4 * num_features


@misconception("bn-pair-for-layer", of="batchnorm_params")
def batchnorm_pair_for_layer(reference, num_features):
    return 2


@misconception("bn-scale-only", of="batchnorm_params")
def batchnorm_scale_only(reference, num_features):
    return num_features


@misconception("bn-learns-nothing", of="batchnorm_params")
def batchnorm_learns_nothing(reference, num_features):
    return 0


# --- conv_multiplications -----------------------------------------------------------------------


@misconception("counts-input-grid", of="conv_multiplications")
def work_on_input_grid(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, padding)
    reference.conv_multiplications(*sizes)  # raises what it has to
    return area(input_size) * in_channels * out_channels * area(kernel_size)


@misconception("padding-zeros-free", of="conv_multiplications")
def work_without_zeros(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, padding)
    reference.conv_multiplications(*sizes)  # raises what it has to
    work = in_channels * out_channels
    for n, k, step, around in zip(
        pair(input_size), pair(kernel_size), pair(stride), pair(padding), strict=True
    ):
        starts = range(-around, n + around - k + 1, step)
        work *= sum(max(min(start + k, n) - max(start, 0), 0) for start in starts)
    return work


@misconception("stride-ignored", of="conv_multiplications")
def work_stride_ignored(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, 1, padding)
    return reference.conv_multiplications(*sizes)


@misconception("padding-ignored", of="conv_multiplications")
def work_padding_ignored(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, 0)
    return reference.conv_multiplications(*sizes)


@misconception("bias-is-multiplied", of="conv_multiplications")
def work_with_bias(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (in_channels, out_channels, kernel_size)
    positions = reference.conv_multiplications(input_size, 1, 1, kernel_size, stride, padding)
    return positions // area(kernel_size) * reference.conv_params(*sizes)


@misconception("filter-is-2d", of="conv_multiplications")
def work_of_2d_filters(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, 1, out_channels, kernel_size, stride, padding)
    return reference.conv_multiplications(*sizes)


@misconception("kernels-per-input-only", of="conv_multiplications")
def work_of_one_filter(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, 1, kernel_size, stride, padding)
    return reference.conv_multiplications(*sizes)


@misconception("work-is-parameters", of="conv_multiplications")
def work_is_parameters(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, padding)
    reference.conv_multiplications(*sizes)  # raises what it has to
    return reference.conv_params(in_channels, out_channels, kernel_size, False)


@misconception("work-counts-additions", of="conv_multiplications")
def work_with_additions(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, padding)
    return 2 * reference.conv_multiplications(*sizes)


@misconception("output-off-by-one", of="conv_multiplications")
def work_off_by_one(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sizes = (input_size, in_channels, out_channels, kernel_size, stride, padding)
    reference.conv_multiplications(*sizes)  # raises what it has to
    sides = zip(*map(pair, (input_size, kernel_size, stride, padding)), strict=True)
    positions = math.prod(places(*side) - 1 for side in sides)
    return positions * in_channels * out_channels * area(kernel_size)


@misconception("pair-first-entry-only", of="conv_multiplications")
def work_first_entry_only(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    firsts = [pair(size)[0] for size in (input_size, kernel_size, stride, padding)]
    n, *others = firsts
    return reference.conv_multiplications(n, in_channels, out_channels, *others)


@misconception("rows-cols-swapped", of="conv_multiplications")
def work_rows_cols_swapped(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    turned = (pair(size)[::-1] for size in (kernel_size, stride, padding))
    return reference.conv_multiplications(input_size, in_channels, out_channels, *turned)


@misconception("no-validation", of="conv_multiplications")
def work_not_validated(
    reference, input_size, in_channels, out_channels, kernel_size, stride=1, padding=0
):
    sides = zip(*map(pair, (input_size, kernel_size, stride, padding)), strict=True)
    positions = math.prod(places(*side) for side in sides)
    return positions * in_channels * out_channels * area(kernel_size)


# --- network_summary ----------------------------------------------------------------------------


@misconception("no-bias", of="network_summary")
def summary_no_bias(reference, input_shape, layers):
    reference.network_summary(input_shape, layers)  # raises what it has to
    return reference.network_summary(input_shape, [layer | {"bias": False} for layer in layers])


@misconception("bias-always-counted", of="network_summary")
def summary_bias_always(reference, input_shape, layers):
    reference.network_summary(input_shape, layers)  # raises what it has to
    return reference.network_summary(input_shape, [layer | {"bias": True} for layer in layers])


@misconception("pool-has-weights", of="network_summary")
def summary_pool_has_weights(reference, input_shape, layers):
    def params(layer, before, after, count):
        if layer["type"] != "maxpool":
            return count
        return before[1] * area(layer["kernel_size"])

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("weights-not-shared", of="network_summary")
def summary_weights_not_shared(reference, input_shape, layers):
    def params(layer, before, after, count):
        return count * math.prod(after[2:]) if layer["type"] == "conv" else count

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("fc-per-map", of="network_summary")
def summary_linear_per_map(reference, input_shape, layers):
    maps = 1

    def params(layer, before, after, count):
        nonlocal maps
        if layer["type"] == "flatten" and len(before) == 4:
            maps = before[1]
        if layer["type"] != "linear":
            return count
        # Each of the maps that were flattened has a linear layer of its own, bias included.
        own, maps = maps, 1
        return count + (own - 1) * (layer["out_features"] if layer.get("bias", True) else 0)

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("filter-is-2d", of="network_summary")
def summary_filter_is_2d(reference, input_shape, layers):
    def params(layer, before, after, count):
        if layer["type"] != "conv":
            return count
        return reference.conv_params(1, after[1], layer["kernel_size"], layer.get("bias", True))

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("layers-see-the-input", of="network_summary")
def summary_channels_of_the_input(reference, input_shape, layers):
    def params(layer, before, after, count):
        if layer["type"] != "conv":
            return count
        sizes = (input_shape[1], after[1], layer["kernel_size"])
        return reference.conv_params(*sizes, layer.get("bias", True))

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("params-per-image", of="network_summary")
def summary_per_image(reference, input_shape, layers):
    def params(layer, before, after, count):
        return count * before[0]

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("bn-stats-trainable", of="network_summary")
def summary_stats_trainable(reference, input_shape, layers):
    def params(layer, before, after, count):
        return 2 * count if layer["type"] == "batchnorm" else count

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("bn-per-pixel", of="network_summary")
def summary_batchnorm_per_pixel(reference, input_shape, layers):
    def params(layer, before, after, count):
        return count * math.prod(before[2:]) if layer["type"] == "batchnorm" else count

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("bn-counts-channels-only", of="network_summary")
def summary_batchnorm_of_last_channels(reference, input_shape, layers):
    channels = input_shape[1] if len(input_shape) == 4 else None

    def params(layer, before, after, count):
        nonlocal channels
        if len(before) == 4:
            channels = before[1]
        return 2 * channels if layer["type"] == "batchnorm" else count

    return recount(reference.network_summary(input_shape, layers), input_shape, layers, params)


@misconception("running-total-for-params", of="network_summary")
def summary_running_total(reference, input_shape, layers):
    summary = reference.network_summary(input_shape, layers)
    totals = itertools.accumulate(row["params"] for row in summary["rows"])
    rows = zip(summary["rows"], totals, strict=True)
    return summary | {"rows": [row | {"params": total} for row, total in rows]}


@misconception("only-learners-have-rows", of="network_summary")
def summary_of_learners(reference, input_shape, layers):
    summary = reference.network_summary(input_shape, layers)
    return summary | {"rows": [row for row in summary["rows"] if row["params"]]}


@misconception("pool-stride-one", of="network_summary")
def summary_pool_stride_one(reference, input_shape, layers):
    return reference.network_summary(input_shape, [{"stride": 1} | layer for layer in layers])


@misconception("padding-ignored", of="network_summary")
def summary_padding_ignored(reference, input_shape, layers):
    return reference.network_summary(input_shape, [ly | {"padding": 0} for ly in layers])


@misconception("flatten-merges-batch", of="network_summary")
def summary_flatten_merges_batch(reference, input_shape, layers):
    summary = reference.network_summary(input_shape, layers)
    rows = []
    for row in summary["rows"]:
        shape = row["output_shape"]
        merged = (1, math.prod(shape)) if row["type"] == "flatten" else shape
        rows.append(row | {"output_shape": merged})
    return summary | {"rows": rows}


@misconception("flatten-merges-batch", of="network_summary")
def summary_one_row_of_everything(reference, input_shape, layers):
    def after(layer, before, shape):
        merges = layer["type"] == "flatten" and len(before) == 4
        return (1, math.prod(before)) if merges else shape

    return layer_by_layer(reference, input_shape, layers, after)


@misconception("partial-window-counted", of="network_summary")
def summary_counts_partial_windows(reference, input_shape, layers):
    def after(layer, before, shape):
        if layer["type"] != "maxpool":
            return shape
        kernel_size = layer["kernel_size"]
        sizes = zip(
            before[2:], pair(kernel_size), pair(layer.get("stride", kernel_size)), strict=True
        )
        return *shape[:2], *(-(-(n - k) // s) + 1 for n, k, s in sizes)

    return layer_by_layer(reference, input_shape, layers, after)


@misconception("pair-first-entry-only", of="network_summary")
def summary_first_entry_only(reference, input_shape, layers):
    sizes = ("kernel_size", "stride", "padding")
    square = [
        layer | {key: pair(layer[key])[0] for key in sizes if key in layer} for layer in layers
    ]
    return reference.network_summary(input_shape, square)


@misconception("linear-flattens-itself", of="network_summary")
def summary_linear_flattens(reference, input_shape, layers):
    whole = []
    for layer in layers:
        if layer.get("type") == "linear":
            whole.append({"type": "flatten"})
        whole.append(layer)
    summary = reference.network_summary(input_shape, whole)
    added = {i - 1 for i, layer in enumerate(whole) if layer.get("type") == "linear"}
    return summary | {"rows": [row for i, row in enumerate(summary["rows"]) if i not in added]}


@misconception("input-modified", of="network_summary")
def summary_fills_in_bias(reference, input_shape, layers):
    summary = reference.network_summary(input_shape, layers)
    for layer in layers:
        layer.setdefault("bias", True)
    return summary


@misconception("no-validation", of="network_summary")
def summary_not_validated(reference, input_shape, layers):
    try:
        return reference.network_summary(input_shape, layers)
    except ValueError:
        # Layers that it cannot make sense of are passed over, as an `else: pass` would do.
        rows = [
            {"type": layer.get("type"), "output_shape": tuple(input_shape), "params": 0}
            for layer in layers
        ]
        return {"rows": rows, "total_params": 0}
