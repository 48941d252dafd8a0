# cnnquiz-instructor: never for students
"""Answers about training found another way: torch's own optimizers and schedules, and counting.

The first functions only build or show what a question talks about.
"""


def decimal(number):
    """Return a number as people write it, without an exponent: `0.00002`."""
    return f"{number:.15f}".rstrip("0").rstrip(".")


def listed(numbers):
    """Return numbers as a text: `0.2, 0.9, 0.4`."""
    return ", ".join(str(number) for number in numbers)


def passes_of(shares):
    """Return the entries of one module as exercise 19 keeps them, with these shares near zero."""
    return [[{"near_zero": share} for share in shares]]


def along(start, end, share):
    """Return the point of half a cosine wave, by adding up its slopes in small pieces."""
    import math

    pieces = 20000
    width = share / pieces
    way = sum(math.sin(math.pi * (piece + 0.5) * width) for piece in range(pieces)) * width
    return start + (end - start) * math.pi / 2 * way


def last_rate(lr_max):
    """Return the rate of the last step, by torch's schedule with its divisor turned into ours."""
    import torch

    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        lr_max,
        total_steps=8,
        cycle_momentum=False,
        div_factor=25,
        final_div_factor=100_000 / 25,
    )
    for _ in range(7):
        optimizer.step()
        schedule.step()
    return optimizer.param_groups[0]["lr"]


def position_counted(epochs, batches, epoch, batch):
    """Return the position of a step, by walking through the training and counting gaps."""
    gaps, before = -1, 0
    for each in range(epochs):
        for number in range(batches):
            gaps += 1
            if (each, number) == (epoch, batch):
                before = gaps
    return before / gaps


def velocity(gradients, momentum, repeat=1):
    """Return the velocity that torch's SGD holds after these gradients of a single weight."""
    import torch

    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.001, momentum=momentum)
    for gradient in gradients * repeat:
        weight.grad = torch.full_like(weight, gradient)
        optimizer.step()
    return optimizer.state[weight]["momentum_buffer"].item()


def epochs_for_updates(epochs, factor):
    """Return how many epochs of large batches have as many updates as these of small ones."""
    updates = sum(1 for _ in range(epochs) for _ in range(12 * factor))
    count = 0
    while updates > 0:
        count, updates = count + 1, updates - 12
    return count


def spread_of_mean(spread, count):
    """Return the spread of the mean of `count` numbers, each plus or minus `spread` at random."""
    shares = {0: 1.0}
    for _ in range(count):
        after = {}
        for total, share in shares.items():
            for draw in (-1, 1):
                after[total + draw] = after.get(total + draw, 0) + share / 2
        shares = after
    return spread * sum(share * (total / count) ** 2 for total, share in shares.items()) ** 0.5


def mean_counted(shares):
    """Return the mean of shares given in hundredths, in whole numbers until the end."""
    return sum(round(100 * share) for share in shares) / (100 * len(shares))


def images_through_body(training, validation, epochs, heads):
    """Return how many images a body is given if what it puts out is kept and looked up."""
    kept, count = set(), 0
    for _ in range(heads):
        for _ in range(epochs):
            for image in range(training + validation):
                if image not in kept:
                    kept.add(image)
                    count += 1
    return count
