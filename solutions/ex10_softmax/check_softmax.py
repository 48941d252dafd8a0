# cnnquiz-instructor: never for students
"""Hidden checks of ex10.

Large logits are multiples of 1/4, which float32 holds exactly; the others lie between -4 and 4.

A prediction may be made with the student's own `sigmoid` or `softmax`. Where that function is wrong
on the logits at hand, right values stand in for it, so that its mistakes cost no prediction.
"""

import numpy as np

from cnnquiz.judge.author import points
from cnnquiz.judge.rule import Rule
from cnnquiz.wire.outcome import Returned


def scores(rng, *shape):
    return rng.uniform(-4, 4, shape)


def quarters(rng, *shape):
    return rng.integers(-16, 17, shape) / 4


def labels_for(rng, logits):
    """Return a label for each row, with the first and the last class among them."""
    images, classes = logits.shape
    labels = rng.integers(0, classes, images)
    labels[0], labels[-1] = classes - 1, 0
    return labels


def far_out(rng):
    """Return rows of logits that are large, small, far from each other, and all alike."""
    near_top, near_bottom = 1000 - np.abs(quarters(rng, 5)), np.abs(quarters(rng, 5)) - 1000
    mixed = rng.permutation([1000, -1000, 0, 999.5, -999.5])
    return np.stack([near_top, near_bottom, mixed, quarters(rng, 5), np.full(5, -1000.0)])


def predicts(agree, student, reference, name, *args, **kwargs):
    """Compare a prediction that may rest upon a function with checks of its own."""
    own = {"predict_single": "softmax", "predict_multi": "sigmoid"}[name]
    logits = kwargs["logits"] if "logits" in kwargs else args[0]
    right = getattr(reference, own)(logits)
    if Rule().alike(student.call(own, (logits,), {}), Returned(right)):
        agree(name, *args, **kwargs)
    else:
        agree.probe(f"{name}_by_{own}", right, *args, **kwargs)


# --- sigmoid ------------------------------------------------------------------------------------


@points(0.75)
def check_sigmoid_of_every_entry(agree, rng):
    """Every entry gives 1 / (1 + exp(-x)), in an array of any shape."""
    for shape in [(11,), (3, 4), (2, 1, 3, 2), (1, 1)]:
        agree("sigmoid", scores(rng, *shape))
    agree("sigmoid", x=np.array([-9.0, -1.0, -0.0, 0.0, 1.0, 9.0]))
    agree("sigmoid", np.array(draw_sign(rng) * 1.5))


def draw_sign(rng):
    return int(rng.choice([-1, 1]))


@points(0.5)
def check_sigmoid_of_every_dtype_and_layout(agree, rng):
    """Integers, float32, slices and transposes of arrays have sigmoids too."""
    agree("sigmoid", rng.integers(-6, 7, (3, 5)))
    agree("sigmoid", rng.integers(-6, 7, (2, 4)).astype(np.int32))
    agree("sigmoid", scores(rng, 4, 3).astype(np.float32))
    agree("sigmoid", scores(rng, 6, 8)[::2, ::-1])
    agree("sigmoid", scores(rng, 2, 3, 4).transpose(2, 0, 1))


@points(0.25)
def check_sigmoid_far_out(agree, rng):
    """Entries around 1000 and -1000 give 1 and 0, not NaN."""
    agree("sigmoid", far_out(rng))
    agree("sigmoid", np.array([1000, -1000, 800, -800, 40, -40]))
    agree("sigmoid", np.array([1000, -1000, 100, -100], dtype=np.float32))


@points(0.5, functions=("sigmoid",))
def check_sigmoid_is_silent(agree, rng):
    """Entries of up to 1000, with either sign, pass without a warning."""
    agree.probe("silent_sigmoid", scores(rng, 3, 4))
    agree.probe("silent_sigmoid", np.array([1000.0, 990.0]))
    agree.probe("silent_sigmoid", far_out(rng))
    agree.probe("silent_sigmoid", np.array([-1000, 0, 1000]))
    agree.probe("silent_sigmoid", np.array([[-1000, 1000, -100]], dtype=np.float32))


# --- softmax ------------------------------------------------------------------------------------


@points(0.75)
def check_shares_of_each_row(agree, rng):
    """Each row is turned into probabilities by itself: powers of e, divided by their sum."""
    for shape in [(3, 5), (1, 10), (4, 4), (6, 2)]:
        agree("softmax", scores(rng, *shape))
    agree("softmax", scores(rng, 7))
    agree("softmax", logits=scores(rng, 2, 3, 4))
    agree("softmax", scores(rng, 3, 1))


