"""The digits are those that were published, and the reference of ex20 learns to read them."""

import copy
import hashlib

import numpy as np
import pytest
import torch
from torch import nn

from support import CHECKOUT, load_reference

reference = load_reference("ex20_train_digits")
FOLDER = CHECKOUT / "exercises" / "ex20_train_digits"

# Of each digit in the test set, as UCI's description of the data counts them.
PUBLISHED = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.fixture(scope="module")
def data():
    with np.load(FOLDER / "digits.npz") as file:
        return file["images"], file["labels"]


@pytest.fixture(scope="module")
def split(data):
    """Return x and y for training, and x and y held back."""
    images, labels = data
    order = torch.from_numpy(np.random.default_rng(20).permutation(len(images)))
    x = torch.from_numpy(images.astype("float32") / 16).unsqueeze(1)[order]
    y = torch.from_numpy(labels.astype("int64"))[order]
    return x[:1297], y[:1297], x[1297:], y[1297:]


def test_the_digits_are_those_that_were_published(data):
    images, labels = data
    assert (images.shape, images.dtype, labels.dtype) == ((1797, 8, 8), np.uint8, np.uint8)
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == PUBLISHED
    sums = [hashlib.sha256(array.tobytes()).hexdigest() for array in data]
    assert sums == [
        "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
        "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
    ]


def test_the_data_s_source_and_licence_are_told_beside_it():
    note = (FOLDER / "digits.md").read_text(encoding="utf-8")
    for words in ("Alpaydin", "Kaynak", "UCI Machine Learning", "CC BY 4.0", "1,797"):
        assert words in note


def test_training_and_fine_tuning_reach_what_is_promised_with_a_margin(split):
    x, y, x_new, y_new = split
    model = reference.train_digits(x, y, 3)
    assert sum(parameter.numel() for parameter in model.parameters()) <= 30_000
    right = (model.eval()(x_new).argmax(1) == y_new).double().mean().item()
    assert right == reference.accuracy(model, x_new, y_new)
    assert right >= 0.97
    body = copy.deepcopy(model[:-1])
    before = copy.deepcopy(body.state_dict())
    tuned = reference.fine_tune_head(body, 10, x, y, 12, 4)
    assert reference.accuracy(tuned, x_new, y_new) >= 0.95
    assert all(torch.equal(body.state_dict()[name], value) for name, value in before.items())
    trainable = [parameter for parameter in tuned.parameters() if parameter.requires_grad]
    assert [tuple(parameter.shape) for parameter in trainable] == [(10, 256), (10,)]


def test_the_seed_decides_the_weights_whatever_was_drawn_before(split):
    x, y = split[0][:64], split[1][:64]
    states = []
    for number, seed in enumerate([5, 5, 6]):
        torch.manual_seed(number)
        states.append(
            nn.utils.parameters_to_vector(reference.train_digits(x, y, seed).parameters())
        )
    torch.testing.assert_close(states[0], states[1], rtol=0, atol=0)
    assert not torch.allclose(states[0], states[2], atol=1e-3)


def model_with_modes():
    return nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.5), nn.Linear(6, 3))


@pytest.mark.parametrize("training", [True, False])
def test_accuracy_is_a_count_of_right_answers_in_evaluation_mode(training):
    model = model_with_modes().train(training)
    x, y = torch.randn(37, 4), torch.randint(3, (37,))
    scores = copy.deepcopy(model).eval()(x).tolist()
    right = sum(row.index(max(row)) == label for row, label in zip(scores, y.tolist(), strict=True))
    assert reference.accuracy(model, x, y) == pytest.approx(right / 37)
    assert [part.training for part in model.modules()] == [training] * 5


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("batch_size", [1, 5, 7, 100])
def test_features_are_those_of_the_images_one_by_one(training, batch_size):
    body = model_with_modes().train(training)
    x = torch.randn(14, 4)
    alone = copy.deepcopy(body).eval()
    due = torch.cat([alone(image[None]) for image in x]).detach()
    features = reference.precompute_features(body, x, batch_size)
    torch.testing.assert_close(features, due)
    assert not features.requires_grad
    assert body.training == training


def test_fine_tuning_trains_a_head_for_classes_that_do_not_occur(split):
    x, y = split[0][:200], split[1][:200] % 2
    body = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(64))
    before = copy.deepcopy(body.state_dict())
    model = reference.fine_tune_head(body, 5, x, y, 40, 0)
    assert model.eval()(x).shape == (200, 5)
    assert reference.accuracy(model, x, y) > 0.8
    assert all(torch.equal(body.state_dict()[name], value) for name, value in before.items())
