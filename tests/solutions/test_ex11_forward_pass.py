"""The reference of ex11 against PyTorch."""

import importlib.util
import types
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex11_forward_pass")
DTYPES = [np.uint8, np.int8, np.int16, np.int64, np.float32, np.float64]
STAGES = ["conv1", "conv2", "pool", "logits", "probabilities"]


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def random_params(rng):
    shapes = {
        "conv1_weight": (2, 1, 3, 3),
        "conv1_bias": (2,),
        "conv2_weight": (2, 2, 3, 3),
        "conv2_bias": (2,),
        "dense_weight": (10, 288),
        "dense_bias": (10,),
    }
    return {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}


def pytorchs(image, params):
    """Return what PyTorch makes of the image, stage by stage, in float64."""
    own = {name: torch.tensor(value, dtype=torch.float64) for name, value in params.items()}
    x = torch.tensor(np.array(image, dtype=np.float64))[None, None]
    conv1 = torch.relu(torch.nn.functional.conv2d(x, own["conv1_weight"], own["conv1_bias"]))
    conv2 = torch.relu(torch.nn.functional.conv2d(conv1, own["conv2_weight"], own["conv2_bias"]))
    pool = torch.nn.functional.max_pool2d(conv2, 2)
    logits = torch.nn.functional.linear(pool.flatten(1), own["dense_weight"], own["dense_bias"])
    stages = [conv1, conv2, pool, logits, torch.softmax(logits, 1)]
    return {name: stage[0].numpy() for name, stage in zip(STAGES, stages, strict=True)}


@pytest.mark.parametrize("size", [0, 1, 255])
@pytest.mark.parametrize("seed", range(5))
def test_every_stage_is_pytorchs(seed, size):
    rng = np.random.default_rng(seed)
    image, params = rng.uniform(-size, size, (28, 28)), random_params(rng)
    result, due = REFERENCE.cnn_forward(image, params), pytorchs(image, params)
    assert list(result) == STAGES
    for name in STAGES:
        # At most 288 float64 products of about 1e5: only the order of adding differs.
        np.testing.assert_allclose(result[name], due[name], rtol=1e-9, atol=1e-8, err_msg=name)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_taken_without_overflow(rng, dtype):
    image = rng.integers(0, 128, (28, 28)).astype(dtype)
    params = {name: value.astype(dtype) for name, value in random_params(rng).items()}
    params["conv1_weight"] = rng.integers(0, 128, (2, 1, 3, 3)).astype(dtype)
    result, due = REFERENCE.cnn_forward(image, params), pytorchs(image, params)
    for name in STAGES:
        np.testing.assert_allclose(result[name], due[name], rtol=1e-4, atol=1e-8, err_msg=name)


def test_views_give_what_their_copies_give_and_nothing_is_modified(rng):
    image, params = rng.uniform(0, 255, (56, 30)), random_params(rng)
    before = {name: value.copy() for name, value in params.items()}
    view = image[::2, 29:1:-1]
    backwards = {name: np.asfortranarray(value) for name, value in params.items()}
    whole, due = image.copy(), REFERENCE.cnn_forward(view.copy(), params)
    for name, value in REFERENCE.cnn_forward(view, backwards).items():
        np.testing.assert_allclose(value, due[name], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(image, whole)
    assert params.keys() == before.keys()
    for name, value in params.items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize("height", [1000, -1000, 1e6])
def test_large_scores_give_finite_probabilities_without_a_warning(rng, height):
    params = random_params(rng)
    params["dense_bias"] = height * np.array([1.0, -1, 1, 0, 0, 0, 0, 0, 0, 0])
    image = rng.uniform(0, 1, (28, 28))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = REFERENCE.cnn_forward(image, params)
        _, probability = REFERENCE.classify(image, params)
    due = pytorchs(image, params)["probabilities"]
    # Scores of a million have a spacing of 1e-10.
    np.testing.assert_allclose(result["probabilities"], due, atol=1e-8)
    assert 0 < probability <= 1


def test_classify_gives_the_most_probable_digit_and_its_probability(rng):
    seen = set()
    for favourite in [*range(10), *range(10)]:
        params, image = random_params(rng), rng.uniform(-1, 1, (28, 28))
        params["dense_bias"][favourite] += 100
        due = pytorchs(image, params)["probabilities"]
        digit, probability = REFERENCE.classify(image, params)
        assert type(digit) is int
        assert type(probability) is float
        assert (digit, probability) == (due.argmax(), pytest.approx(due.max()))
        seen.add(digit)
    assert seen == set(range(10))


@pytest.mark.parametrize(
    "shape", [(28, 27), (27, 28), (32, 32), (784,), (1, 28, 28), (28, 28, 1), (14, 56), ()]
)
def test_images_of_other_shapes_are_refused_by_name(rng, shape):
    for function in (REFERENCE.cnn_forward, REFERENCE.classify):
        with pytest.raises(ValueError, match="image"):
            function(np.zeros(shape), random_params(rng))


# --- the probe ------------------------------------------------------------------------------------

# As in a submission: classify finds cnn_forward in the module that they share.
RESTING = """
def cnn_forward(image, params):
    raise NotImplementedError

def classify(image, params):
    probabilities = cnn_forward(image, params)["probabilities"]
    return int(probabilities.argmax()), float(probabilities.max())
"""


def load_probe():
    path = Path(__file__).parents[2] / "solutions" / "ex11_forward_pass" / "probes.py"
    spec = importlib.util.spec_from_file_location("probes_of_ex11", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.classify_by_right_results


def test_right_results_stand_in_for_the_students_own_and_only_for_the_while(rng):
    student = types.ModuleType("submission")
    exec(RESTING, student.__dict__)  # noqa: S102
    own = student.cnn_forward
    image, params = rng.uniform(-1, 1, (28, 28)), random_params(rng)
    right = REFERENCE.cnn_forward(image, params)

    assert load_probe()(student, right, image, params) == REFERENCE.classify(image, params)
    assert student.cnn_forward is own


def test_another_image_than_the_one_at_hand_is_left_to_the_students_own_function(rng):
    student = types.ModuleType("submission")
    exec(RESTING.replace("(image, params)[", "(image / 255, params)["), student.__dict__)  # noqa: S102
    image, params = rng.uniform(-1, 1, (28, 28)), random_params(rng)
    right = REFERENCE.cnn_forward(image, params)

    with pytest.raises(NotImplementedError):
        load_probe()(student, right, image, params)
