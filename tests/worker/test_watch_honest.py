"""Nothing is found in honest code, whatever its names, or in what another exercise forbids."""

import re
import textwrap

import pytest

from support.watched import DROPOUTS, NORMS, PRELUDE, watched

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
