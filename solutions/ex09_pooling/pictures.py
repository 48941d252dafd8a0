# cnnquiz-instructor: never for students
"""The pictures of the lesson on ReLU, pooling and flatten."""

import drawsvg as dw
import numpy as np

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
ACCENT, ZERO, PLAIN = "#d97706", "#e5e7eb", "#dbeafe"
NEGATIVE = "#fecaca"
WINDOWS = ("#fde68a", "#bbf7d0", "#bfdbfe", "#fbcfe8")  # of the four windows of `pools`
MAPS = (("#bfdbfe", "#dbeafe"), ("#fde68a", "#fef3c7"))  # by image, then by channel
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"

MAP = np.array([[1, 3, -2, 0], [5, -1, 4, 2], [-3, 0, 6, 1], [-2, -4, 3, 8]])


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"relu.svg": relu(), "pools.svg": pools(), "rows.svg": rows()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def centred(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` around the point (`x`, `y`)."""
    # Not dominant-baseline, which renderers disagree about: a capital is 0.7 of the size high.
    text(drawing, words, x, y + 0.35 * size, size, text_anchor="middle", **style)


def number(value: float) -> str:
    """Return a number with a true minus sign, without needless decimals."""
    return f"{value:g}".replace("-", MINUS)


def grid(drawing: dw.Drawing, values: np.ndarray, x: float, y: float, side: float, colour) -> None:
    """Draw one square per value; `colour(row, col)` is its fill."""
    for (row, col), value in np.ndenumerate(values):
        left, top = x + col * side, y + row * side
        style = {"fill": colour(row, col), "stroke": LINE, "stroke_width": 1}
        drawing.append(dw.Rectangle(left, top, side, side, **style))
        centred(drawing, number(value), left + side / 2, top + side / 2, 16)


def arrow(drawing: dw.Drawing, x: float, y: float, length: float = 44) -> None:
    """Draw an arrow to the right that starts at (`x`, `y`)."""
    end = x + length
    drawing.append(dw.Line(x, y, end - 12, y, stroke=INK, stroke_width=2.5))
    drawing.append(dw.Lines(end - 14, y - 7, end, y, end - 14, y + 7, close=True, fill=INK))


def relu() -> str:
    """The graph of ReLU, and a map before and after it."""
    drawing = canvas(870, 300)
    left, base, unit = 40, 240, 30  # the graph: x from -4 to 4, y from 0 to 6
    middle = left + 4 * unit
    for step in range(-4, 5):
        x = middle + step * unit
        drawing.append(dw.Line(x, 70, x, base + 6, stroke="#f3f4f6", stroke_width=1))
        if step % 2 == 0:
            centred(drawing, number(step), x, base + 20, 13, fill=QUIET)
    for step in range(1, 6):
        y = base - step * unit
        drawing.append(dw.Line(left, y, middle + 4 * unit, y, stroke="#f3f4f6", stroke_width=1))
        if step % 2 == 0:
            text(drawing, str(step), middle - 8, y + 5, 13, text_anchor="end", fill=QUIET)
    drawing.append(dw.Line(left, base, middle + 4 * unit, base, stroke=LINE, stroke_width=1.5))
    drawing.append(dw.Line(middle, 70, middle, base + 6, stroke=LINE, stroke_width=1.5))
    points = (left, base, middle, base, middle + 4 * unit, base - 4 * unit)
    drawing.append(dw.Lines(*points, fill="none", stroke=ACCENT, stroke_width=4))
    text(drawing, "relu(x) = max(x, 0)", left, 40, 17, font_weight="bold")
    text(drawing, "x", middle + 4 * unit + 8, base + 5, 15, fill=QUIET)

    side, top = 42, 84
    stages = (("a map", MAP, NEGATIVE), ("the map after ReLU", np.maximum(MAP, 0), ZERO))
    for index, (title, values, below) in enumerate(stages):
        x = 370 + index * 270
        text(drawing, title, x, 66, 15)

        def colour(row: int, col: int, below: str = below) -> str:
            return below if MAP[row, col] < 0 else PLAIN

        grid(drawing, values, x, top, side, colour)
        note = ("red: below zero", "grey: zero from now on")[index]
        text(drawing, note, x, 278, 14, fill=QUIET)
    arrow(drawing, 370 + 4 * side + 30, top + 2 * side)
    return drawing.as_svg()


def pools() -> str:
    """A map of 4 by 4 in four windows, the largest number of each, and the mean of each."""
    drawing = canvas(760, 290)
    side, left, top = 48, 40, 66
    text(drawing, "a map (4, 4), four windows", left, 44)
    grid(drawing, MAP, left, top, side, lambda row, col: WINDOWS[row // 2 * 2 + col // 2])
    for row in range(2):
        for col in range(2):
            corner = left + col * 2 * side, top + row * 2 * side
            frame = {"fill": "none", "stroke": INK, "stroke_width": 3}
            drawing.append(dw.Rectangle(*corner, 2 * side, 2 * side, **frame))
    cut = MAP.reshape(2, 2, 2, 2)
    results = (("largest of each", cut.max(axis=(1, 3))), ("mean of each", cut.mean(axis=(1, 3))))
    arrow(drawing, left + 4 * side + 28, top + 2 * side, 54)
    for index, (title, values) in enumerate(results):
        x, y = 360 + index * 200, top + side - 6
        text(drawing, ("max_pool2d", "avg_pool2d")[index], x, y - 34, 16, font_weight="bold")
        text(drawing, title, x, y - 14, 14, fill=QUIET)
        grid(drawing, values, x, y, 62, lambda row, col: WINDOWS[row * 2 + col])
    words = f"kernel_size = 2, and so stride = 2: windows of 2{TIMES}2, side by side"
    text(drawing, words, left, 280, 14, fill=QUIET)
    return drawing.as_svg()


def rows() -> str:
    """Two images of two channels, and the two rows that flatten makes of them."""
    drawing = canvas(680, 376)
    images, channels, height, width = 2, 2, 2, 3
    values = np.arange(images * channels * height * width)
    x = values.reshape(images, channels, height, width)
    small, left = 36, 130
    text(drawing, f"before: (N, C, H, W) = {x.shape}", 30, 34, 16, font_weight="bold")
    for image in range(images):
        y = 74 + image * (height * small + 16)
        text(drawing, f"image {image}", 30, y + small + 5)
        for channel in range(channels):
            start = left + channel * (width * small + 30)
            if not image:
                middle = start + width * small / 2
                centred(drawing, f"channel {channel}", middle, y - 14, 14, fill=QUIET)
            fill = MAPS[image][channel]
            grid(drawing, x[image, channel], start, y, small, lambda *_, fill=fill: fill)
    for line, words in enumerate(("channel after channel,", "each from its top row down,")):
        text(drawing, words, 420, 134 + 22 * line, 15, fill=QUIET)
    text(drawing, "each row from left to right", 420, 178, 15, fill=QUIET)
    flat = x.reshape(images, -1)
    text(drawing, f"after: (N, C·H·W) = {flat.shape}", 30, 272, 16, font_weight="bold")
    per_map = height * width
    for image in range(images):
        y = 288 + image * 42
        text(drawing, f"row {image}", 30, y + 23)

        def colour(_row: int, col: int, image: int = image) -> str:
            return MAPS[image][col // per_map]

        grid(drawing, flat[image : image + 1], left, y, small, colour)
    return drawing.as_svg()
