# cnnquiz-instructor: never for students
"""What is believed about scores and probabilities, in executable form."""

import contextlib
import warnings

import numpy as np

from cnnquiz.judge.author import misconception


@contextlib.contextmanager
def unheard():
    """Keep numpy's warnings off the screen, but leave them errors where a probe made them so."""
    with warnings.catch_warnings():
        # Appended: whatever the probe has put in front still goes first.
        warnings.simplefilter("ignore", append=True)
        yield


# --- sigmoid ------------------------------------------------------------------------------------


@misconception("exp-never-overflows", of="sigmoid")
def sigmoid_by_the_book(reference, x):
    # Right in the end, since 1 / (1 + inf) is 0, but not without a warning.
    with unheard():
        return 1 / (1 + np.exp(-x.astype(np.float64)))


@misconception("infinity-cancels", of="sigmoid")
def sigmoid_with_growing_powers(reference, x):
    with unheard():
        powers = np.exp(x.astype(np.float64))
        return powers / (1 + powers)


@misconception("where-skips-a-branch", of="sigmoid")
def sigmoid_both_branches(reference, x):
    wide = x.astype(np.float64)
    with unheard():
        # Both are computed in full before one of them is chosen, the wrong one as well.
        falling, rising = np.exp(-wide), np.exp(wide)
        return np.where(x >= 0, 1 / (1 + falling), rising / (1 + rising))


@misconception("softmax-is-sigmoid", of="sigmoid")
def sigmoid_is_softmax(reference, x):
    return reference.softmax(x.reshape(-1)).reshape(x.shape)


@misconception("sigmoid-sign-lost", of="sigmoid")
def sigmoid_mirrored(reference, x):
    return 1 - reference.sigmoid(x)


@misconception("sigmoid-is-tanh", of="sigmoid")
def sigmoid_tanh(reference, x):
    return np.tanh(x.astype(np.float64))


@misconception("sigmoid-is-a-step", of="sigmoid")
def sigmoid_step(reference, x):
    return (x >= 0) * 1.0


@misconception("sigmoid-cuts-off", of="sigmoid")
def sigmoid_cut_off(reference, x):
    return np.clip(x, 0.0, 1.0)


@misconception("output-dtype-of-input", of="sigmoid")
def sigmoid_dtype_of_input(reference, x):
    return reference.sigmoid(x).astype(x.dtype)


@misconception("input-modified", of="sigmoid")
def sigmoid_in_place(reference, x):
    result = reference.sigmoid(x)
    if x.dtype.kind == "f":
        np.negative(x, out=x)
    return result


# --- softmax ------------------------------------------------------------------------------------


@misconception("infinity-cancels", of="softmax")
def softmax_by_the_book(reference, logits, axis=-1):
    with unheard():
        powers = np.exp(logits.astype(np.float64))
        return powers / powers.sum(axis=axis, keepdims=True)


@misconception("softmax-is-sigmoid", of="softmax")
def softmax_is_sigmoid(reference, logits, axis=-1):
    return reference.sigmoid(logits)


@misconception("softmax-always-sharpens", of="softmax")
def softmax_twice(reference, logits, axis=-1):
    return reference.softmax(reference.softmax(logits, axis), axis)


@misconception("tie-is-half", of="softmax")
def softmax_tie_is_half(reference, logits, axis=-1):
    top = logits == logits.max(axis=axis, keepdims=True)
    tied = top.sum(axis=axis, keepdims=True) > 1
    return np.where(top & tied, 0.5, reference.softmax(logits, axis))


@misconception("winner-takes-all", of="softmax")
def softmax_one_hot(reference, logits, axis=-1):
    top = logits == logits.max(axis=axis, keepdims=True)
    first = np.cumsum(top, axis=axis) == 1
    return (top & first) * 1.0


@misconception("shares-without-powers", of="softmax")
def softmax_plain_shares(reference, logits, axis=-1):
    with unheard():
        return logits / logits.sum(axis=axis, keepdims=True)


@misconception("softmax-needs-no-axis", of="softmax")
def softmax_of_everything(reference, logits, axis=-1):
    return reference.softmax(logits.reshape(-1)).reshape(logits.shape)


@misconception("softmax-over-last-axis-only", of="softmax")
def softmax_last_axis(reference, logits, axis=-1):
    return reference.softmax(logits)


@misconception("softmax-over-the-batch", of="softmax")
def softmax_first_axis(reference, logits, axis=-1):
    return reference.softmax(logits, 0 if axis == -1 else axis)


@misconception("input-modified", of="softmax")
def softmax_in_place(reference, logits, axis=-1):
    shares = reference.softmax(logits, axis)
    logits -= logits.max(axis=axis, keepdims=True)
    return shares


