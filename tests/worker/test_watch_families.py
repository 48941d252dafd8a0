"""Every layer, function and kernel of the families that exercises put off limits is found.

The patterns are those of the exercises.
"""

import fnmatch
import json
import re
import subprocess
import sys

import pytest

from support.watched import DROPOUTS, NORMS, of_expressions, patterns

NORM_LAYERS = [
    "nn.BatchNorm1d(3)(rows())",
    "nn.BatchNorm2d(3)(maps())",
    "nn.BatchNorm3d(3)(volume())",
    "nn.SyncBatchNorm(3).eval()(maps())",  # in training mode it refuses a CPU
    "nn.LazyBatchNorm1d()(rows())",
    "nn.LazyBatchNorm2d()(maps())",
    "nn.LazyBatchNorm3d()(volume())",
    "nn.InstanceNorm1d(3)(maps()[0])",
    "nn.InstanceNorm2d(3)(maps())",
    "nn.InstanceNorm3d(3)(volume())",
    "nn.LazyInstanceNorm1d()(maps().flatten(2))",
    "nn.LazyInstanceNorm2d()(maps())",
    "nn.LazyInstanceNorm3d()(volume())",
    "nn.GroupNorm(3, 3)(maps())",
    "nn.LayerNorm(4)(maps())",
    "nn.RMSNorm(4)(maps())",
    "nn.BatchNorm2d(3).eval()(maps())",
    "nn.BatchNorm2d(3, affine=False, track_running_stats=False)(maps())",
    "pair()(maps())",
    "nn.TransformerEncoderLayer(4, 1, 4, batch_first=True)(maps()[0])",
    "torch.func.functional_call(nn.BatchNorm2d(3), {}, maps())",
]
DROPOUT_LAYERS = [
    "nn.Dropout(0.5)(rows())",
    "nn.Dropout1d(0.5)(rows())",
    "nn.Dropout2d(0.5)(maps())",
    "nn.Dropout3d(0.5)(volume())",
    "nn.AlphaDropout(0.5)(rows())",
    "nn.FeatureAlphaDropout(0.5)(maps())",
    "nn.Dropout(0.5, inplace=True)(rows())",
    "nn.Dropout(0.0)(rows())",
    "nn.Dropout(0.5).eval()(rows())",
    "torch.vmap(nn.Dropout(0.5), randomness='different')(rows())",
]
NORM_FUNCTIONS = [
    "F.batch_norm(maps(), zeros(), ones())",
    "F.batch_norm(maps(), None, None, training=True)",
    "F.instance_norm(maps())",
    "F.group_norm(maps(), 3)",
    "F.layer_norm(maps(), (4,))",
    "F.rms_norm(maps(), (4,))",
    "torch.batch_norm(maps(), None, None, None, None, True, 0.1, 1e-5, False)",
    "torch.instance_norm(maps(), None, None, None, None, True, 0.1, 1e-5, False)",
    "torch.group_norm(maps(), 3)",
    "torch.layer_norm(maps(), (4,))",
    "torch.rms_norm(maps(), (4,))",
    "torch.native_batch_norm(maps(), None, None, None, None, True, 0.1, 1e-5)",
    "torch.native_group_norm(maps(), None, None, 2, 3, 16, 3, 1e-5)",
    "torch.native_layer_norm(maps(), (4,), None, None, 1e-5)",
    "torch._fused_rms_norm(maps(), (4,), None, 1e-5)",
    # What runs without overrides, as code for tensors of other kinds does, is still a kernel.
    "without_overrides(torch.layer_norm, maps(), (4,))",
    "without_overrides(torch.group_norm, maps(), 3)",
    "without_overrides(torch.batch_norm, maps(), *[None] * 4, True, 0.1, 1e-5, False)",
    "torch._native_batch_norm_legit(maps(), None, None, True, 0.1, 1e-5)",
    "torch._native_batch_norm_legit_no_training(maps(), None, None, zeros(), ones(), 0.1, 1e-5)",
    "torch._batch_norm_impl_index(maps(), None, None, None, None, True, 0.1, 1e-5, False)",
    "torch.batch_norm_update_stats(maps(), zeros(), ones(), 0.1)",
    "torch.batch_norm_stats(maps(), 1e-5)",  # not on a CPU, but found
    "torch.batch_norm_elemt(maps(), None, None, zeros(), ones(), 1e-5)",  # likewise
    "torch.ops.aten.batch_norm(maps(), None, None, None, None, True, 0.1, 1e-5, False)",
    "torch.ops.aten.native_batch_norm.default(maps(), None, None, None, None, True, 0.1, 1e-5)",
    "torch.ops.aten._batch_norm_with_update(maps(), None, None, zeros(), ones(), 0.1, 1e-5)",
    "torch.ops.aten._batch_norm_no_update(maps(), None, None, zeros(), ones(), 0.1, 1e-5)",
    "torch.ops.aten.instance_norm.default(maps(), None, None, None, None, True, 0.1, 1e-5, False)",
    "torch.ops.aten.group_norm.default(maps(), 3)",
    "torch.ops.aten.native_layer_norm(maps(), (4,), None, None, 1e-5)",
    "torch.ops.aten.layer_norm(maps(), (4,))",
    "torch.ops.aten.rms_norm(maps(), (4,))",
    "torch._refs.nn.functional.layer_norm(maps(), (4,))",
    "torch._refs.nn.functional.group_norm(maps(), 3)",
    "torch._refs.native_layer_norm(maps(), (4,), None, None, 1e-5)",
    "torch._decomp.decompositions.native_batch_norm(maps(), *[None] * 4, True, 0.1, 1e-5)",
    "importlib.import_module('torch.utils.mkldnn').MkldnnBatchNorm(bn())(maps())",
]
FUSIONS = [
    "nn.utils.fusion.fuse_conv_bn_eval(conv(), bn())",
    "nn.utils.fuse_conv_bn_eval(conv(), bn())",
    "nn.utils.fusion.fuse_conv_bn_weights(weight(), None, zeros(), ones(), 1e-5, None, None)",
    "nn.utils.fuse_conv_bn_weights(weight(), None, zeros(), ones(), 1e-5, None, None)",
    "nn.utils.fuse_linear_bn_weights(weight(), None, zeros(), ones(), 1e-5, ones(), ones())",
    "nn.utils.fusion.fuse_linear_bn_eval(nn.Linear(3, 3).eval(), nn.BatchNorm1d(3).eval())",
    "importlib.import_module('torch.nn.utils.fusion').fuse_conv_bn_eval(conv(), bn())",
    "importlib.import_module('torch.fx.experimental.optimization').fuse(pair())",
    "torch.ao.quantization.fuse_modules(pair(), ['0', '1'])",
]
DROPOUT_FUNCTIONS = [
    "F.dropout(rows())",
    "F.dropout(rows(), 0.5, inplace=True)",
    "F.dropout(rows(), 0.5, training=False)",
    "F.dropout1d(rows())",
    "F.dropout2d(maps())",
    "F.dropout3d(volume())",
    "F.alpha_dropout(rows(), training=True)",
    "F.feature_alpha_dropout(maps(), training=True)",
    "torch.dropout(rows(), 0.5, True)",
    "torch.dropout_(rows(), 0.5, True)",
    "torch.native_dropout(rows(), 0.5, True)",
    "torch.feature_dropout(maps(), 0.5, True)",
    "torch.feature_dropout_(maps(), 0.5, True)",
    "torch.alpha_dropout(rows(), 0.5, True)",
    "torch.alpha_dropout_(rows(), 0.5, True)",
    "torch.feature_alpha_dropout(maps(), 0.5, True)",
    "torch.feature_alpha_dropout_(maps(), 0.5, True)",
    "torch._VF.dropout(rows(), 0.5, True)",
    "torch._fused_dropout(rows(), 0.5)",  # not on a CPU, but found
    "torch.ops.aten.dropout(rows(), 0.5, True)",
    "torch.ops.aten.dropout.default(rows(), 0.5, True)",
    "torch.ops.aten.dropout_(rows(), 0.5, True)",
    "torch.ops.aten.native_dropout(rows(), 0.5, True)",
    "torch.ops.aten.native_dropout.default(rows(), 0.5, True)",
    "torch.ops.aten.feature_dropout(maps(), 0.5, True)",
    "torch.ops.aten.alpha_dropout.default(rows(), 0.5, True)",
    "torch.ops.aten.feature_alpha_dropout(maps(), 0.5, True)",
    "torch._refs.nn.functional.dropout(rows(), 0.5)",
    "torch._refs.nn.functional.alpha_dropout(rows(), 0.5, True)",
    "torch._decomp.decompositions.native_dropout(rows(), 0.5, True)",
]
FAMILIES = {
    "norm": (NORMS, NORM_LAYERS + NORM_FUNCTIONS + FUSIONS),
    "dropout": (DROPOUTS, DROPOUT_LAYERS + DROPOUT_FUNCTIONS),
}


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_is_found_where_it_runs(family):
    slug, expressions = FAMILIES[family]

    found = of_expressions(slug, expressions)

    assert [text for text, (_, used) in found.items() if not used] == []
    stopped = {outcome for outcome, _ in found.values()}
    assert stopped == {"OffLimitsError"}


