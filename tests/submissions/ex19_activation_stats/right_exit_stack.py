"""RemovableHandle is a context manager itself: a stack of them does the tidying up."""

import contextlib
import statistics

import torch


class ActivationStats(contextlib.ExitStack):
    """Watches modules while a block runs."""

    def __init__(self, modules):
        super().__init__()
        self.modules = tuple(modules)
        self.stats = tuple([] for _ in self.modules)

    def __enter__(self):
        super().__enter__()
        for module, passes in zip(self.modules, self.stats, strict=True):
            self.enter_context(module.register_forward_hook(recorder(passes)))
        return self


def recorder(passes):
    @torch.no_grad()
    def hook(_module, _args, output):
        flat = output.reshape(-1)
        mean = flat.mean()
        edges = torch.arange(41, dtype=flat.dtype) / 4
        bins = torch.bucketize(flat.abs().contiguous(), edges, right=True) - 1
        bins[flat.abs() == 10] = 39
        passes.append(
            {
                "mean": mean,
                "std": ((flat - mean) ** 2).mean().sqrt(),
                "near_zero": (flat <= 0.05).sum() / flat.numel(),
                "histogram": torch.bincount(bins[bins < 40], minlength=40),
            }
        )

    return hook


def dead_fraction(stats):
    return [statistics.fmean(float(entry["near_zero"]) for entry in passes) for passes in stats]
