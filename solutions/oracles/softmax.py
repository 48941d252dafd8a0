# cnnquiz-instructor: never for students
"""Answers about scores, probabilities and losses, found by torch in double precision.

The first functions only build or show what a question talks about.
"""


def decimals(numbers):
    """Return numbers with two decimals, with commas between them."""
    return ", ".join(f"{number:.2f}".replace("-", "\N{MINUS SIGN}") for number in numbers)


def listed(numbers):
    """Return numbers as text, with commas and a true minus sign."""
    return ", ".join(str(number) for number in numbers).replace("-", "\N{MINUS SIGN}")


def row_text(numbers):
    """Return numbers with two decimals, with spaces between them."""
    return " ".join(f"{number:.2f}" for number in numbers)


def spread(probability, parts):
    """Return probabilities: one class has the given one, the others share the rest in parts."""
    rest = (1 - probability) / sum(parts)
    return [rest * part if part else probability for part in parts]


def signed(number):
    """Return a number with a true minus sign."""
    return str(number).replace("-", "\N{MINUS SIGN}")


def labels(*classes):
    """Return labels as an integer array."""
    import numpy as np

    return np.array(classes)


def tied(classes, top, high, low):
    """Return scores of which the first `top` are high and all others low."""
    return [high] * top + [low] * (classes - top)


def torch_sigmoids(scores):
    """Return torch's sigmoids."""
    import torch

    return torch.tensor(scores, dtype=torch.float64).sigmoid().tolist()


def mirrored(probability):
    """Return the sigmoid of minus the score whose sigmoid is given."""
    import torch

    score = torch.logit(torch.tensor(probability, dtype=torch.float64))
    return torch.sigmoid(-score).item()


def single_score(first, second):
    """Return the score whose sigmoid is the first share of a softmax of two scores."""
    import torch

    share = torch.tensor([first, second], dtype=torch.float64).softmax(dim=0)[0]
    return torch.logit(share).item()


def torch_shares(scores):
    """Return torch's softmax of one row."""
    import torch

    return torch.tensor(scores, dtype=torch.float64).softmax(dim=0).tolist()


def torch_loss(scores, label):
    """Return torch's cross-entropy of one image."""
    import torch

    row = torch.tensor([scores], dtype=torch.float64)
    return torch.nn.functional.cross_entropy(row, torch.tensor([label])).item()


def loss_of_shares(right):
    """Return torch's loss of a batch whose right classes have these probabilities."""
    import torch

    return torch.nn.functional.nll_loss(
        torch.tensor([[p, 1 - p] for p in right], dtype=torch.float64).log(),
        torch.zeros(len(right), dtype=torch.int64),
    ).item()


def classes_present(scores, threshold):
    """Return for how many scores torch's sigmoid is at or above the threshold."""
    return sum(probability >= threshold for probability in torch_sigmoids(scores))
