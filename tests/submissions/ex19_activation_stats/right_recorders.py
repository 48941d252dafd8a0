"""One recorder for each module, plain Python numbers, and stats as a property."""

import math


class Recorder:
    """Notes what one module puts out."""

    def __init__(self, rows):
        self.rows = rows

    def __call__(self, _module, _inputs, output):
        values = output.detach().reshape(-1).tolist()
        n = len(values)
        mean = math.fsum(values) / n
        histogram = [0] * 40
        for v in values:
            a = abs(v)
            if a <= 10:
                histogram[min(int(a / 0.25), 39)] += 1
        self.rows.append(
            {
                "histogram": tuple(histogram),
                "near_zero": sum(1 for v in output.detach().reshape(-1) if v <= 0.05) / n,
                "std": math.sqrt(math.fsum((v - mean) ** 2 for v in values) / n),
                "mean": mean,
            }
        )


class ActivationStats:
    """Watches modules, each with a recorder."""

    def __init__(self, modules):
        self.recorders = [Recorder([]) for _ in modules]
        self.modules = list(modules)
        self.hooks = []

    @property
    def stats(self):
        return [r.rows for r in self.recorders]

    def __enter__(self):
        for m, r in zip(self.modules, self.recorders, strict=True):
            self.hooks.append(m.register_forward_hook(r))
        return self

    def __exit__(self, error_type, error, trace):
        for h in self.hooks:
            h.remove()
        self.hooks.clear()


def dead_fraction(stats):
    out = []
    for s in stats:
        m = 0.0
        for k, e in enumerate(s, start=1):
            m += (float(e["near_zero"]) - m) / k
        out.append(m)
    return out
