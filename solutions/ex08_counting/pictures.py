# cnnquiz-instructor: never for students
"""The pictures of the lesson on counting."""

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
CHANNELS = ("#bfdbfe", "#fecaca")
BIAS, MAP = "#fde68a", "#bbf7d0"
CONV, LINEAR = "#60a5fa", "#fb923c"
TIMES = "\N{MULTIPLICATION SIGN}"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    return {"filters.svg": filters(), "positions.svg": positions(), "vgg16.svg": vgg16()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def middle(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` around the column `x`, with their baseline at `y`."""
    text(drawing, words, x, y, size, text_anchor="middle", **style)


def grid(drawing: dw.Drawing, corner: tuple[float, float], count: int, cell: float, fill: str):
    """Draw `count` by `count` squares."""
    for row in range(count):
        for col in range(count):
            place = (corner[0] + col * cell, corner[1] + row * cell)
            drawing.append(dw.Rectangle(*place, cell, cell, fill=fill, stroke=INK))


def filters() -> str:
    """Two input channels, three filters of two slices and a bias, three maps."""
    drawing = canvas(870, 424)
    text(drawing, f"2 channels in, 3 filters of 3{TIMES}3, 3 maps out", 30, 34, 18)
    for channel, fill in enumerate(CHANNELS):
        grid(drawing, (40, 130 + channel * 130), 5, 20, fill)
        middle(drawing, f"channel {channel}", 90, 122 + channel * 130, 14, fill=QUIET)
    heads = [(90, "input"), (278, "slice 0"), (398, "slice 1"), (500, "bias"), (650, "output")]
    for x, words in heads:
        middle(drawing, words, x, 70, 15, font_weight="bold")
    for index in range(3):
        y = 90 + index * 98
        for channel, fill in enumerate(CHANNELS):
            grid(drawing, (242 + channel * 120, y), 3, 24, fill)
        middle(drawing, "+", 338, y + 42, 20)
        middle(drawing, "+", 460, y + 42, 20)
        drawing.append(dw.Rectangle(488, y + 24, 24, 24, fill=BIAS, stroke=INK))
        drawing.append(dw.Line(526, y + 36, 600, y + 36, stroke=QUIET, stroke_width=2))
        arrow = (600, y + 30, 610, y + 36, 600, y + 42)
        drawing.append(dw.Lines(*arrow, close=True, fill=QUIET))
        grid(drawing, (620, y + 6), 3, 20, MAP)
        text(drawing, f"map {index}", 694, y + 41, 14, fill=QUIET)
        text(drawing, f"filter {index}", 182, y + 41, 14, fill=QUIET)
    sums = "6 slices of 9 weights = 54,  3 biases,  57 parameters = 3 · (2 · 3 · 3 + 1)"
    text(drawing, sums, 182, 404, 16)
    return drawing.as_svg()


def positions() -> str:
    """A 7 by 7 input with padding 1 and stride 2: the 16 places where a kernel's centre stands."""
    cell, left, top = 30, 60, 76
    drawing = canvas(870, 372)
    words = f"A 7{TIMES}7 input, kernel_size 3, stride 2, padding 1: 16 positions"
    text(drawing, words, 30, 34, 18)
    for row in range(-1, 8):
        for col in range(-1, 8):
            inside = 0 <= row < 7 and 0 <= col < 7
            corner = (left + (col + 1) * cell, top + (row + 1) * cell)
            fill = CHANNELS[0] if inside else "white"
            stroke = INK if inside else LINE
            drawing.append(dw.Rectangle(*corner, cell, cell, fill=fill, stroke=stroke))
            centre = (corner[0] + cell / 2, corner[1] + cell / 2)
            if inside and row % 2 == 0 and col % 2 == 0:
                drawing.append(dw.Circle(*centre, 8, fill=CONV, stroke=INK))
            elif not inside:
                middle(drawing, "0", centre[0], centre[1] + 5, 13, fill=LINE)
    frame = {"fill": "none", "stroke": LINEAR, "stroke_width": 4}
    drawing.append(dw.Rectangle(left, top, 3 * cell, 3 * cell, **frame))
    x, y = 390, 116
    lines = [
        "Each dot is the middle of one window, and so one number of",
        f"the output: 4{TIMES}4 = 16, although the input has 49 pixels.",
        "",
        "In every position every weight is multiplied once,",
        "also where it meets a zero (orange: the first window has five).",
        "",
        "8 channels in, 16 filters: 16 · 8 · 9 = 1,152 weights",
        "16 positions · 1,152 = 18,432 multiplications",
    ]
    for index, line in enumerate(lines):
        text(drawing, line, x, y + index * 25, 14)
    return drawing.as_svg()


def vgg16() -> str:
    """Where VGG16 has its parameters, and where it does its multiplications."""
    left, width = 190, 600
    drawing = canvas(870, 250)
    text(
        drawing,
        "VGG16: the convolutions do the work, the linear layers hold the numbers",
        30,
        34,
        18,
    )
    shares = [("parameters", "138.4 million", 10.6), ("multiplications", "15.5 billion", 99.2)]
    for index, (name, total, conv) in enumerate(shares):
        y = 66 + index * 76
        text(drawing, name, 30, y + 20, 16, font_weight="bold")
        text(drawing, total, 30, y + 40, 14, fill=QUIET)
        split = width * conv / 100
        drawing.append(dw.Rectangle(left, y, split, 46, fill=CONV, stroke=INK))
        drawing.append(dw.Rectangle(left + split, y, width - split, 46, fill=LINEAR, stroke=INK))
        if conv < 50:
            middle(drawing, f"{conv} %", left + split / 2, y + 29, 15)
            middle(drawing, f"{100 - conv:.1f} %", left + (split + width) / 2, y + 29, 15)
        else:
            middle(drawing, f"{conv} %", left + split / 2, y + 29, 15)
            text(drawing, f"{100 - conv:.1f} %", left + width + 10, y + 29, 15)
    for x, fill, words in [(left, CONV, "convolutions"), (left + 170, LINEAR, "linear layers")]:
        drawing.append(dw.Rectangle(x, 214, 16, 16, fill=fill, stroke=INK))
        text(drawing, words, x + 24, 227, 14)
    return drawing.as_svg()
