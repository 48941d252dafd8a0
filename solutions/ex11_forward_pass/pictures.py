# cnnquiz-instructor: never for students
"""The pictures of ex11's lesson: the stages with their shapes, and a seven on its way."""

import itertools

import drawsvg as dw
import numpy as np

INK = "#1f2937"
QUIET = "#6b7280"
MAPS = "#dbeafe"
ROWS = "#bbf7d0"
BAR = "#d97706"
TIMES = "\N{MULTIPLICATION SIGN}"
SIDE = 28

# Digits as strokes from point to point, (row, column) in an image of 28 by 28.
STROKES = {
    0: [(5, 14), (8, 9), (14, 8), (20, 9), (23, 14), (20, 19), (14, 20), (8, 19), (5, 14)],
    1: [(8, 11), (5, 14), (23, 14)],
    2: [(8, 9), (5, 14), (8, 19), (12, 18), (23, 8), (23, 20)],
    3: [(6, 9), (5, 15), (9, 18), (13, 14), (18, 19), (22, 15), (22, 9)],
    4: [(5, 15), (16, 8), (16, 20), (11, 16), (23, 16)],
    5: [(5, 19), (5, 10), (13, 10), (12, 15), (17, 19), (22, 15), (22, 9)],
    6: [(5, 16), (12, 10), (19, 9), (23, 14), (19, 18), (15, 15), (17, 10)],
    7: [(6, 8), (6, 20), (14, 15), (23, 12)],
    8: [(13, 14), (8, 9), (5, 14), (8, 19), (13, 14), (19, 9), (23, 14), (19, 19), (13, 14)],
    9: [(13, 18), (14, 12), (9, 10), (5, 14), (8, 18), (15, 18), (23, 14)],
}


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"stages.svg": stages(), "seven.svg": seven()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def arrow(drawing: dw.Drawing, x: float, y: float, length: float = 24) -> None:
    """Draw an arrow to the right that starts at (`x`, `y`)."""
    end = x + length
    drawing.append(dw.Line(x, y, end - 8, y, stroke=QUIET, stroke_width=2))
    drawing.append(dw.Lines(end - 9, y - 5, end, y, end - 9, y + 5, close=True, fill=QUIET))


# --- the stages -----------------------------------------------------------------------------------


def stages() -> str:
    """Every stage as a stack of maps or a pillar of numbers, with its shape and its weights."""
    rows = [
        ("image", "(28, 28)", "", 84, 1),
        ("conv1", "(2, 26, 26)", f"2 filters 1{TIMES}3{TIMES}3, ReLU", 78, 2),
        ("conv2", "(2, 24, 24)", f"2 filters 2{TIMES}3{TIMES}3, ReLU", 72, 2),
        ("pool", "(2, 12, 12)", f"2{TIMES}2 max-pool", 36, 2),
        ("logits", "(10,)", f"dense 288 {chr(0x2192)} 10", 0, 10),
        ("probabilities", "(10,)", "softmax", 0, 10),
    ]
    pitch, left, base = 156, 84, 178
    drawing = canvas(left * 2 + pitch * 5, 262)
    text(drawing, "What goes in, what comes out of each stage, and by which step", 24, 34, 18)
    for index, (name, shape, step, side, count) in enumerate(rows):
        x = left + index * pitch
        if side:
            for behind in reversed(range(count)):
                corner = (x - side / 2 + 9 * behind, base - side - 9 * behind)
                square = {"fill": MAPS, "stroke": INK, "stroke_width": 1}
                drawing.append(dw.Rectangle(*corner, side, side, **square))
        else:
            for row in range(count):
                cell = {"fill": ROWS, "stroke": INK, "stroke_width": 1}
                drawing.append(dw.Rectangle(x - 12, base - 11 * (count - row), 24, 11, **cell))
        text(drawing, name, x, base + 24, 15, text_anchor="middle", font_weight="bold")
        text(drawing, shape, x, base + 44, 14, text_anchor="middle")
        text(drawing, step, x, base + 66, 13, text_anchor="middle", fill=QUIET)
        if index:
            arrow(drawing, x - pitch / 2 - 10, base - 42)
    return drawing.as_svg()


# --- a seven on its way ---------------------------------------------------------------------------


