"""What is off limits inside torch is found whichever way it is reached; scripting is refused."""

import re

import pytest

from support.watched import DROPOUTS, NORMS, PRELUDE, watched

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
