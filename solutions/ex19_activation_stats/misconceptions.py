# cnnquiz-instructor: never for students
"""What is believed about hooks, context managers and statistics, in executable form."""

import torch

from cnnquiz.judge.author import misconception


class Watcher:
    """A right ActivationStats, in parts that wrong ones replace."""

    def __init__(self, modules):
        self.modules = list(modules)
        self.stats = [[] for _ in self.modules]
        self.handles = []

    def hook(self):
        """Register the hooks."""
        for index, module in enumerate(self.modules):

            def run(module, inputs, output, index=index):
                return self.note(index, inputs, output)

            self.handles.append(module.register_forward_hook(run))

    def note(self, index, _inputs, output):
        """Run at every call of a module."""
        self.stats[index].append(self.entry(output.detach()))

    def entry(self, out):
        """Return the dict of an output."""
        return {
            "mean": out.mean().item(),
            "std": out.std(correction=0).item(),
            "near_zero": (out <= 0.05).float().mean().item(),
            "histogram": torch.histc(out.abs(), 40, 0, 10).tolist(),
        }

    def unhook(self):
        """Take the hooks away."""
        for handle in self.handles:
            handle.remove()
        self.handles = []

    def __enter__(self):
        self.hook()
        return self

    def __exit__(self, *_error):
        self.unhook()


# --- ActivationStats: the numbers ---------------------------------------------------------------


def entry_with(**changes):
    """Return a class whose entries differ: `changes` computes some of them from an output."""

    class Changed(Watcher):
        def entry(self, out):
            return {**super().entry(out), **{name: f(out) for name, f in changes.items()}}

    return Changed


@misconception("spread-divides-by-count-minus-one", of="ActivationStats")
def unbiased_spread(reference, modules):
    return entry_with(std=lambda out: out.std().item())(modules)


@misconception("spread-is-variance", of="ActivationStats")
def variance_for_spread(reference, modules):
    return entry_with(std=lambda out: out.var(correction=0).item())(modules)


@misconception("statistics-by-image", of="ActivationStats")
def mean_spread_of_images(reference, modules):
    # Each image has its own spread, and the mean of these is kept.
    return entry_with(std=lambda out: out.flatten(1).std(1, correction=0).mean().item())(modules)


@misconception("near-zero-is-absolute", of="ActivationStats")
def near_zero_of_absolute_values(reference, modules):
    return entry_with(near_zero=lambda out: (out.abs() <= 0.05).float().mean().item())(modules)


@misconception("near-zero-is-zero", of="ActivationStats")
def exact_zeros(reference, modules):
    return entry_with(near_zero=lambda out: (out <= 0).float().mean().item())(modules)


@misconception("threshold-left-out", of="ActivationStats")
def below_the_threshold(reference, modules):
    return entry_with(near_zero=lambda out: (out < 0.05).float().mean().item())(modules)


@misconception("count-for-fraction", of="ActivationStats")
def number_near_zero(reference, modules):
    return entry_with(near_zero=lambda out: float((out <= 0.05).sum()))(modules)


@misconception("share-in-percent", of="ActivationStats")
def percent_near_zero(reference, modules):
    return entry_with(near_zero=lambda out: 100 * (out <= 0.05).float().mean().item())(modules)


@misconception("histogram-keeps-signs", of="ActivationStats")
def histogram_of_raw_values(reference, modules):
    return entry_with(histogram=lambda out: torch.histc(out, 40, 0, 10).tolist())(modules)


@misconception("bins-fit-the-data", of="ActivationStats")
def histogram_over_the_data_s_range(reference, modules):
    return entry_with(histogram=lambda out: torch.histc(out.abs(), 40).tolist())(modules)


@misconception("last-bin-takes-the-rest", of="ActivationStats")
def histogram_with_a_clamp(reference, modules):
    def clamped(out):
        return torch.histc(out.abs().clamp(max=10), 40, 0, 10).tolist()

    return entry_with(histogram=clamped)(modules)


@misconception("histogram-holds-shares", of="ActivationStats")
def histogram_of_shares(reference, modules):
    def shares(out):
        return (torch.histc(out.abs(), 40, 0, 10) / out.numel()).tolist()

    return entry_with(histogram=shares)(modules)


@misconception("bin-includes-right-edge", of="ActivationStats")
def bins_closed_at_the_right(reference, modules):
    def counted(out):
        bins = (out.abs() * 4).ceil().long().flatten().clamp(min=1) - 1
        return torch.bincount(bins[bins < 40], minlength=40).tolist()

    return entry_with(histogram=counted)(modules)


# --- ActivationStats: passes and modules --------------------------------------------------------


@misconception("shape-is-that-of-the-input", of="ActivationStats")
def statistics_of_inputs(reference, modules):
    class Changed(Watcher):
        def note(self, index, inputs, _output):
            self.stats[index].append(self.entry(inputs[0].detach()))

    return Changed(modules)


@misconception("last-pass-is-enough", of="ActivationStats")
def one_pass_kept(reference, modules):
    class Changed(Watcher):
        def note(self, index, _inputs, output):
            self.stats[index] = [self.entry(output.detach())]

    return Changed(modules)


@misconception("stats-by-pass-first", of="ActivationStats")
def a_list_for_every_pass(reference, modules):
    class Changed(Watcher):
        def __init__(self, modules):
            super().__init__(modules)
            self.stats = []

        def note(self, index, _inputs, output):
            if index == 0 or not self.stats:
                self.stats.append([])
            self.stats[-1].append(self.entry(output.detach()))

    return Changed(modules)


@misconception("loop-variable-is-remembered", of="ActivationStats")
def all_in_the_last_list(reference, modules):
    class Changed(Watcher):
        def note(self, _index, _inputs, output):
            self.stats[-1].append(self.entry(output.detach()))

    return Changed(modules)


