# cnnquiz-instructor: never for students
"""Hidden checks of ex11: every stage by itself, then the whole network.

A stage is held against what the student's own stage before it gave, so that a mistake costs the
points of its stage and not those of all that follow. Weights are scaled so that scores stay below
about 20: then float32 arithmetic gives probabilities that are right to four digits.
"""

import numpy as np

from cnnquiz.judge.author import points
from cnnquiz.judge.rule import Rule
from cnnquiz.wire.outcome import Returned

DIGITS = 10


def fractions(rng, *shape):
    return rng.uniform(-1, 1, shape)


def random_params(rng, pixel=1.0):
    """Return random parameters that suit images with pixels of about the size `pixel`."""
    return {
        "conv1_weight": fractions(rng, 2, 1, 3, 3) / pixel,
        "conv1_bias": fractions(rng, 2) / 2,
        "conv2_weight": fractions(rng, 2, 2, 3, 3) / 2,
        "conv2_bias": rng.uniform(0.1, 0.6, 2),
        "dense_weight": fractions(rng, DIGITS, 288) / 8,
        "dense_bias": fractions(rng, DIGITS) * 2,
    }


def whole_params(rng):
    """Return parameters whose scores are multiples of 1/64, exact in float32 for whole pixels."""
    return {
        "conv1_weight": rng.integers(-1, 2, (2, 1, 3, 3)),
        "conv1_bias": rng.integers(0, 3, 2),
        "conv2_weight": rng.integers(-1, 2, (2, 2, 3, 3)),
        "conv2_bias": rng.integers(1, 4, 2),
        "dense_weight": rng.integers(-1, 2, (DIGITS, 288)) / 64,
        "dense_bias": rng.integers(-4, 5, DIGITS) / 2,
    }


def float32(params):
    return {name: value.astype(np.float32) for name, value in params.items()}


def stroke(rng, brightest=1.0):
    """Return an image that is black but for a slanted bar, as a written one might be."""
    rows, cols = np.mgrid[:28, :28]
    middle = rng.uniform(10, 18) + rng.uniform(-0.6, 0.6) * (rows - 14)
    ink = np.clip(2.5 - np.abs(cols - middle), 0, 1) * (rows > 4) * (rows < 23)
    return brightest * ink


# --- what a stage makes of the student's own stage before it --------------------------------------


def after_second_layer(conv1, params):
    windows = np.lib.stride_tricks.sliding_window_view(conv1, (3, 3), axis=(1, 2))
    sums = np.einsum("chwij,fcij->fhw", windows, params["conv2_weight"])
    return np.maximum(sums + params["conv2_bias"][:, None, None], 0)


def after_pooling(conv2):
    corners = [conv2[:, row::2, col::2] for row in (0, 1) for col in (0, 1)]
    return np.max(corners, axis=0)


def after_softmax(logits):
    powers = np.exp(logits - np.max(logits))
    return powers / np.sum(powers)


def beyond(description, stage, expected):
    """Return a measure: by how much a result's stage is off from what its own stages give."""

    def measure(result):
        numbers = {name: np.asarray(value, dtype=np.float64) for name, value in result.items()}
        with np.errstate(all="ignore"):
            return {description: numbers[stage] - expected(numbers)}

    return measure


# --- cnn_forward ----------------------------------------------------------------------------------


@points(1)
def check_first_layer(agree, rng):
    """conv1 holds two maps: each filter at every position, its bias, then the ReLU."""
    first = agree.by(lambda result: {"conv1, two filters, biases and the ReLU": result["conv1"]})
    params = random_params(rng)
    # Positive, so that even an image that has been lost leaves something to tell beliefs apart.
    params["conv1_bias"] = rng.uniform(0.1, 0.5, 2)
    first("cnn_forward", fractions(rng, 28, 28), params)
    for _ in range(2):
        first("cnn_forward", fractions(rng, 28, 28), random_params(rng))
    first("cnn_forward", image=stroke(rng), params=random_params(rng))


