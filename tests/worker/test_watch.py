"""What exercises put off limits inside torch is found where it runs, and nothing else is.

The patterns are those of the exercises. Watching patches torch, so every group of cases runs in a
process of its own, in which a worker has loaded one submission with a function for each case.
"""

import fnmatch
import json
import re
import subprocess
import sys
import textwrap

import pytest

from cnnquiz.course.load import load_exercise
from support import CHECKOUT

NORMS, DROPOUTS = "ex15_batchnorm", "ex16_regularization"
PRELUDE = """
import functools, importlib, threading
from concurrent.futures import ThreadPoolExecutor
import numpy as np
import torch, torch.nn as nn, torch.nn.functional as F
from torch import nn as layers

def maps():
    return torch.arange(96.0).reshape(2, 3, 4, 4)

def rows():
    return torch.arange(12.0).reshape(4, 3)

def volume():
    return torch.arange(96.0).reshape(2, 3, 2, 2, 4)

def weight():
    return torch.ones(3, 3, 1, 1)

def conv():
    return nn.Conv2d(3, 3, 1).eval()

def bn():
    return nn.BatchNorm2d(3).eval()

def pair():
    return nn.Sequential(conv(), bn())

def without_overrides(function, *args):
    with torch._C.DisableTorchFunction():
        return function(*args)

def coin():
    return torch.Generator().manual_seed(1)

def zeros():
    return torch.zeros(3)

def ones():
    return torch.ones(3)
"""
DRIVER = """
import json, sys, warnings
warnings.simplefilter("ignore")  # what torch says of its own old parts is not looked at here
import torch
from cnnquiz.wire.outcome import from_plain
from cnnquiz.wire.values import decode
from cnnquiz.worker.serve import Worker

def asked(request):
    reply = decode(worker.answer(request))
    outcome = from_plain(reply["outcome"])
    return getattr(outcome, "type", type(outcome).__name__), reply["off_limits"]

order = json.load(sys.stdin)
worker = Worker()
load = {"do": "load", "module": "watched", "cells": [[None, order["source"]]], "probes": None}
found = {"": asked({**load, "off_limits": order["off_limits"]})}
for name in order["functions"]:
    found[name] = asked({"do": "call", "function": name, "args": (), "kwargs": {}})
json.dump(found, sys.stdout)
"""


def patterns(slug):
    """Return what an exercise puts off limits."""
    return load_exercise(CHECKOUT / "exercises", slug).off_limits