def written(digit: int) -> np.ndarray:
    """Return a digit as an image (28, 28) from 0 to 1, drawn with a round pen."""
    rows, cols = np.mgrid[:SIDE, :SIDE]
    nearest = np.full((SIDE, SIDE), np.inf)
    points = STROKES[digit]
    for (row, col), (to_row, to_col) in itertools.pairwise(points):
        down, right = to_row - row, to_col - col
        along = ((rows - row) * down + (cols - col) * right) / (down**2 + right**2)
        along = np.clip(along, 0, 1)
        nearest = np.minimum(
            nearest, np.hypot(rows - row - along * down, cols - col - along * right)
        )
    return np.clip(2 - nearest, 0, 1)


def layer(maps: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(maps, (3, 3), axis=(1, 2))
    sums = np.einsum("chwij,fcij->fhw", windows, weight) + bias[:, None, None]
    return np.maximum(sums, 0)


def maps_of(image: np.ndarray) -> list[np.ndarray]:
    """Return conv1, conv2 and pool for filters made by hand: edges first, then blurs of them."""
    top = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]]) / 3
    conv1 = layer(image[None], np.stack([top, top.T])[:, None], np.zeros(2))
    # The first filter asks for one map without the other, the second one for both.
    blur = np.full((3, 3), 1 / 9)
    weight = np.stack([np.stack([1.5 * blur, -1.5 * blur]), np.stack([blur, blur])])
    conv2 = layer(conv1, weight, np.array([0.0, -0.15]))
    return [conv1, conv2, conv2.reshape(2, 12, 2, 12, 2).max(axis=(2, 4))]


def probabilities_of(image: np.ndarray) -> np.ndarray:
    """Return how much the pooled maps are like those of each digit, as a softmax of scores."""
    features = {digit: maps_of(written(digit))[-1].ravel() for digit in STROKES}
    own = maps_of(image)[-1].ravel()
    # Linear in `own`: the more like a digit's own features, the higher its score.
    # The divisor brings the scores so close together that a doubt shows.
    scores = np.array([own @ one - one @ one / 2 for one in features.values()]) / 3
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def heat(drawing: dw.Drawing, values: np.ndarray, x: float, y: float, side: float) -> None:
    """Draw a map as a square of grey cells, its largest number white."""
    cell = side / len(values)
    levels = np.round(values / max(values.max(), 1e-9) * 15).astype(int)
    drawing.append(dw.Rectangle(x, y, side, side, fill="#000000"))
    for row, line in enumerate(levels):
        col = 0
        while col < len(line):
            end = col + 1
            while end < len(line) and line[end] == line[col]:
                end += 1
            if line[col]:
                grey = f"#{17 * int(line[col]):02x}" + f"{17 * int(line[col]):02x}" * 2
                corner = (round(x + col * cell, 2), round(y + row * cell, 2))
                size = (round((end - col) * cell + 0.2, 2), round(cell + 0.2, 2))
                drawing.append(dw.Rectangle(*corner, *size, fill=grey))
            col = end
    drawing.append(dw.Rectangle(x, y, side, side, fill="none", stroke=INK, stroke_width=1))


def seven() -> str:
    """A seven, its maps after every stage, and the probabilities of the ten digits."""
    image = written(7)
    conv1, conv2, pool = maps_of(image)
    side, pitch, tops = 124, 186, (72, 226)
    drawing = canvas(960, 388)
    text(drawing, "A seven on its way (bright is large)", 24, 34, 18)
    heat(drawing, image, 24, (tops[0] + tops[1]) / 2, side)
    text(drawing, "image", 24, (tops[0] + tops[1]) / 2 - 8, 14)
    captions = [
        ("conv1[0]: top edges", "conv1[1]: left edges"),
        ("conv2[0]: bars only", "conv2[1]: both kinds"),
        ("pool[0]", "pool[1]"),
    ]
    for index, maps in enumerate((conv1, conv2, pool)):
        x = 24 + pitch * (index + 1)
        arrow(drawing, x - pitch + side + 16, (tops[0] + tops[1] + side) / 2)
        for values, y, caption in zip(maps, tops, captions[index], strict=True):
            heat(drawing, values, x, y, side)
            text(drawing, caption, x, y - 8, 12)
    left = 24 + pitch * 4
    arrow(drawing, left - pitch + side + 16, (tops[0] + tops[1] + side) / 2)
    text(drawing, "probabilities", left, tops[0] - 8, 14)
    for digit, share in enumerate(probabilities_of(image)):
        y = tops[0] + 14 + digit * 28
        text(drawing, str(digit), left, y + 5, 15)
        drawing.append(dw.Rectangle(left + 18, y - 9, round(100 * share, 1) + 1, 18, fill=BAR))
        text(drawing, f"{share:.2f}", left + 26 + 100 * share, y + 5, 13)
    return drawing.as_svg()
