# cnnquiz-instructor: never for students
"""The pictures of ex05's lesson: a filter with three slices, and two kernels that become one."""

import drawsvg as draw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
ACCENT, BLUE = "#d97706", "#1d4ed8"
CHANNELS = ["#fecaca", "#bbf7d0", "#bfdbfe"]
PIXEL, ANSWER, KERNEL = "#f3f4f6", "#fde68a", "#ede9fe"
FONT = "sans-serif"
TIMES = "\N{MULTIPLICATION SIGN}"


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"filters.svg": filters(), "two_in_a_row.svg": two_in_a_row()}


def canvas(width, height):
    """Return an empty white picture."""
    picture = draw.Drawing(width, height)
    picture.append(draw.Rectangle(0, 0, width, height, fill="white"))
    return picture


def label(text, x, y, *, size=15, fill=INK, anchor="middle", **style):
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor=anchor, **style)


def grid(picture, corner, shape, cell, fill):
    """Draw a grid of `shape` (rows, columns) squares whose top left corner is `corner`."""
    x, y = corner
    for row in range(shape[0]):
        for col in range(shape[1]):
            place = x + col * cell, y + row * cell
            picture.append(
                draw.Rectangle(*place, cell, cell, fill=fill, stroke=LINE, stroke_width=1)
            )


def frame(picture, corner, width, height, colour=ACCENT):
    picture.append(
        draw.Rectangle(*corner, width, height, fill="none", stroke=colour, stroke_width=3)
    )


def arrow(picture, x, y, length=40):
    """Draw an arrow to the right that starts at (x, y)."""
    end = x + length
    picture.append(draw.Line(x, y, end - 12, y, stroke=INK, stroke_width=2.5))
    picture.append(draw.Lines(end - 14, y - 7, end, y, end - 14, y + 7, close=True, fill=INK))


def filters():
    """Return the picture of a three-channel image, two filters and their two maps."""
    cell = 22
    picture = canvas(870, 440)
    picture.append(label("one image: 3 channels", 125, 30, font_weight="bold"))
    picture.append(label("weight: 2 filters of 3 slices each", 430, 30, font_weight="bold"))
    picture.append(label("output: 2 maps", 770, 30, font_weight="bold"))
    for channel, fill in enumerate(CHANNELS):
        y = 54 + channel * 116
        grid(picture, (70, y), (4, 5), cell, fill)
        frame(picture, (70 + cell, y), 3 * cell, 3 * cell)
        picture.append(label(f"c = {channel}", 40, y + 50, fill=QUIET))
    picture.append(label("(3, 4, 5)", 125, 424, size=14, fill=QUIET))
    for number in range(2):
        top = 84 + number * 166
        picture.append(label(f"filter {number}", 264, top + 38, anchor="start"))
        for channel, fill in enumerate(CHANNELS):
            x = 330 + channel * 94
            grid(picture, (x, top), (3, 3), cell, fill)
            if channel:
                picture.append(label("+", x - 14, top + 40, size=20))
            picture.append(
                label(f"weight[{number}, {channel}]", x + 33, top + 86, size=12, fill=QUIET)
            )
        arrow(picture, 606, top + 33, 112)
        picture.append(label("sum of all products", 660, top + 20, size=13))
        picture.append(label(f"+ bias[{number}]", 660, top + 56, size=13))
        grid(picture, (736, top + 11), (2, 3), cell, PIXEL)
        picture.append(draw.Rectangle(736 + cell, top + 11, cell, cell, fill=ANSWER, stroke=LINE))
        frame(picture, (736 + cell, top + 11), cell, cell)
        picture.append(label(f"map {number}", 769, top + 78, size=13, fill=QUIET))
    picture.append(label("(2, 3, 3, 3)", 430, 424, size=14, fill=QUIET))
    picture.append(label("(2, 2, 3)", 769, 424, size=14, fill=QUIET))
    return picture.as_svg()


def two_in_a_row():
    """Return the picture of a row of pixels under two kernels, and under the composed one."""
    side, pitch, left = 52, 147, 190
    picture = canvas(870, 400)
    rows = [
        (50, ["p", "q", "r", "s"], 0, PIXEL, "pixels"),
        (170, ["p + 2q", "q + 2r", "r + 2s"], 0.5, CHANNELS[2], "after first = [1, 2]"),
        (290, ["3p + 16q + 20r", "3q + 16r + 20s"], 1, ANSWER, "after second = [3, 10]"),
    ]
    widths = {50: side, 170: 78, 290: 128}
    centres = []
    for y, words, shift, _, _ in rows:
        centres.append([(left + 60 + (i + shift) * pitch, y) for i in range(len(words))])
    weights = [("1", "2"), ("3", "10")]
    for upper, lower, pair in zip(centres, centres[1:], weights, strict=False):
        for i, (x, y) in enumerate(lower):
            for step, weight in enumerate(pair):
                start_x, start_y = upper[i + step]
                colour = ACCENT if step else BLUE
                picture.append(
                    draw.Line(start_x, start_y + 40, x, y, stroke=colour, stroke_width=2)
                )
                share = 0.42
                at_x, at_y = (
                    start_x + share * (x - start_x),
                    start_y + 40 + share * (y - start_y - 40),
                )
                picture.append(draw.Circle(at_x, at_y, 11, fill="white"))
                picture.append(label(weight, at_x, at_y + 5, size=14, fill=colour))
    for (y, words, _, fill, title), places in zip(rows, centres, strict=True):
        picture.append(label(title, 24, y + 25, anchor="start", size=14, font_weight="bold"))
        for word, (x, _) in zip(words, places, strict=True):
            width = widths[y]
            box = draw.Rectangle(x - width / 2, y, width, 40, fill=fill, stroke=LINE, rx=4)
            picture.append(box)
            picture.append(label(word, x, y + 25))
    picture.append(
        label(
            f"q reaches the left answer in two ways: 2 {TIMES} 3 + 1 {TIMES} 10 = 16."
            "  The composed kernel is [3, 16, 20].",
            24,
            374,
            anchor="start",
        )
    )
    return picture.as_svg()