def watched(slug, source, functions):
    """Load a submission of an exercise, call its functions, and return what is said of each.

    Returns:
        By function, what became of it (the type of what it raised, or `Returned`) and the entries
        of the list that were used; of the loading itself, under an empty name.
    """
    order = {"off_limits": patterns(slug), "source": source, "functions": functions}
    command = [sys.executable, "-c", DRIVER]
    ran = subprocess.run(
        command, input=json.dumps(order), capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    # What a function printed stands before it.
    found = json.loads(ran.stdout[ran.stdout.index('{"":') :])
    assert found[""][0] == "Returned", found[""]
    return found


def of_expressions(slug, expressions):
    """Run expressions, each in a function of its own; return what is said of each."""
    names = {f"case_{number}": text for number, text in enumerate(expressions)}
    cases = [f"def {name}():\n    return {text}\n" for name, text in names.items()]
    found = watched(slug, "\n".join([PRELUDE, *cases]), list(names))
    return {text: found[name] for name, text in names.items()}


# --- every layer and function --------------------------------------------------------------------

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


# --- every way there -----------------------------------------------------------------------------

WAYS = """
from torch.nn import {layer} as Nothing
from torch.nn.functional import {function} as harmless
import torch.nn.functional as functional_under_another_name

ALIAS = F.{function}
LAYER = nn.{layer}({argument})
PARTIAL = functools.partial(F.{function}, {options})
TABLE = {{"step": F.{function}}}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = layers.Sequential(nn.Identity(), nn.{layer}({argument}))

    def forward(self, x):
        return self.inner(x)

class Mine(nn.{layer}):
    def forward(self, x):
        return super().forward(x) + 0

class Borrowed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return F.{function}(x, {options})

def way_alias():
    return ALIAS(maps(), {options})

def way_alias_of_an_import():
    return harmless(maps(), {options})

def way_alias_of_a_module():
    return functional_under_another_name.{function}(maps(), {options})

def way_alias_of_a_class():
    return Nothing({argument})(maps())

def way_getattr():
    return getattr(F, "{function}"[:3] + "{function}"[3:])(maps(), {options})

def way_table():
    return TABLE["step"](maps(), {options})

def way_partial():
    return PARTIAL(maps())

def way_importlib():
    return importlib.import_module("torch.nn.functional").{function}(maps(), {options})

def way_import_inside():
    from torch.nn.functional import {function} as quiet
    return quiet(maps(), {options})

def way_dunder_import():
    return __import__("torch").nn.functional.{function}(maps(), {options})

def way_layer_made_before():
    return LAYER(maps())

def way_module_of_its_own():
    return Net()(maps())

def way_subclass_of_the_layer():
    return Mine({argument})(maps())

def way_autograd_function():
    return Borrowed.apply(maps())

def way_lambda_in_map():
    return list(map(lambda x: F.{function}(x, {options}), [maps()]))[0]

def way_generator():
    return next(F.{function}(x, {options}) for x in [maps()])

def way_without_gradients():
    with torch.no_grad(), torch.inference_mode():
        return F.{function}(maps(), {options})

def way_swallowed():
    try:
        return F.{function}(maps(), {options})
    except Exception:
        return maps()

def way_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(Net()(maps())))
    thread.start()
    thread.join()
    return results

def way_timer():
    timer = threading.Timer(0.0, lambda: F.{function}(maps(), {options}))
    timer.start()
    timer.join()

def way_pool():
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(Net(), [maps(), maps()]))[0]

def way_thread_in_a_thread():
    outer = threading.Thread(target=way_thread)
    outer.start()
    outer.join()

def kernel(x):
    return {kernel}

def way_kernel():
    return kernel(maps())

def way_kernel_in_a_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(kernel(maps())))
    thread.start()
    thread.join()
    return results

def way_kernel_in_a_timer():
    timer = threading.Timer(0.0, kernel, [maps()])
    timer.start()
    timer.join()

def way_kernel_in_a_pool():
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(kernel, [maps(), maps()]))[0]

def way_kernel_in_a_thread_of_a_thread():
    outer = threading.Thread(target=way_kernel_in_a_thread)
    outer.start()
    outer.join()

def way_kernel_in_a_bare_thread():
    import _thread
    done = threading.Event()
    def run():
        try:
            kernel(maps())
        except ImportError:
            pass
        finally:
            done.set()
    _thread.start_new_thread(run, ())
    done.wait(20)

def way_symbolic_trace():
    return torch.fx.symbolic_trace(Net())(maps())
"""
FORMS = {
    "norm": (
        NORMS,
        {
            "layer": "InstanceNorm2d",
            "argument": "3",
            "function": "instance_norm",
            "kernel": "torch.instance_norm(x, None, None, None, None, True, 0.1, 1e-5, False)",
        },
        "",
    ),
    "dropout": (
        DROPOUTS,
        {
            "layer": "Dropout",
            "argument": "0.5",
            "function": "dropout",
            "kernel": "torch.dropout(x, 0.5, True)",
        },
        "p=0.5",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_way_there_is_found(form):
    slug, names, options = FORMS[form]
    source = WAYS.format(**names, options=options)
    ways = re.findall(r"def (way_\w+)", source)

    found = watched(slug, PRELUDE + source, ways)

    assert len(ways) > 20
    assert found.pop("")[1] == []
    entry = f"torch.*{names['function']}*"
    assert {way: used[:1] for way, (_, used) in found.items()} == {way: [entry] for way in ways}


# --- scripting -----------------------------------------------------------------------------------

SCRIPTED = """
@torch.jit.script
def script_decorator(x):
    return F.dropout(x, 0.5, True)

@torch.jit.script_if_tracing
def script_if_tracing(x):
    return F.dropout(x, 0.5, True)

@torch.compile
def compile_decorator(x):
    return x + 1

@torch.compile(fullgraph=True)
def compile_with_options(x):
    return x + 1

class Scripted(torch.jit.ScriptModule):
    @torch.jit.script_method
    def forward(self, x):
        return F.dropout(x, 0.5, True)

TRACED = torch.jit.trace(lambda x: F.dropout(x, 0.5, True), torch.ones(3))

def call_script_decorator():
    return script_decorator(rows())

def call_script_if_tracing():
    return script_if_tracing(rows())

def call_compile_decorator():
    return compile_decorator(rows())

def call_compile_with_options():
    return compile_with_options(rows())

def call_script_module():
    return Scripted()(rows())

def call_traced():
    return TRACED(rows())

def call_traced_module():
    return torch.jit.trace_module(nn.Dropout(), {"forward": rows()})(rows())

def call_scripted_module():
    return torch.jit.script(nn.Dropout()).eval()(rows())

def call_compilation_unit():
    return torch.jit.CompilationUnit("def f(x):\\n    return x").f(rows())

def call_nothing_scripted():
    return rows()
"""


@pytest.mark.slow
@pytest.mark.parametrize("slug", [NORMS, DROPOUTS])
def test_scripting_is_refused_where_its_result_is_called_and_costs_the_file_nothing(slug):
    names = re.findall(r"def (call_\w+)", SCRIPTED)

    found = watched(slug, PRELUDE + SCRIPTED, names)

    del found[""]  # what loading used costs nothing
    outcome, used = found.pop("call_nothing_scripted")
    assert (outcome, used) == ("Returned", [])
    due = {name: "torch.compile" if "compile_" in name else "torch.jit.*" for name in found}
    assert {name: used[0] for name, (_, used) in found.items() if used} == due
    assert {outcome for outcome, _ in found.values()} == {"OffLimitsError"}


# --- what is honest ------------------------------------------------------------------------------

HONEST = '''
"""Here dropout, batch_norm and torch.nn.BatchNorm2d are only spoken of: F.dropout(x)."""

nn_dropout = "F.dropout(x, 0.5)"  # nn.Dropout, torch.native_dropout

def dropout(x, p=0.5, generator=None):
    """Like torch.nn.functional.dropout."""
    keep = torch.rand(x.shape, generator=generator) >= p
    return x * keep / (1 - p)

def batch_norm(x):
    """Like torch.nn.functional.batch_norm."""
    mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
    return (x - mean) / torch.sqrt(var + 1e-5)

def fuse_conv_bn_weights(weight, scale):
    return weight * scale.reshape(-1, 1, 1, 1)

class Dropout(nn.Module):
    def forward(self, x):
        return dropout(x)

class BatchNorm2d(nn.Module):
    def forward(self, x):
        return batch_norm(x)

class LayerNormFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 2

def case_own_function():
    return dropout(maps(), 0.5, coin())

def case_own_norm():
    return batch_norm(maps())

def case_own_fusion():
    return fuse_conv_bn_weights(torch.ones(3, 2, 1, 1), torch.ones(3))

def case_own_modules():
    return nn.Sequential(Dropout(), BatchNorm2d(), nn.ReLU(), nn.Conv2d(3, 2, 1))(maps())

def case_own_autograd_function():
    x = maps().requires_grad_()
    LayerNormFunction.apply(x).sum().backward()
    return x.grad

def case_layer_that_is_made_and_not_run():
    return len(list(nn.BatchNorm2d(3).parameters())), repr(nn.Dropout(0.5))

def case_bernoulli():
    keep = torch.bernoulli(torch.full((2, 3), 0.5), generator=coin())
    return torch.empty(2, 3).bernoulli_(0.5, generator=coin()), keep

def case_draws():
    first = torch.rand(3, generator=coin()), torch.randint(0, 2, (3,), generator=coin())
    return *first, torch.randperm(3, generator=coin()), torch.randn(3, generator=coin())

def case_distributions():
    return torch.distributions.Bernoulli(0.5).sample((3,))

def case_masks():
    x = maps()
    x[x > 3] = 0
    return x.masked_fill(x > 1, 0), torch.where(x > 1, x, 0.0), x.clone().mul_(2), x.bool()

def case_statistics():
    x = maps()
    both = torch.var_mean(x, (0, 2, 3)), torch.std_mean(x, (0, 2, 3), correction=0)
    return *both, x.mean((0, 2, 3)), x.std(), x.sum(), x.pow(2).mean(), torch.rsqrt(x + 1)

def case_norms_of_vectors():
    x = rows()
    return x.norm(), x.norm(p=1), torch.linalg.vector_norm(x), F.normalize(x), x.renorm(2, 0, 1.0)

def case_losses():
    return F.l1_loss(rows(), rows()), F.mse_loss(rows(), rows()), F.conv2d(maps(), maps())

def case_gradients():
    x = maps().requires_grad_()
    (x.abs().sum() + x.pow(2).sum()).backward()
    return x.grad, torch.func.grad(lambda t: (t * t).sum())(maps())

def case_vmap():
    return torch.vmap(lambda t: t - t.mean())(rows())

def case_numpy():
    x = maps()
    array = x.numpy()
    return torch.from_numpy(array.var((0, 2, 3))), torch.as_tensor(np.asarray(x)), x.tolist()

def case_copies():
    import copy, pickle
    return copy.deepcopy(maps()), pickle.loads(pickle.dumps(maps())), maps().apply_(lambda v: -v)

def case_threads():
    results = []
    thread = threading.Thread(target=lambda: results.append(batch_norm(maps())))
    thread.start()
    thread.join()
    with ThreadPoolExecutor(2) as pool:
        return results + list(pool.map(dropout, [maps(), rows()]))

def case_printing():
    print(maps(), nn.BatchNorm2d(3))

def case_fixed_table():
    return {"batch_norm": 1, "dropout": 2}["dropout"]

if __name__ == "__main__":
    print(F.dropout(maps()), nn.BatchNorm2d(3)(maps()))
    torch.jit.script(dropout)(maps())
'''


@pytest.mark.slow
@pytest.mark.parametrize("slug", [NORMS, DROPOUTS])
def test_honest_code_is_let_alone(slug):
    names = re.findall(r"^def (case_\w+)", HONEST, re.MULTILINE)

    found = watched(slug, HONEST.replace("\n\nnn_dropout", f"\n{PRELUDE}\nnn_dropout"), names)

    assert len(names) > 15
    assert {name: used for name, (_, used) in found.items() if used} == {}
    failed = {name: outcome for name, (outcome, _) in found.items() if outcome != "Returned"}
    assert failed == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slug", "free", "forbidden"), [(NORMS, "drop", "norm"), (DROPOUTS, "norm", "drop")]
)
def test_what_one_exercise_puts_off_limits_another_may_use(slug, free, forbidden):
    source = PRELUDE + textwrap.dedent("""
        def norm():
            return nn.BatchNorm2d(3)(maps())

        def drop():
            return F.dropout(maps())
    """)

    found = watched(slug, source, [forbidden, free])  # in this order: one use stains no other call

    assert found[forbidden][0] == "OffLimitsError"
    assert found[free] == ["Returned", []]
