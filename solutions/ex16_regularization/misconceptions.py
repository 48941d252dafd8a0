# cnnquiz-instructor: never for students
"""What is believed about dropout, penalties and early stopping, in executable form."""

import torch

from cnnquiz.judge.author import misconception


def kept(shape, p, generator):
    """Return where a fresh draw lets an element survive."""
    return torch.rand(shape, generator=generator) >= p


# --- dropout_train ------------------------------------------------------------------------------


@misconception("dropout-scales-at-test", of="dropout_train")
def inverted_without_scale(reference, x, p, generator):
    return reference.classical_dropout_train(x, p, generator)


@misconception("dropout-p-is-keep", of="dropout_train")
def inverted_p_keeps(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * kept(x.shape, 1 - p, generator) / max(p, 1e-9)


@misconception("dropout-scales-by-one-minus-p", of="dropout_train")
def inverted_scales_down(reference, x, p, generator):
    return reference.classical_dropout_train(x, p, generator) * (1 - p)


@misconception("dropout-scales-by-p", of="dropout_train")
def inverted_scales_by_p(reference, x, p, generator):
    return reference.classical_dropout_train(x, p, generator) / (p or 1.0)


@misconception("dropout-by-channel", of="dropout_train")
def inverted_by_channel(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    shape = [*x.shape[:2], *[1] * (x.dim() - 2)]
    return x * kept(shape, p, generator) / (1 - p)


@misconception("dropout-one-mask-for-batch", of="dropout_train")
def inverted_one_mask(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * kept((1, *x.shape[1:]), p, generator) / (1 - p)


@misconception("dropout-drops-an-exact-count", of="dropout_train")
def inverted_exact_count(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    mask = torch.ones(x.numel())
    mask[torch.randperm(x.numel(), generator=generator)[: round(p * x.numel())]] = 0
    return x * mask.reshape(x.shape) / (1 - p)


@misconception("dropout-ignores-generator", of="dropout_train")
def inverted_own_draws(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * (torch.rand(x.shape) >= p) / (1 - p)


@misconception("dropout-restarts-generator", of="dropout_train")
def inverted_restarts(reference, x, p, generator):
    return reference.dropout_train(x, p, generator.manual_seed(generator.initial_seed()))


@misconception("dropout-p-of-one-is-fine", of="dropout_train")
def inverted_takes_one(reference, x, p, generator):
    return 0 * x if p == 1 else reference.dropout_train(x, p, generator)


@misconception("no-validation", of="dropout_train")
def inverted_not_validated(reference, x, p, generator):
    return x * kept(x.shape, p, generator) / (1 - p)


# --- classical dropout --------------------------------------------------------------------------


@misconception("classical-dropout-scales-in-training", of="classical_dropout_train")
def classical_scales(reference, x, p, generator):
    return reference.dropout_train(x, p, generator)


@misconception("dropout-p-is-keep", of="classical_dropout_train")
def classical_p_keeps(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * kept(x.shape, 1 - p, generator)


@misconception("dropout-by-channel", of="classical_dropout_train")
def classical_by_channel(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * kept([*x.shape[:2], *[1] * (x.dim() - 2)], p, generator)


@misconception("dropout-ignores-generator", of="classical_dropout_train")
def classical_own_draws(reference, x, p, generator):
    reference.dropout_train(x, p, generator)
    return x * (torch.rand(x.shape) >= p)


@misconception("dropout-p-of-one-is-fine", of="classical_dropout_train")
def classical_takes_one(reference, x, p, generator):
    return 0 * x if p == 1 else reference.classical_dropout_train(x, p, generator)


@misconception("no-validation", of="classical_dropout_train")
def classical_not_validated(reference, x, p, generator):
    return x * kept(x.shape, p, generator)


@misconception("dropout-p-is-keep", of="classical_dropout_eval")
def eval_p_keeps(reference, x, p):
    reference.classical_dropout_eval(x, p)
    return x * p


@misconception("dropout-eval-is-identity", of="classical_dropout_eval")
def eval_identity(reference, x, p):
    reference.classical_dropout_eval(x, p)
    return x.clone()


@misconception("classical-dropout-scales-up-at-test", of="classical_dropout_eval")
def eval_scales_up(reference, x, p):
    reference.classical_dropout_eval(x, p)
    return x / (1 - p)


@misconception("dropout-p-of-one-is-fine", of="classical_dropout_eval")
def eval_takes_one(reference, x, p):
    return 0 * x if p == 1 else reference.classical_dropout_eval(x, p)


@misconception("no-validation", of="classical_dropout_eval")
def eval_not_validated(reference, x, p):
    return x * (1 - p)


# --- penalties ----------------------------------------------------------------------------------


@misconception("l1-l2-swapped", of="l1_penalty")
def l1_is_l2(reference, parameters, weight):
    return reference.l2_penalty(parameters, weight)


@misconception("penalty-keeps-signs", of="l1_penalty")
def l1_keeps_signs(reference, parameters, weight):
    return weight * sum(tensor.sum() for tensor in parameters)


@misconception("penalty-is-a-mean", of="l1_penalty")
def l1_mean(reference, parameters, weight):
    return weight * sum(tensor.abs().mean() for tensor in parameters)


@misconception("penalty-of-first-tensor", of="l1_penalty")
def l1_first(reference, parameters, weight):
    return reference.l1_penalty([next(iter(parameters))], weight)


@misconception("penalty-without-gradient", of="l1_penalty")
def l1_detached(reference, parameters, weight):
    return reference.l1_penalty(parameters, weight).detach()


@misconception("iterator-goes-round-twice", of="l1_penalty")
def l1_twice(reference, parameters, weight):
    entries = sum(tensor.numel() for tensor in parameters)
    total = sum((tensor.abs().sum() for tensor in parameters), torch.tensor(0.0))
    return weight * total if entries else torch.tensor(0.0)


@misconception("l1-l2-swapped", of="l2_penalty")
def l2_is_l1(reference, parameters, weight):
    return reference.l1_penalty(parameters, weight)


@misconception("l2-takes-the-root", of="l2_penalty")
def l2_root(reference, parameters, weight):
    return weight * reference.l2_penalty(parameters, 1.0).sqrt()


@misconception("l2-is-halved", of="l2_penalty")
def l2_halved(reference, parameters, weight):
    return reference.l2_penalty(parameters, weight / 2)


@misconception("penalty-is-a-mean", of="l2_penalty")
def l2_mean(reference, parameters, weight):
    return weight * sum((tensor**2).mean() for tensor in parameters)


@misconception("penalty-without-gradient", of="l2_penalty")
def l2_detached(reference, parameters, weight):
    return reference.l2_penalty(parameters, weight).detach()


# --- early_stopping -----------------------------------------------------------------------------


def walk(valid_losses, patience, improves, *, reset=True):
    """Return where a rule stops; it says whether epoch `n` improves on what it has seen."""
    best = waited = 0
    for epoch in range(1, len(valid_losses)):
        if improves(valid_losses, epoch, best):
            best, waited = epoch, 0 if reset else waited
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(valid_losses) - 1, best


@misconception("equal-loss-improves", of="early_stopping")
def stop_equal_improves(reference, valid_losses, patience):
    reference.early_stopping(valid_losses, patience)
    return walk(valid_losses, patience, lambda losses, n, best: losses[n] <= losses[best])


@misconception("improvement-over-last-epoch", of="early_stopping")
def stop_by_last_epoch(reference, valid_losses, patience):
    reference.early_stopping(valid_losses, patience)
    stop, _ = walk(valid_losses, patience, lambda losses, n, _: losses[n] < losses[n - 1])
    return stop, min(range(stop + 1), key=valid_losses.__getitem__)


@misconception("patience-never-resets", of="early_stopping")
def stop_counts_all(reference, valid_losses, patience):
    reference.early_stopping(valid_losses, patience)
    better = lambda losses, n, best: losses[n] < losses[best]  # noqa: E731
    return walk(valid_losses, patience, better, reset=False)


@misconception("patience-plus-one", of="early_stopping")
def stop_one_later(reference, valid_losses, patience):
    reference.early_stopping(valid_losses, patience)
    return reference.early_stopping(valid_losses, patience + 1)


@misconception("best-epoch-of-all-losses", of="early_stopping")
def stop_best_of_all(reference, valid_losses, patience):
    stop, _ = reference.early_stopping(valid_losses, patience)
    return stop, valid_losses.index(min(valid_losses))


@misconception("stop-epoch-is-best", of="early_stopping")
def stop_is_best(reference, valid_losses, patience):
    _, best = reference.early_stopping(valid_losses, patience)
    return best, best


@misconception("epochs-count-from-one", of="early_stopping")
def stop_from_one(reference, valid_losses, patience):
    stop, best = reference.early_stopping(valid_losses, patience)
    return stop + 1, best + 1


@misconception("no-validation", of="early_stopping")
def stop_not_validated(reference, valid_losses, patience):
    if valid_losses and patience >= 1:
        return reference.early_stopping(valid_losses, patience)
    return len(valid_losses) - 1, 0
