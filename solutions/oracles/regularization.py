# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on regularization."""


def copies(value, count):
    """Return a row of equal activations, as the references take it."""
    import torch

    return torch.full((count,), float(value))


def tensors(lists):
    """Return parameters of these entries, as the references take them."""
    import torch

    return [torch.tensor(entries, dtype=torch.float32) for entries in lists]


def generator(seed):
    """Return a source of chance."""
    import torch

    return torch.Generator().manual_seed(seed)


def listed(values):
    """Return numbers with commas between them, the last one behind an `and`."""
    texts = [signed(value) for value in values]
    return ", ".join(texts[:-1]) + " and " + texts[-1]


def signed(value):
    """Return a number as it is printed in books: four digits at most, and a long minus."""
    return f"{value:.4g}".replace("-", "\u2212")


def losses(values):
    """Return losses with commas between them, with two digits each."""
    return ", ".join(f"{value:.2f}" for value in values)


def survivor(value, p):
    """Return what a real dropout in training makes of an activation that it keeps."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return round(nn.Dropout(p).train()(torch.full((200,), float(value))).max().item(), 4)


def average_over_masks(value, p):
    """Return what becomes of an activation on average where it is dropped with probability p."""
    from fractions import Fraction

    share = Fraction(str(p))
    return round(float(share * 0 + (1 - share) * Fraction(str(value))), 4)


def share_of_masks(count, dropped, p):
    """Return the probability that so many of `count` are dropped: go through all cases."""
    from itertools import product

    total = 0.0
    for coins in product([True, False], repeat=count):
        if sum(coins) == dropped:
            probability = 1.0
            for coin in coins:
                probability *= p if coin else 1 - p
            total += probability
    return round(total, 4)


def factorial(number):
    """Return the product of 1 to `number`."""
    product = 1
    for factor in range(2, number + 1):
        product *= factor
    return product


def price_of_sizes(lists, weight):
    """Return weight times the sum of absolute values, entry by entry."""
    total = 0.0
    for entries in lists:
        for entry in entries:
            total += entry if entry > 0 else -entry
    return round(weight * total, 4)


def price_of_squares(lists, weight):
    """Return weight times the sum of squares, entry by entry."""
    total = 0.0
    for entries in lists:
        for entry in entries:
            total += entry * entry
    return round(weight * total, 4)


def pull_of_penalty(entry, weight, rate):
    """Return how far a real optimizer moves a weight on which an L2 penalty alone acts."""
    import torch

    parameter = torch.nn.Parameter(torch.tensor(float(entry), dtype=torch.float64))
    optimizer = torch.optim.SGD([parameter], lr=rate)
    (weight * parameter.square()).backward()
    optimizer.step()
    return round(entry - parameter.item(), 6)


def stop_by_windows(valid_losses, patience):
    """Return the epoch that ends training: the first whose last `patience` bring nothing new."""
    for epoch in range(patience, len(valid_losses)):
        window = valid_losses[epoch - patience + 1 : epoch + 1]
        if min(window) >= min(valid_losses[: epoch - patience + 1]):
            return epoch
    return len(valid_losses) - 1


def best_until_stop(valid_losses, patience):
    """Return the first epoch with the lowest loss of those that take place."""
    seen = valid_losses[: stop_by_windows(valid_losses, patience) + 1]
    return seen.index(min(seen))


def without_reset(valid_losses, patience):
    """Return where training ends if epochs without improvement are counted for ever."""
    count = 0
    for epoch in range(1, len(valid_losses)):
        count += min(valid_losses[:epoch]) <= valid_losses[epoch]
        if count == patience:
            return epoch
    return len(valid_losses) - 1


def lowest(values):
    """Return the place of the smallest number."""
    return min(range(len(values)), key=values.__getitem__)


def first_above(first, second):
    """Return the first place where the second list is above the first one."""
    return next(place for place in range(len(first)) if second[place] > first[place])


def steps_counted(images, batch_size):
    """Return how many batches a loop over the images makes."""
    left, count = images, 0
    while left > 0:
        left, count = left - batch_size, count + 1
    return count


def windows_counted(height, width, size, padding):
    """Return how many windows a padded image has, by unfolding it."""
    import torch

    image = torch.zeros(1, 1, height, width)
    return torch.nn.functional.unfold(image, size, padding=padding).shape[-1]


def unmoved_share(side, padding):
    """Return how often a crop of the image's own size shows it unmoved, over all places."""
    places = [(row, col) for row in range(2 * padding + 1) for col in range(2 * padding + 1)]
    return round(places.count((padding, padding)) / len(places), 4)


def clipped(value):
    """Return a pixel in the range from 0 to 1."""
    import torch

    return round(torch.tensor(value, dtype=torch.float64).clamp(0, 1).item(), 4)


def pixel(value):
    """Return an image of one pixel."""
    import torch

    return torch.full((1, 1, 1, 1), float(value))
