# cnnquiz-instructor: never for students
"""Wrong versions of ex11's functions, by the belief that leads to them."""

import numpy as np

from cnnquiz.judge.author import misconception


def sums(maps, weight, bias):
    """Return a layer's sums of products with its biases, before the ReLU."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, weight.shape[2:], axis=(1, 2))
    return np.einsum("chwij,fcij->fhw", windows, weight) + bias[:, None, None]


def layer(maps, weight, bias):
    return np.maximum(sums(maps, weight, bias), 0)


def largest(conv2):
    return conv2.reshape(2, 12, 2, 12, 2).max(axis=(2, 4))


def dense(pool, weight, bias):
    return weight @ pool.ravel() + bias


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def network(
    reference,
    image,
    params,
    *,
    first=layer,
    second=layer,
    pooling=largest,
    scores=dense,
    shares=softmax,
):
    """Return the forward pass with some of its stages replaced."""
    reference.cnn_forward(image, params)  # raises what it has to
    own = {}
    own["conv1"] = first(image[None] * 1.0, params["conv1_weight"], params["conv1_bias"])
    own["conv2"] = second(own["conv1"], params["conv2_weight"], params["conv2_bias"])
    own["pool"] = pooling(own["conv2"])
    own["logits"] = scores(own["pool"], params["dense_weight"], params["dense_bias"])
    own["probabilities"] = shares(own["logits"])
    return own


# --- cnn_forward: the convolutions ----------------------------------------------------------------


@misconception("kernel-flipped", of="cnn_forward")
def forward_kernel_flipped(reference, image, params):
    def flipped(maps, weight, bias):
        return layer(maps, weight[:, :, ::-1, ::-1], bias)

    return network(reference, image, params, first=flipped, second=flipped)


@misconception("bias-ignored", of="cnn_forward")
def forward_bias_ignored(reference, image, params):
    def without(maps, weight, bias):
        return layer(maps, weight, 0 * bias)

    return network(reference, image, params, first=without, second=without)


@misconception("bias-after-relu", of="cnn_forward")
def forward_bias_after_relu(reference, image, params):
    def late(maps, weight, bias):
        return layer(maps, weight, 0 * bias) + bias[:, None, None]

    return network(reference, image, params, first=late, second=late)


@misconception("activation-before-relu", of="cnn_forward")
def forward_activation_before_relu(reference, image, params):
    # The network is right; what it hands out as its activations is not what went on.
    result = reference.cnn_forward(image, params)
    conv1 = sums(image[None] * 1.0, params["conv1_weight"], params["conv1_bias"])
    conv2 = sums(np.maximum(conv1, 0), params["conv2_weight"], params["conv2_bias"])
    return {**result, "conv1": conv1, "conv2": conv2}


@misconception("activation-before-relu", of="cnn_forward")
def forward_first_before_relu(reference, image, params):
    result = reference.cnn_forward(image, params)
    conv1 = sums(image[None] * 1.0, params["conv1_weight"], params["conv1_bias"])
    return {**result, "conv1": conv1}


@misconception("activation-before-relu", of="cnn_forward")
def forward_second_before_relu(reference, image, params):
    result = reference.cnn_forward(image, params)
    conv2 = sums(result["conv1"], params["conv2_weight"], params["conv2_bias"])
    return {**result, "conv2": conv2}


@misconception("depth-alone-adds-power", of="cnn_forward")
def forward_depth_alone(reference, image, params):
    return network(reference, image, params, first=sums)


@misconception("relu-between-layers-only", of="cnn_forward")
def forward_relu_between_only(reference, image, params):
    return network(reference, image, params, second=sums)


@misconception("filter-is-2d", of="cnn_forward")
def forward_filter_is_2d(reference, image, params):
    def one_slice(maps, weight, bias):
        return layer(maps, np.repeat(weight[:, :1], 2, axis=1), bias)

    return network(reference, image, params, second=one_slice)


@misconception("filter-sees-its-own-map", of="cnn_forward")
def forward_filter_sees_its_own_map(reference, image, params):
    def one_by_one(maps, weight, bias):
        return layer(maps, weight * np.eye(2)[:, :, None, None], bias)

    return network(reference, image, params, second=one_by_one)


@misconception("weight-in-out-swapped", of="cnn_forward")
def forward_weight_in_out_swapped(reference, image, params):
    def swapped(maps, weight, bias):
        return layer(maps, weight.swapaxes(0, 1), bias)

    return network(reference, image, params, second=swapped)


@misconception("layers-see-the-input", of="cnn_forward")
def forward_layers_see_the_input(reference, image, params):
    def on_image(maps, weight, bias):
        # The inner pixels, on both of the slices: the only way to make the sizes fit.
        pixels = np.repeat(image[None, 1:-1, 1:-1] * 1.0, 2, axis=0)
        return layer(pixels, weight, bias)

    return network(reference, image, params, second=on_image)


@misconception("output-dtype-of-input", of="cnn_forward")
def forward_output_dtype_of_input(reference, image, params):
    def kept(maps, weight, bias):
        answers = layer(maps, weight, bias)
        # By way of int64, because a cast of large floats to uint8 depends on the machine.
        return answers.astype(np.int64).astype(image.dtype) if image.dtype.kind in "iu" else answers

    return network(reference, image, params, first=kept)


@misconception("network-scales-pixels", of="cnn_forward")
def forward_network_scales_pixels(reference, image, params):
    return reference.cnn_forward(image / 255.0, params)


# --- cnn_forward: what follows --------------------------------------------------------------------


@misconception("pool-kinds-mixed-up", of="cnn_forward")
def forward_pool_kinds_mixed_up(reference, image, params):
    def average(conv2):
        return conv2.reshape(2, 12, 2, 12, 2).mean(axis=(2, 4))

    return network(reference, image, params, pooling=average)


@misconception("pool-skips-pixels", of="cnn_forward")
def forward_pool_skips_pixels(reference, image, params):
    return network(reference, image, params, pooling=lambda conv2: conv2[:, ::2, ::2])


@misconception("flatten-channels-last", of="cnn_forward")
def forward_flatten_channels_last(reference, image, params):
    def mixed(pool, weight, bias):
        return dense(np.moveaxis(pool, 0, -1), weight, bias)

    return network(reference, image, params, scores=mixed)


@misconception("fc-per-map", of="cnn_forward")
def forward_fc_per_map(reference, image, params):
    def per_map(pool, weight, bias):
        halves = np.split(weight, 2, axis=1)
        return dense(pool[0], halves[0], bias) + dense(pool[1], halves[1], bias)

    return network(reference, image, params, scores=per_map)


@misconception("relu-after-every-layer", of="cnn_forward")
def forward_relu_after_every_layer(reference, image, params):
    def clipped(pool, weight, bias):
        return np.maximum(dense(pool, weight, bias), 0)

    return network(reference, image, params, scores=clipped)


@misconception("softmax-is-sigmoid", of="cnn_forward")
def forward_softmax_is_sigmoid(reference, image, params):
    def sigmoid(logits):
        return 1 / (1 + np.exp(-np.clip(logits, -700, 700)))

    return network(reference, image, params, shares=sigmoid)


@misconception("infinity-cancels", of="cnn_forward")
def forward_infinity_cancels(reference, image, params):
    def overflowing(logits):
        with np.errstate(all="ignore"):
            return np.exp(logits) / np.exp(logits).sum()

    return network(reference, image, params, shares=overflowing)


@misconception("no-validation", of="cnn_forward")
def forward_no_validation(reference, image, params):
    return reference.cnn_forward(np.resize(image, (28, 28)), params)


@misconception("input-modified", of="cnn_forward")
def forward_input_modified(reference, image, params):
    result = reference.cnn_forward(image, params)
    params.update({name: result[name] for name in ("conv1", "conv2")})
    return result


# --- classify -------------------------------------------------------------------------------------


@misconception("labels-start-at-one", of="classify")
def classify_labels_start_at_one(reference, image, params):
    digit, probability = reference.classify(image, params)
    return digit + 1, probability


@misconception("logit-is-probability", of="classify")
def classify_logit_is_probability(reference, image, params):
    logits = reference.cnn_forward(image, params)["logits"]
    return int(np.argmax(logits)), float(np.max(logits))


@misconception("softmax-always-sharpens", of="classify")
def classify_softmax_twice(reference, image, params):
    shares = softmax(reference.cnn_forward(image, params)["probabilities"])
    return int(np.argmax(shares)), float(np.max(shares))


@misconception("winner-takes-all", of="classify")
def classify_winner_takes_all(reference, image, params):
    return reference.classify(image, params)[0], 1.0


@misconception("probability-before-digit", of="classify")
def classify_probability_first(reference, image, params):
    digit, probability = reference.classify(image, params)
    return probability, digit


@misconception("largest-activation-wins", of="classify")
def classify_largest_activation(reference, image, params):
    result = reference.cnn_forward(image, params)
    digit = int(np.argmax(np.abs(result["logits"])))
    return digit, float(result["probabilities"][digit])