@points(0.75)
def check_shares_along_any_axis(agree, rng):
    """The results add up to 1 along the axis that is given, counted from either end."""
    agree("softmax", scores(rng, 3, 5), axis=0)
    agree("softmax", scores(rng, 4, 4), 0)
    agree("softmax", scores(rng, 3, 5), 1)
    agree("softmax", scores(rng, 3, 5), axis=-2)
    agree("softmax", scores(rng, 6), axis=0)
    for axis in (0, 1, 2, 3, -3):
        agree("softmax", scores(rng, 2, 3, 4, 2), axis=axis)


@points(0.25)
def check_shares_of_a_tie(agree, rng):
    """Classes that tie have equal shares, whatever the others leave them."""
    top = float(rng.integers(2, 5))
    agree("softmax", rng.permutation([top, top, 0.0, -1.0, top]))
    agree("softmax", np.stack([rng.permutation([top, top, top - 1]), np.full(3, top)]))
    agree("softmax", np.zeros((2, 8)))


@points(0.25)
def check_shares_of_every_dtype_and_layout(agree, rng):
    """Integers, float32, slices and transposes of arrays have shares too."""
    agree("softmax", rng.integers(-4, 5, (3, 5)))
    agree("softmax", rng.integers(-4, 5, (2, 4)).astype(np.int32), axis=0)
    agree("softmax", scores(rng, 4, 3).astype(np.float32))
    agree("softmax", scores(rng, 6, 8)[::2, ::-1])
    agree("softmax", scores(rng, 2, 3, 4).transpose(2, 0, 1), axis=1)


@points(0.5)
def check_shares_far_out(agree, rng):
    """Logits around 1000 and -1000 have finite, right shares, also side by side in one batch."""
    logits = far_out(rng)
    agree("softmax", logits)
    agree("softmax", logits.T, axis=0)
    agree("softmax", np.array([1000, 1000, 999]))
    agree("softmax", logits.astype(np.float32))


@points(0.5, functions=("softmax",))
def check_softmax_is_silent(agree, rng):
    """Logits of up to 1000, with either sign, pass without a warning."""
    agree.probe("silent_softmax", scores(rng, 3, 4))
    logits = far_out(rng)
    for row in logits:
        agree.probe("silent_softmax", row)
    agree.probe("silent_softmax", logits)
    agree.probe("silent_softmax", logits, axis=0)
    agree.probe("silent_softmax", np.array([[1000, -1000], [-1000, -1000]]))
    agree.probe("silent_softmax", np.array([1000, 0, -1000], dtype=np.float32))


# --- cross_entropy ------------------------------------------------------------------------------


@points(1)
def check_mean_loss(agree, rng):
    """The loss is the mean over the images of -log(probability of the right class)."""
    for images, classes in [(4, 3), (5, 10), (3, 3), (8, 2)]:
        logits = scores(rng, images, classes)
        agree("cross_entropy", logits, labels_for(rng, logits))
    agree("cross_entropy", logits=scores(rng, 1, 6), labels=rng.integers(0, 6, 1))
    agree("cross_entropy", np.zeros((3, 10)), rng.integers(0, 10, 3))
    agree("cross_entropy", scores(rng, 2, 1), np.array([0, 0]))


@points(0.5)
def check_loss_far_out(agree, rng):
    """The loss stays right and finite for logits around 1000 and -1000."""
    agree("cross_entropy", np.array([[1000.0, 0.0, -1000.0]]), np.array([2]))
    agree("cross_entropy", np.array([[1000.0, -1000.0]]), np.array([1]))
    agree("cross_entropy", np.array([[1000.0, -1000.0], [0.0, 1000.0]]), np.array([0, 1]))
    logits = far_out(rng)
    agree("cross_entropy", logits, labels_for(rng, logits))
    agree("cross_entropy", np.array([[-1000, -1000, -1001]]), np.array([2]))
    agree("cross_entropy", np.array([[60.0, 0.0, -60.0]]), np.array([2]))


@points(0.25)
def check_loss_of_every_dtype_and_layout(agree, rng):
    """Labels of any integer dtype, integer and float32 logits, and views of arrays will do."""
    for dtype in ("int64", "int32", "uint8", "int8"):
        logits = scores(rng, 5, 4)
        agree("cross_entropy", logits, labels_for(rng, logits).astype(dtype))
    logits = rng.integers(-4, 5, (6, 3))
    agree("cross_entropy", logits, labels_for(rng, logits))
    agree("cross_entropy", logits.astype(np.float32), labels_for(rng, logits))
    logits = scores(rng, 4, 6)[::-1, ::2]
    agree("cross_entropy", logits, np.repeat(labels_for(rng, logits), 2)[::2])
    agree("cross_entropy", scores(rng, 3, 5).T, rng.integers(0, 3, 5))


