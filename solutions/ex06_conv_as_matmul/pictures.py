# cnnquiz-instructor: never for students
"""The pictures of ex06's lesson: the matrix of a convolution, and windows as columns."""

import drawsvg as draw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
ACCENT = "#d97706"
WEIGHTS = {"a": "#fecaca", "b": "#bbf7d0", "c": "#bfdbfe", "d": "#fde68a"}
PIXEL, ZERO = "#f3f4f6", "white"
CHANNELS = ["#fee2e2", "#dbeafe"]
FONT = "sans-serif"
TIMES = "\N{MULTIPLICATION SIGN}"


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"matrix.svg": matrix(), "columns.svg": columns()}


def canvas(width, height):
    """Return an empty white picture."""
    picture = draw.Drawing(width, height)
    picture.append(draw.Rectangle(0, 0, width, height, fill="white"))
    return picture


def label(text, x, y, *, size=15, fill=INK, anchor="middle", **style):
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor=anchor, **style)


def cells(picture, corner, rows, side, fills):
    """Draw a table: `rows` holds the cells' texts, `fills` their colours in the same order."""
    x, y = corner
    for i, (row, colours) in enumerate(zip(rows, fills, strict=True)):
        for j, (text, fill) in enumerate(zip(row, colours, strict=True)):
            place = x + j * side, y + i * side
            picture.append(
                draw.Rectangle(*place, side, side, fill=fill, stroke=LINE, stroke_width=1)
            )
            quiet = QUIET if fill == ZERO else INK
            centre = place[0] + side / 2, place[1] + side / 2 + 5
            picture.append(label(text, *centre, size=15, fill=quiet))


def matrix():
    """Return the picture of the matrix that a 2 by 2 kernel makes for a 3 by 3 image."""
    side = 36
    picture = canvas(870, 420)
    picture.append(label("kernel", 86, 40, font_weight="bold"))
    kernel = [["a", "b"], ["c", "d"]]
    cells(picture, (50, 54), kernel, side, [[WEIGHTS[w] for w in row] for row in kernel])
    picture.append(label("image", 104, 192, font_weight="bold"))
    pixels = [[str(3 * i + j) for j in range(3)] for i in range(3)]
    cells(picture, (50, 206), pixels, side, [[PIXEL] * 3] * 3)
    picture.append(
        draw.Rectangle(
            50 + side, 206, 2 * side, 2 * side, fill="none", stroke=ACCENT, stroke_width=4
        )
    )
    picture.append(label("orange: position (0, 1)", 104, 340, size=13, fill=ACCENT))

    left, top = 350, 96
    picture.append(
        label(
            "conv_matrix: a row for each position, a column for each pixel",
            512,
            40,
            font_weight="bold",
        )
    )
    for pixel in range(9):
        picture.append(
            label(str(pixel), left + pixel * side + side / 2, top - 10, size=14, fill=QUIET)
        )
    for index, (row, col) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        texts = ["0"] * 9
        for i in range(2):
            for j in range(2):
                texts[3 * (row + i) + col + j] = kernel[i][j]
        fills = [WEIGHTS.get(text, ZERO) for text in texts]
        cells(picture, (left, top + index * side), [texts], side, [fills])
        picture.append(
            label(f"({row}, {col})", left - 12, top + index * side + 23, size=14, anchor="end")
        )
    picture.append(
        draw.Rectangle(left, top + side, 9 * side, side, fill="none", stroke=ACCENT, stroke_width=4)
    )
    picture.append(label("position", left - 12, top - 10, size=14, fill=QUIET, anchor="end"))
    picture.append(label(f"{TIMES}", 700, top + 78, size=22))
    flat = [[text] for row in pixels for text in row]
    cells(picture, (724, 66), flat, side, [[PIXEL]] * 9)
    picture.append(label("image.ravel()", 742, 410, size=13, fill=QUIET))
    picture.append(label("=", 786, top + 78, size=22))
    cells(picture, (810, top), [["y0"], ["y1"], ["y2"], ["y3"]], side, [["#fef3c7"]] * 4)
    notes = [
        "Zeros stand where the kernel does not reach: 20 of 36 entries.",
        "The other 16 are only four numbers, repeated: the weights are tied.",
    ]
    for line, text in enumerate(notes):
        picture.append(label(text, 214, 290 + 26 * line, size=14, anchor="start"))
    return picture.as_svg()


def columns():
    """Return the picture of the windows of a two-channel image as columns."""
    side = 36
    picture = canvas(870, 500)
    picture.append(label("x: two channels", 120, 34, font_weight="bold"))
    for channel in range(2):
        top = 52 + channel * 168
        texts = [[str(9 * channel + 3 * i + j) for j in range(3)] for i in range(3)]
        cells(picture, (72, top), texts, side, [[CHANNELS[channel]] * 3] * 3)
        picture.append(
            draw.Rectangle(
                72 + side, top, 2 * side, 2 * side, fill="none", stroke=ACCENT, stroke_width=4
            )
        )
        picture.append(label(f"c = {channel}", 40, top + 60, size=14, fill=QUIET))
    picture.append(label("orange: window 1", 126, 366, size=14, fill=ACCENT))

    left, top = 610, 76
    starts = [0, 1, 3, 4]
    offsets = [9 * c + 3 * i + j for c in range(2) for i in range(2) for j in range(2)]
    rows = [[str(start + offset) for start in starts] for offset in offsets]
    fills = [[CHANNELS[0]] * 4] * 4 + [[CHANNELS[1]] * 4] * 4
    picture.append(label("im2col(x, 2)[0]: (8, 4)", left + 72, 34, font_weight="bold"))
    for window in range(4):
        picture.append(
            label(str(window), left + window * side + side / 2, top - 10, size=14, fill=QUIET)
        )
    cells(picture, (left, top), rows, side, fills)
    picture.append(
        draw.Rectangle(left + side, top, side, 8 * side, fill="none", stroke=ACCENT, stroke_width=4)
    )
    row_names = [f"c {c}, ({i}, {j})" for c in range(2) for i in range(2) for j in range(2)]
    for index, name in enumerate(row_names):
        picture.append(
            label(
                name,
                left + 4 * side + 12,
                top + index * side + 23,
                size=13,
                anchor="start",
                fill=QUIET,
            )
        )
    picture.append(label("weight.reshape(1, 8)", 380, 160, font_weight="bold"))
    names = ["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7"]
    cells(picture, (236, 178), [names], side, [[CHANNELS[0]] * 4 + [CHANNELS[1]] * 4])
    picture.append(label("one filter, written as a row", 380, 240, size=13, fill=QUIET))
    picture.append(label(TIMES, 567, 202, size=22))
    picture.append(label("=", 567, 430, size=22))
    cells(picture, (left, 406), [["y0", "y1", "y2", "y3"]], side, [["#fef3c7"] * 4])
    picture.append(
        label("the four answers: reshape to (1, 2, 2)", left + 72, 470, size=13, fill=QUIET)
    )
    return picture.as_svg()