NAMES = """
import json
import torch
from torch import nn
from torch.nn import functional

kernels = [name.partition("::")[2] for name in torch._C._dispatch_get_all_op_names()]
fusions = [name for name in dir(nn.utils.fusion) if name.startswith("fuse_")]
functions = [*kernels, *dir(torch), *dir(functional), *fusions]
names = {
    "layers": [name for name in dir(nn) if isinstance(getattr(nn, name), type)],
    "functions": sorted({name.partition(".")[0] for name in functions}),
}
print(json.dumps(names))
"""


@pytest.fixture(scope="module")
def names():
    """What this version of torch has: its layers, and its functions and kernels."""
    ran = subprocess.run([sys.executable, "-c", NAMES], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


# Not of the families that the exercises name: these normalize across channels at one pixel.
OTHER_LAYERS = {"LocalResponseNorm", "CrossMapLRN2d"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "cases"), [("Norm", NORM_LAYERS), ("Dropout", DROPOUT_LAYERS)], ids=["norm", "dropout"]
)
def test_no_layer_of_torch_has_been_forgotten_here(names, word, cases):
    layers = {name for name in names["layers"] if word in name} - OTHER_LAYERS
    tried = {name for case in cases for name in re.findall(r"nn\.(\w+)\(", case)}

    assert len(layers) > 5
    assert layers - tried == set()


# Neither of the families: lengths of vectors, Gaussian draws, and what serves other purposes.
OTHER_FUNCTIONS = re.compile(
    r"normal|renorm|norm_except_dim|local_response_norm|_fill_mem_eff|_init_dropout_state"
    r"|^(linalg_|native_)?norm$|(weight|vector|matrix|frobenius|nuclear|_foreach)_norm"
)


@pytest.mark.slow
def test_every_function_and_kernel_of_the_families_fits_a_pattern(names):
    functions = {name for name in names["functions"] if re.search("norm|dropout|^fuse_", name)}
    family = {name for name in functions if not OTHER_FUNCTIONS.search(name)}
    both = (*patterns(NORMS), *patterns(DROPOUTS))

    assert {"native_batch_norm", "rms_norm", "feature_dropout", "fuse_conv_bn_eval"} <= family
    fitting = {name for name in family for one in both if fnmatch.fnmatchcase(f"torch.{name}", one)}
    assert family - fitting == set()