@points(0.5)
def check_labels_without_a_class_are_errors(agree, rng):
    """A label below 0 or above the last class is a ValueError."""
    logits = scores(rng, 3, 4)
    for labels in ([0, 4, 1], [1, 2, 99], [-1, 0, 0], [3, 3, -4], [-5, 1, 1]):
        agree.raises(ValueError, "cross_entropy", logits, np.array(labels))
    agree.raises(ValueError, "cross_entropy", scores(rng, 1, 2), np.array([2], dtype=np.uint8))
    agree.raises(ValueError, "cross_entropy", scores(rng, 6, 3), np.array([0, 1, 2, 3, 0, 1]))


@points(0.25)
def check_other_numbers_of_labels_are_errors(agree, rng):
    """More or fewer labels than rows of logits are a ValueError."""
    for images, count in [(3, 2), (3, 4), (3, 1), (1, 3), (4, 8)]:
        labels = rng.integers(0, 5, count)
        agree.raises(ValueError, "cross_entropy", scores(rng, images, 5), labels)


# --- predict_single -----------------------------------------------------------------------------


@points(0.75, functions=("predict_single",))
def check_most_likely_class(agree, student, reference, rng):
    """Each image has the class whose logit is the largest, from 0 to K - 1."""

    def single(logits):
        predicts(agree, student, reference, "predict_single", logits)

    for images, classes in [(6, 4), (3, 10), (5, 5), (8, 2)]:
        ranks = rng.permuted(np.tile(np.arange(classes), (images, 1)), axis=1)
        single(ranks / 2 - 1)
    ranks = rng.permuted(np.tile(np.arange(4), (5, 1)), axis=1)
    single(ranks * 10.0 + 30)
    single(-1.0 - ranks)
    single(ranks - 2)
    single((ranks / 4).astype(np.float32)[:, ::-1])
    single(scores(rng, 1, 7))
    single(scores(rng, 3, 1))
    single(1 + ranks / 2**14)  # shares that differ in the fifth digit
    single(ranks * 100.0 + 700)
    single(ranks * 100.0 - 1000)
    predicts(agree, student, reference, "predict_single", logits=scores(rng, 2, 3))


@points(0.5, functions=("predict_single",))
def check_first_of_a_tie(agree, student, reference, rng):
    """Of several classes with the largest logit, the first is taken."""

    def single(logits):
        predicts(agree, student, reference, "predict_single", logits)

    single(np.zeros((2, 3)))
    single(np.array([[1.0, 3.0, 3.0, 2.0], [5.0, 5.0, 5.0, 5.0]]))
    single(rng.integers(0, 3, (9, 6)))
    single(rng.integers(-3, 0, (5, 8)).astype(np.float64))


# --- predict_multi ------------------------------------------------------------------------------


@points(0.75, functions=("predict_multi",))
def check_classes_above_one_half(agree, student, reference, rng):
    """Every class decides for itself; with a probability of exactly one half it is present."""

    def multi(logits):
        predicts(agree, student, reference, "predict_multi", logits)

    multi(np.array([[0.0, 0.25, -0.25, 0.45], [2.0, 1.0, 1.0, -8.0]]))
    for images, classes in [(4, 3), (1, 6), (3, 3), (2, 1)]:
        multi(rng.integers(-8, 9, (images, classes)) / 2)
    multi(np.array([[3.0, 2.0, 4.0], [-3.0, -2.0, -4.0], [0.0, 0.5, -0.5]]))
    multi(rng.integers(-3, 4, (3, 4)))
    multi(quarters(rng, 4, 6).astype(np.float32)[::2, ::-1])
    multi(np.array([[1000.0, -1000.0, 800.0]]))


@points(0.5, functions=("predict_multi",))
def check_another_threshold(agree, student, reference, rng):
    """The threshold is a probability, and other ones than one half can be asked for."""
    # No sigmoid of a multiple of 1/2 comes near one of these.
    for threshold in (0.05, 0.2, 0.3, 0.7, 0.9, 0.96):
        logits = rng.integers(-8, 9, (3, 5)) / 2
        predicts(agree, student, reference, "predict_multi", logits, threshold)
    logits = np.arange(-8, 9)[np.newaxis] / 2
    predicts(agree, student, reference, "predict_multi", logits=logits, threshold=0.8)