# --- cross_entropy ------------------------------------------------------------------------------


@misconception("log-undoes-lost-powers", of="cross_entropy")
def loss_in_two_steps(reference, logits, labels):
    reference.cross_entropy(logits, labels)  # raises what it has to
    right = reference.softmax(logits)[np.arange(len(labels)), labels]
    with unheard():
        return float(np.mean(-np.log(right)))


@misconception("loss-is-a-sum", of="cross_entropy")
def loss_added_up(reference, logits, labels):
    return reference.cross_entropy(logits, labels) * len(labels)


@misconception("loss-of-every-class", of="cross_entropy")
def loss_mean_over_classes(reference, logits, labels):
    return reference.cross_entropy(logits, labels) / logits.shape[1]


@misconception("loss-without-minus", of="cross_entropy")
def loss_negative(reference, logits, labels):
    return -reference.cross_entropy(logits, labels)


@misconception("loss-is-probability-missed", of="cross_entropy")
def loss_missed(reference, logits, labels):
    reference.cross_entropy(logits, labels)  # raises what it has to
    right = reference.softmax(logits)[np.arange(len(labels)), labels]
    return float(np.mean(1 - right))


@misconception("loss-wants-probabilities", of="cross_entropy")
def loss_of_probabilities(reference, logits, labels):
    return reference.cross_entropy(reference.softmax(logits), labels)


@misconception("loss-counts-bits", of="cross_entropy")
def loss_in_bits(reference, logits, labels):
    return reference.cross_entropy(logits, labels) / float(np.log(2))


@misconception("labels-start-at-one", of="cross_entropy")
def loss_labels_from_one(reference, logits, labels):
    return reference.cross_entropy(logits, labels.astype(np.int64) - 1)


@misconception("negative-labels-count-back", of="cross_entropy")
def loss_labels_from_behind(reference, logits, labels):
    classes = logits.shape[1]
    behind = (labels < 0) & (labels >= -classes)
    return reference.cross_entropy(logits, np.where(behind, labels + classes, labels))


@misconception("no-validation", of="cross_entropy")
def loss_not_validated(reference, logits, labels):
    # Images and labels beyond the shorter of the two are left out, as `zip` does.
    count = min(len(logits), len(labels))
    inside = labels[:count].astype(np.int64) % logits.shape[1]
    return reference.cross_entropy(logits[:count], inside)


# --- predict_single -----------------------------------------------------------------------------


@misconception("labels-start-at-one", of="predict_single")
def single_from_one(reference, logits):
    return reference.predict_single(logits) + 1


@misconception("last-of-a-tie", of="predict_single")
def single_last_of_a_tie(reference, logits):
    return logits.shape[1] - 1 - reference.predict_single(logits[:, ::-1])


@misconception("prediction-is-probability", of="predict_single")
def single_probability(reference, logits):
    return reference.softmax(logits).max(axis=1)


@misconception("prediction-over-the-batch", of="predict_single")
def single_over_the_batch(reference, logits):
    return reference.predict_single(logits.T)


@misconception("prediction-of-the-whole-batch", of="predict_single")
def single_of_the_whole_batch(reference, logits):
    return int(logits.argmax())


@misconception("sigmoid-keeps-every-order", of="predict_single")
def single_by_sigmoid(reference, logits):
    return reference.predict_single(reference.sigmoid(logits))


# --- predict_multi ------------------------------------------------------------------------------


@misconception("softmax-for-multilabel", of="predict_multi")
def multi_by_softmax(reference, logits, threshold=0.5):
    return reference.softmax(logits) >= threshold


@misconception("threshold-on-logits", of="predict_multi")
def multi_of_logits(reference, logits, threshold=0.5):
    return logits >= threshold


@misconception("threshold-has-to-be-exceeded", of="predict_multi")
def multi_above(reference, logits, threshold=0.5):
    return reference.sigmoid(logits) > threshold


@misconception("threshold-is-one-half", of="predict_multi")
def multi_one_half(reference, logits, threshold=0.5):
    return reference.predict_multi(logits)


@misconception("winner-takes-all", of="predict_multi")
def multi_one_class(reference, logits, threshold=0.5):
    return np.arange(logits.shape[1]) == reference.predict_single(logits)[:, np.newaxis]


@misconception("prediction-is-probability", of="predict_multi")
def multi_probabilities(reference, logits, threshold=0.5):
    return reference.sigmoid(logits)


@misconception("bools-are-numbers", of="predict_multi")
def multi_numbers(reference, logits, threshold=0.5):
    return reference.predict_multi(logits, threshold).astype(np.int64)
