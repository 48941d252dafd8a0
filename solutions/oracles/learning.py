# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on the forward pass and on learning."""


def row_text(row):
    """Return numbers with spaces between them, rounded to a tenth where they are no integers."""
    rounded = [round(float(number), 1) + 0.0 for number in row]
    return " ".join(str(int(n)) if n == int(n) else str(n) for n in rounded)


def losses_text(losses):
    """Return losses with two decimals, with commas between them."""
    return ", ".join(f"{loss:.2f}" for loss in losses)


def flat_inputs(side, maps, kernel_size):
    """Return how many numbers real layers hand to the dense one."""
    import torch
    from torch import nn

    layers = nn.Sequential(
        nn.Conv2d(1, maps, kernel_size),
        nn.Conv2d(maps, maps, kernel_size),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )
    return layers(torch.zeros(1, 1, side, side)).shape[1]


def relu_of_sum(sums, bias):
    """Return what a 1x1 convolution of weights 1 and a ReLU make of one number in each map."""
    import torch
    from torch import nn

    layer = nn.Conv2d(len(sums), 1, 1)
    nn.init.ones_(layer.weight)
    nn.init.constant_(layer.bias, bias)
    maps = torch.tensor(sums, dtype=torch.float32).reshape(1, -1, 1, 1)
    return layer(maps).relu().item()


def dense_biases(inputs, outputs):
    """Return how many biases a real linear layer has."""
    from torch import nn

    return nn.Linear(inputs, outputs).bias.numel()


def dense_weight_shape(inputs, outputs):
    """Return the shape of a real linear layer's weight."""
    from torch import nn

    return tuple(nn.Linear(inputs, outputs).weight.shape)


def dense_score(pool, weights, bias):
    """Return the one output of a real linear layer behind a flatten."""
    import torch
    from torch.nn import functional

    flat = torch.tensor(pool, dtype=torch.float64).flatten()
    row = torch.tensor(weights, dtype=torch.float64).flatten()
    return functional.linear(flat, row[None], torch.tensor([bias], dtype=torch.float64)).item()


def sgd_step(weight, slope, rate):
    """Return a weight after a step of torch's SGD."""
    import torch

    parameter = torch.tensor(float(weight), requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=rate)
    (parameter * slope).backward()
    optimizer.step()
    return round(parameter.item(), 5)


def autograd_slopes(line, target, kernel):
    """Return the gradient of the mean squared error of a line's feature map, by autograd."""
    import torch
    from torch.nn import functional

    weights = torch.tensor(kernel, dtype=torch.float64, requires_grad=True)
    answers = functional.conv1d(
        torch.tensor(line, dtype=torch.float64)[None, None], weights[None, None]
    )
    functional.mse_loss(answers[0, 0], torch.tensor(target, dtype=torch.float64)).backward()
    return weights.grad.tolist()


def loss_of_zeros(target):
    """Return the mean squared error of a map of zeros."""
    import torch
    from torch.nn import functional

    wanted = torch.tensor(target, dtype=torch.float64)
    return functional.mse_loss(torch.zeros_like(wanted), wanted).item()


def kernel_after(line, target, rate, steps):
    """Return a kernel of two weights after steps of torch's SGD, from zeros."""
    import torch
    from torch.nn import functional

    pixels = torch.tensor(line, dtype=torch.float64)[None, None]
    wanted = torch.tensor(target, dtype=torch.float64)[None, None]
    kernel = torch.zeros(1, 1, 2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        functional.mse_loss(functional.conv1d(pixels, kernel), wanted).backward()
        optimizer.step()
    return [round(weight, 6) for weight in kernel.flatten().tolist()]


def map_after(line, target, rate, steps):
    """Return what the kernel answers after steps of torch's SGD, from zeros."""
    return answers_of(line, kernel_after(line, target, rate, steps))


def loss_after(line, target, rate, steps):
    """Return the mean squared error after steps of torch's SGD, from zeros."""
    errors = zip(map_after(line, target, rate, steps), target, strict=True)
    return round(sum((found - wanted) ** 2 for found, wanted in errors) / len(target), 3)


def answers_of(line, kernel):
    """Return what a kernel answers along a line of pixels."""
    return [
        sum(pixel * weight for pixel, weight in zip(line[start:], kernel, strict=False))
        for start in range(len(line) - len(kernel) + 1)
    ]


def best_kernel(line, target, length):
    """Return the kernel with the smallest squared error, by least squares."""
    import numpy as np

    windows = np.array([line[i : i + length] for i in range(len(line) - length + 1)], dtype=float)
    solution = np.linalg.lstsq(windows, np.array(target, dtype=float), rcond=None)[0]
    return [round(float(weight), 3) + 0.0 for weight in solution]


def first_probability(scores):
    """Return the first of the probabilities that torch's softmax gives."""
    import torch

    return torch.tensor(scores, dtype=torch.float64).softmax(dim=0)[0].item()
