"""The reference of ex14 agrees with torch's functions and with published parameter counts."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from support import load_reference

reference = load_reference("ex14_vgg")

BLOCKS = [64, 128, 256, 512, 512]


def config_of(*counts):
    """Return the configuration with that many convolutions in each of the five blocks."""
    blocks = zip(BLOCKS, counts, strict=True)
    return [entry for filters, count in blocks for entry in (*[filters] * count, "M")]


def made_on_meta(*args, **kwargs):
    with torch.device("meta"):
        return reference.make_vgg(*args, **kwargs)


@pytest.mark.parametrize(
    ("counts", "due"),
    [
        ((1, 1, 2, 2, 2), 132_863_336),
        ((2, 2, 2, 2, 2), 133_047_848),
        ((2, 2, 3, 3, 3), 138_357_544),
        ((2, 2, 4, 4, 4), 143_667_240),
    ],
)
def test_the_family_has_the_parameters_that_were_published(counts, due):
    model = made_on_meta(config_of(*counts))
    assert sum(parameter.numel() for parameter in model.parameters()) == due
    assert all(parameter.is_meta for parameter in model.parameters())


def test_linear_layers_hold_nine_tenths_of_vgg16():
    shares = reference.parameter_share(made_on_meta(config_of(2, 2, 3, 3, 3)))
    assert shares == {
        "conv": pytest.approx(14_714_688 / 138_357_544),
        "linear": pytest.approx(123_642_856 / 138_357_544),
    }


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_torch_functions_in_a_row(seed):
    rng = np.random.default_rng([14, 1, seed])
    for _ in range(6):
        size = int(rng.integers(8, 20))
        entries = [*rng.permutation(["M", "M", *rng.integers(1, 6, size=3).tolist()])]
        config = [entry if entry == "M" else int(entry) for entry in entries]
        model = reference.make_vgg(config, 4, size, 6).eval()
        parameters = iter(model.parameters())
        x = start = torch.from_numpy(rng.normal(size=(2, 3, size, size)).astype("float32"))
        for entry in config:
            if entry == "M":
                x = functional.max_pool2d(x, 2)
            else:
                x = functional.conv2d(x, next(parameters), next(parameters), padding=1).relu()
        x = x.reshape(2, -1)
        for _ in range(2):
            x = functional.linear(x, next(parameters), next(parameters)).relu()
        x = functional.linear(x, next(parameters), next(parameters))
        assert next(parameters, None) is None
        torch.testing.assert_close(model(start), x)


def test_both_hidden_layers_drop_in_training_and_nothing_does_in_evaluation():
    model = reference.make_vgg([2], 3, 4, 5, 0.3)
    assert [layer.p for layer in model if isinstance(layer, nn.Dropout)] == [0.3, 0.3]
    x = torch.ones(4, 3, 4, 4)
    torch.testing.assert_close(model.eval()(x), model(x), rtol=0, atol=0)


@pytest.mark.parametrize("entry", ["m", "", None, 0, -1, 1.5])
def test_other_entries_are_refused_by_name(entry):
    with pytest.raises(ValueError, match="config"):
        reference.make_vgg([4, entry], 2, 8, 3)


def test_the_smallest_image_is_the_one_that_leaves_a_pixel():
    reference.make_vgg([1, "M", "M", "M"], 2, 8, 3)
    with pytest.raises(ValueError, match="image_size"):
        reference.make_vgg([1, "M", "M", "M"], 2, 7, 3)


def test_shares_count_all_depths_frozen_parameters_and_no_buffers():
    conv, linear = nn.Conv2d(2, 3, 3), nn.Linear(4, 5)  # 57 and 25 parameters
    conv.requires_grad_(requires_grad=False)
    model = nn.Sequential(nn.Sequential(nn.ModuleList([conv])), nn.BatchNorm2d(9), linear)
    shares = reference.parameter_share(model)
    assert shares == {"conv": pytest.approx(0.57), "linear": pytest.approx(0.25)}
    assert reference.parameter_share(conv) == {"conv": 1.0, "linear": 0.0}