@points(1)
def check_second_layer(agree, rng):
    """conv2 is made of conv1: a filter adds up both maps, then come its bias and the ReLU."""
    for image in (fractions(rng, 28, 28), rng.uniform(0, 1, (28, 28)), stroke(rng)):
        params = random_params(rng)
        measure = beyond(
            "conv2, made of your conv1",
            "conv2",
            lambda result, params=params: after_second_layer(result["conv1"], params),
        )
        agree.by(measure)("cnn_forward", image, params)


@points(0.75)
def check_pooling(agree, rng):
    """Pooling keeps the largest number of each 2x2 window; the windows lie side by side."""
    measure = beyond(
        "pool, made of your conv2", "pool", lambda result: after_pooling(result["conv2"])
    )
    for image in (fractions(rng, 28, 28), stroke(rng), fractions(rng, 28, 28)):
        agree.by(measure)("cnn_forward", image, random_params(rng))


@points(1)
def check_dense_layer(agree, rng):
    """Every score is a weighted sum of all of pool, in (C, H, W) order, plus its bias."""
    for image in (fractions(rng, 28, 28), rng.uniform(0, 1, (28, 28)), fractions(rng, 28, 28)):
        params = random_params(rng)
        measure = beyond(
            "logits, made of your pool",
            "logits",
            lambda result, params=params: (
                params["dense_weight"] @ result["pool"].ravel() + params["dense_bias"]
            ),
        )
        agree.by(measure)("cnn_forward", image, params)


@points(0.75)
def check_probabilities(agree, rng):
    """The probabilities are the softmax of the scores: positive, and 1 in all."""
    measure = beyond(
        "probabilities, made of your logits",
        "probabilities",
        lambda result: after_softmax(result["logits"]),
    )
    for image in (fractions(rng, 28, 28), stroke(rng), np.zeros((28, 28))):
        agree.by(measure)("cnn_forward", image, random_params(rng))


@points(0.75)
def check_scores_in_the_thousands(agree, rng):
    """Scores of plus or minus a thousand, or more, give finite and right probabilities."""
    measure = beyond(
        "probabilities, made of your logits",
        "probabilities",
        lambda result: after_softmax(result["logits"]),
    )
    for height in (1000, -1000, 20000):
        params = whole_params(rng)
        # Even maps, and so scores that lie close together, and are exact in float32.
        params["conv2_weight"] = np.zeros((2, 2, 3, 3))
        params["dense_bias"] = height + rng.integers(-8, 9, DIGITS) / 4
        agree.by(measure)("cnn_forward", rng.integers(0, 4, (28, 28)), params)
    spread = random_params(rng)
    spread["dense_bias"] = rng.permutation([1000.0, -1000.0] + [0.0] * 8)
    agree.by(measure)("cnn_forward", stroke(rng), spread)


@points(1)
def check_whole_network(agree, rng):
    """All five results are right, for one image after another."""
    for image in (fractions(rng, 28, 28), rng.uniform(0, 1, (28, 28)), stroke(rng)):
        agree("cnn_forward", image, random_params(rng))
    agree("cnn_forward", np.zeros((28, 28)), random_params(rng))
    agree("cnn_forward", rng.uniform(-1, -0.1, (28, 28)), random_params(rng))


@points(0.5)
def check_pixels_up_to_255(agree, rng):
    """Pixels are used as they are, from 0 to 255, whole or not."""
    params = random_params(rng, pixel=255)
    agree("cnn_forward", np.round(stroke(rng, 255)), params)
    agree("cnn_forward", stroke(rng, 255).astype(np.float32), float32(params))
    agree("cnn_forward", rng.integers(0, 256, (28, 28)).astype(np.uint8), params)


