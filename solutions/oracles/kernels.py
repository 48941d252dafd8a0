# cnnquiz-instructor: never for students
"""Answers about kernels found another way: real torch layers, gradients, and counting by loops.

The first functions only build or show what a question talks about.
"""


def rows(grid):
    """Return a grid as text, row by row: `1 2`, `3 4`."""
    return ", ".join("`" + " ".join(str(entry) for entry in row) + "`" for row in grid)


def square(side, value):
    """Return a square grid, a list of rows, all of whose entries are the same."""
    return [[value] * side for _ in range(side)]


def stripes(values):
    """Return a grid of three columns whose rows hold one value each."""
    return [[value] * 3 for value in values]


def columns(values):
    """Return a grid of three rows whose columns hold one value each."""
    return [list(values) for _ in range(3)]


def numbered(side):
    """Return a square grid whose entry in row r, column c is 10 * r + c."""
    return [[10 * row + col for col in range(side)] for row in range(side)]


def torch_map(image, kernel, stride=1, padding=0, bias=0):
    """Return the feature map of one grey image by torch, as a list of rows."""
    import torch

    answers = torch.nn.functional.conv2d(
        torch.tensor(image, dtype=torch.float64)[None, None],
        torch.tensor(kernel, dtype=torch.float64)[None, None],
        torch.tensor([bias], dtype=torch.float64),
        stride=stride,
        padding=padding,
    )
    return answers[0, 0].tolist()


def steps_counted(images, batch):
    """Return how many batches it takes until no image is left, taking them away one by one."""
    steps = 0
    while images > 0:
        images -= batch
        steps += 1
    return steps


def images_seen(per_class, epochs):
    """Return how many images go by, class by class and epoch by epoch."""
    return sum(sum(per_class) for _ in range(epochs))


def answer_to_constant(kernel, value, bias=0):
    """Return what a torch layer gives for a window of equal pixels."""
    window = [[value] * len(kernel[0]) for _ in kernel]
    return round(torch_map(window, kernel, bias=bias)[0][0])


def edge_seen(side, near, far):
    """Return a 3x3 edge kernel's answer from the two outer lines that it compares.

    `near` is the upper or left line's value, `far` the lower or right one's.
    """
    brighter = far - near if side in ("top", "left") else near - far
    return sum(brighter for _ in range(3))


def rows_that_answer(height, dark, white, lines):
    """Return in how many rows of its map a kernel of three constant rows answers to a step."""
    image = [[0.0] * 4] * dark + [[float(white)] * 4] * (height - dark)
    kernel = [[float(weight)] * 3 for weight in lines]
    return sum(any(answer != 0 for answer in row) for row in torch_map(image, kernel))


def centred_answer(image, kernel, row, col):
    """Return the answer of a 3x3 kernel centred on a pixel, from torch's map of the whole image."""
    return round(torch_map(image, kernel, padding=1)[row][col])


def map_shape(height, width, kernel_height, kernel_width):
    """Return the shape of what a real convolutional layer makes of an image of zeros."""
    import torch

    layer = torch.nn.Conv2d(1, 1, (kernel_height, kernel_width))
    return tuple(layer(torch.zeros(1, 1, height, width)).shape[2:])


def grid_shape(first_row, last_row, first_col, last_col):
    """Return rows and columns of a grid, by counting what lies from first to before last."""
    count_rows = count_cols = 0
    row = first_row
    while row < last_row:
        row, count_rows = row + 1, count_rows + 1
    col = first_col
    while col < last_col:
        col, count_cols = col + 1, count_cols + 1
    return count_rows, count_cols


def padding_found(size, kernel_size, wanted):
    """Return the padding with which torch makes a map of the wanted size, by trying them all."""
    import torch

    image = torch.zeros(1, 1, size, size)
    kernel = torch.zeros(1, 1, kernel_size, kernel_size)
    for padding in range(size):
        if torch.nn.functional.conv2d(image, kernel, padding=padding).shape[-1] == wanted:
            return padding
    return None


def border_sum(size, value, kernel_size, padding, row, col):
    """Return one entry of the map of a constant image under a kernel of ones."""
    kernel = [[1] * kernel_size for _ in range(kernel_size)]
    image = [[value] * size for _ in range(size)]
    return round(torch_map(image, kernel, padding=padding)[row][col])


def windows_on_corner(kernel_size, padding):
    """Return how many windows hold the corner pixel: its gradient under a kernel of ones."""
    import torch

    side = 3 * kernel_size
    image = torch.zeros(1, 1, side, side, requires_grad=True)
    kernel = torch.ones(1, 1, kernel_size, kernel_size)
    torch.nn.functional.conv2d(image, kernel, padding=padding).sum().backward()
    return round(image.grad[0, 0, 0, 0].item())


def pixels_missed(length, kernel_size, stride, partial=False):
    """Return how many of a row's pixels lie under no window, by ticking them off.

    With `partial` the windows that stick out of the row tick off pixels too.
    """
    reached = set()
    for start in range(0, length, stride):
        if partial or start + kernel_size <= length:
            reached.update(range(start, start + kernel_size))
    return len(set(range(length)) - reached)


def strided_entry(side, kernel_size, stride, row, col):
    """Return an entry of the strided map of numbered(side) under a kernel of ones."""
    import torch

    image = torch.arange(side)[:, None] * 10.0 + torch.arange(side)
    answers = torch.nn.functional.avg_pool2d(image[None], kernel_size, stride) * kernel_size**2
    return round(answers[0, row, col].item())


def pixels_shared(kernel_size, stride):
    """Return how many pixels a window has in common with the next one to its right."""
    side = range(kernel_size)
    window = {(row, col) for row in side for col in side}
    return len(window & {(row, col + stride) for row, col in window})


def layer_shape(side, filters, kernel_size, stride, padding):
    """Return (channels, height, width) of a real layer's output for one grey image."""
    import torch

    layer = torch.nn.Conv2d(1, filters, kernel_size, stride=stride, padding=padding)
    return tuple(layer(torch.zeros(1, 1, side, side)).shape[1:])
