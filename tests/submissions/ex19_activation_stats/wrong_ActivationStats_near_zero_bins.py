# wrong: ActivationStats
"""Takes the first bin of the histogram for what is near zero."""

import torch


class ActivationStats:
    """Watches modules."""

    def __init__(self, modules):
        self.modules = modules
        self.stats = [[] for _ in modules]
        self.handles = []

    def _make_hook(self, i):
        def hook(_module, _inputs, output):
            a = output.detach()
            self.stats[i].append(
                {
                    "mean": a.mean().item(),
                    "std": a.std(unbiased=False).item(),
                    "near_zero": (torch.histc(a.abs(), 40, 0, 10)[0] / a.numel()).item(),
                    "histogram": torch.histc(a.abs(), bins=40, min=0, max=10).tolist(),
                }
            )

        return hook

    def __enter__(self):
        for i, module in enumerate(self.modules):
            self.handles.append(module.register_forward_hook(self._make_hook(i)))
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        for handle in self.handles:
            handle.remove()
        self.handles = []
        return False


def dead_fraction(stats):
    result = []
    for passes in stats:
        total = 0.0
        for entry in passes:
            total += float(entry["near_zero"])
        result.append(total / len(passes))
    return result