@misconception("repeated-list-is-copied", of="ActivationStats")
def one_list_for_all_modules(reference, modules):
    class Changed(Watcher):
        def __init__(self, modules):
            super().__init__(modules)
            self.stats = [[]] * len(self.modules)

    return Changed(modules)


@misconception("only-training-passes-count", of="ActivationStats")
def passes_in_training(reference, modules):
    class Changed(Watcher):
        def note(self, index, inputs, output):
            if self.modules[index].training:
                super().note(index, inputs, output)

    return Changed(modules)


@misconception("as-names-the-constructor-s-object", of="ActivationStats")
def enter_returns_nothing(reference, modules):
    class Changed(Watcher):
        def __enter__(self):
            self.hook()

    return Changed(modules)


@misconception("as-names-what-is-wanted", of="ActivationStats")
def enter_returns_stats(reference, modules):
    class Changed(Watcher):
        def __enter__(self):
            self.hook()
            return self.stats

    return Changed(modules)


@misconception("exit-clears-everything", of="ActivationStats")
def stats_emptied(reference, modules):
    class Changed(Watcher):
        def __exit__(self, *_error):
            self.unhook()
            self.stats = [[] for _ in self.modules]

    return Changed(modules)


# --- ActivationStats: what it leaves behind -----------------------------------------------------


@misconception("hooks-belong-into-init", of="ActivationStats")
def hooks_from_the_start(reference, modules):
    class Changed(Watcher):
        def __init__(self, modules):
            super().__init__(modules)
            self.hook()

        def __enter__(self):
            return self

    return Changed(modules)


@misconception("hooks-end-by-themselves", of="ActivationStats")
def hooks_stay(reference, modules):
    class Changed(Watcher):
        def unhook(self):
            pass

    return Changed(modules)


@misconception("cleanup-is-always-reached", of="ActivationStats")
def hooks_stay_after_an_exception(reference, modules):
    class Changed(Watcher):
        def __exit__(self, error_type, *_error):
            if error_type is None:
                self.unhook()

    return Changed(modules)


@misconception("exit-handles-exceptions", of="ActivationStats")
def exceptions_swallowed(reference, modules):
    class Changed(Watcher):
        def __exit__(self, *_error):
            self.unhook()
            return True

    return Changed(modules)


@misconception("all-hooks-are-mine", of="ActivationStats")
def all_hooks_cleared(reference, modules):
    class Changed(Watcher):
        def unhook(self):
            for module in self.modules:
                module._forward_hooks.clear()  # noqa: SLF001  # as holders do

    return Changed(modules)


@misconception("hook-result-is-ignored", of="ActivationStats")
def outputs_replaced(reference, modules):
    class Changed(Watcher):
        def note(self, index, inputs, output):
            super().note(index, inputs, output)
            return output.detach()

    return Changed(modules)


@misconception("input-modified", of="ActivationStats")
def absolute_values_in_place(reference, modules):
    class Changed(Watcher):
        def note(self, index, _inputs, output):
            entry = self.entry(output.detach())
            with torch.no_grad():
                output.abs_()  # for the histogram
            self.stats[index].append(entry)

    return Changed(modules)


@misconception("numbers-carry-no-graph", of="ActivationStats")
def statistics_with_graph(reference, modules):
    class Changed(Watcher):
        def note(self, index, _inputs, output):
            numbers = {"mean": output.mean(), "std": output.std(correction=0)}
            self.stats[index].append({**self.entry(output.detach()), **numbers})

    return Changed(modules)


@misconception("outputs-kept-for-later", of="ActivationStats")
def outputs_kept(reference, modules):
    class Changed(Watcher):
        def note(self, index, inputs, output):
            super().note(index, inputs, output)
            self.latest = output

    return Changed(modules)


# --- dead_fraction ------------------------------------------------------------------------------


@misconception("mean-without-division", of="dead_fraction")
def fractions_added(reference, stats):
    return [sum(float(entry["near_zero"]) for entry in passes) for passes in stats]


@misconception("last-pass-is-enough", of="dead_fraction")
def fraction_of_the_last_pass(reference, stats):
    return [float(passes[-1]["near_zero"]) for passes in stats]


@misconception("worst-pass-counts", of="dead_fraction")
def fraction_of_the_worst_pass(reference, stats):
    return [max(float(entry["near_zero"]) for entry in passes) for passes in stats]


@misconception("one-fraction-for-the-model", of="dead_fraction")
def fraction_of_all_modules(reference, stats):
    means = reference.dead_fraction(stats)
    return sum(means) / len(means)


@misconception("stats-by-pass-first", of="dead_fraction")
def fraction_of_each_pass(reference, stats):
    passes = zip(*stats, strict=False)
    return [sum(float(entry["near_zero"]) for entry in row) / len(row) for row in passes]


@misconception("modules-are-called-equally-often", of="dead_fraction")
def passes_of_the_first_module(reference, stats):
    return [sum(float(entry["near_zero"]) for entry in passes) / len(stats[0]) for passes in stats]


@misconception("share-in-percent", of="dead_fraction")
def fractions_in_percent(reference, stats):
    return [100 * fraction for fraction in reference.dead_fraction(stats)]


@misconception("fraction-of-the-living", of="dead_fraction")
def fractions_alive(reference, stats):
    return [1 - fraction for fraction in reference.dead_fraction(stats)]


@misconception("one-bin-is-near-zero", of="dead_fraction")
def fractions_from_histograms(reference, stats):
    return [
        sum(entry["histogram"][0] / sum(entry["histogram"]) for entry in passes) / len(passes)
        for passes in stats
    ]