@points(0.5)
def check_numbers_of_every_kind(agree, rng):
    """Integer, float32 and non-contiguous images and parameters work too."""
    pixels = rng.integers(0, 4, (28, 28))
    for dtype in (np.uint8, np.int16, np.int64):
        agree("cnn_forward", pixels.astype(dtype), whole_params(rng))
    agree("cnn_forward", fractions(rng, 28, 28).astype(np.float32), float32(random_params(rng)))
    params = random_params(rng)
    params["conv1_weight"] = params["conv1_weight"][:, :, ::-1]
    params["conv2_weight"] = params["conv2_weight"].swapaxes(2, 3)
    params["dense_weight"] = np.asfortranarray(params["dense_weight"])
    agree("cnn_forward", fractions(rng, 56, 30)[::2, 1:29], params)
    agree("cnn_forward", fractions(rng, 28, 28).T, params)


@points(0.75)
def check_other_shapes_are_refused(agree, rng):
    """An image of any other shape than (28, 28) is a ValueError."""
    params = random_params(rng)
    for shape in [(32, 32), (27, 28), (28, 29), (14, 56), (20, 20)]:
        agree.raises(ValueError, "cnn_forward", fractions(rng, *shape), params)
    for shape in [(1, 28, 28), (28, 28, 1), (1, 1, 28, 28), (784,)]:
        agree.raises(ValueError, "cnn_forward", fractions(rng, *shape), params)


# --- classify -------------------------------------------------------------------------------------


def classifies(agree, student, reference, image, params):
    """Compare `classify`; right results stand in for those of a `cnn_forward` that is wrong."""
    right = reference.cnn_forward(image, params)
    if Rule().alike(student.call("cnn_forward", (image, params), {}), Returned(right)):
        agree("classify", image, params)
    else:
        agree.probe("classify_by_right_results", right, image, params)


def with_scores(rng, scores):
    """Return parameters of a network that has the same scores for every image."""
    return {
        **random_params(rng),
        "dense_weight": np.zeros((DIGITS, 288)),
        "dense_bias": np.asarray(scores, dtype=np.float64),
    }


@points(0.5, functions=("classify",))
def check_most_probable_digit(agree, student, reference, rng):
    """The answer is the digit with the highest probability, and that probability."""
    # All scores positive at first: the one farthest from zero is then the highest, too.
    params = random_params(rng)
    params["dense_bias"] += 20
    classifies(agree, student, reference, fractions(rng, 28, 28), params)
    for image in (fractions(rng, 28, 28), rng.uniform(0, 1, (28, 28)), stroke(rng)):
        classifies(agree, student, reference, image, random_params(rng))
    narrow = stroke(rng).astype(np.float32)
    classifies(agree, student, reference, narrow, float32(random_params(rng)))
    pixels = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    classifies(agree, student, reference, pixels, random_params(rng, 255))


@points(0.75, functions=("classify",))
def check_every_digit_can_win(agree, student, reference, rng):
    """Each of the ten digits, 0 and 9 included, is the answer where its score is highest."""
    for digit in range(DIGITS):
        scores = fractions(rng, DIGITS) * 2
        scores[digit] += 5
        scores -= 20 * (digit % 2)  # now and then all of them are negative, as scores may be
        classifies(agree, student, reference, stroke(rng), with_scores(rng, scores))


@points(0.75, functions=("classify",))
def check_sure_and_unsure(agree, student, reference, rng):
    """A network may be all but certain, or hardly know; its probability says which."""
    leading = rng.permutation([2.0, 1.0] + [0.0] * 8)
    classifies(agree, student, reference, stroke(rng), with_scores(rng, leading))
    for lead in (0.25, 2.0, 1000.0):
        # One digit leads, and another is twice as far behind all the rest.
        scores = rng.permutation([lead, -2 * lead] + [0.0] * 8)
        classifies(agree, student, reference, stroke(rng), with_scores(rng, scores))
    close = np.append(np.zeros(DIGITS - 1), 0.02)
    classifies(agree, student, reference, stroke(rng), with_scores(rng, close))
