"""Hooks as methods with an index, and numpy for the numbers."""

import functools

import numpy as np


class ActivationStats:
    """Watches modules while a block runs."""

    def __init__(self, modules):
        self.modules = modules
        self.stats = []
        for _ in modules:
            self.stats.append([])
        self.handles = []

    def record(self, index, _module, _args, output):
        values = output.detach().cpu().numpy().astype(np.float64).ravel()
        sizes = np.abs(values)
        counts = np.zeros(40)
        for size in sizes[sizes <= 10]:
            counts[min(int(size / 0.25), 39)] += 1
        entry = {"mean": values.mean(), "std": values.std()}
        entry["near_zero"] = np.count_nonzero(values <= 0.05) / values.size
        entry["histogram"] = counts
        self.stats[index].append(entry)

    def __enter__(self):
        for index, module in enumerate(self.modules):
            hook = functools.partial(self.record, index)
            self.handles.append(module.register_forward_hook(hook))
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()
        self.handles.clear()


def dead_fraction(stats):
    shares = [np.array([float(one["near_zero"]) for one in passes]) for passes in stats]
    return [float(one.mean()) for one in shares]
