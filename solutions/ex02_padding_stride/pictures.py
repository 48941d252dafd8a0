# cnnquiz-instructor: never for students
"""The pictures of ex02's lesson: a frame of zeros, and the windows that a stride leaves."""

import drawsvg as draw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
ACCENT, BLUE = "#d97706", "#1d4ed8"
PIXEL, FRAME, ANSWER, REST = "#dbeafe", "#f3f4f6", "#fde68a", "#fecaca"
FONT = "sans-serif"


def label(text, x, y, *, size=15, fill=INK, anchor="middle", **style):
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor=anchor, **style)


def box(corner, size, fill, *, stroke=LINE, stroke_width=1, **style):
    """Return a rectangle; `size` is its width and height, or one number for both."""
    width, height = size if isinstance(size, tuple) else (size, size)
    return draw.Rectangle(
        *corner, width, height, fill=fill, stroke=stroke, stroke_width=stroke_width, **style
    )


def arrow(x, y):
    """Return a short arrow to the right that starts at (x, y)."""
    group = draw.Group()
    group.append(draw.Line(x, y, x + 30, y, stroke=INK, stroke_width=2.5))
    group.append(draw.Lines(x + 30, y - 7, x + 44, y, x + 30, y + 7, close=True, fill=INK))
    return group


def squares(picture, corner, side, cell):
    """Draw `side` by `side` pixels."""
    x, y = corner
    for row in range(side):
        for col in range(side):
            picture.append(box((x + col * cell, y + row * cell), cell, PIXEL))


def zero_frame():
    """Return the picture of a 4 by 4 image without and with a frame of zeros."""
    cell = 34
    picture = draw.Drawing(870, 320)
    picture.append(box((0, 0), (870, 320), "white", stroke="none"))

    picture.append(label("padding = 0", 175, 32, font_weight="bold"))
    squares(picture, (40, 90), 4, cell)
    picture.append(box((40, 90), 3 * cell, "none", stroke=ACCENT, stroke_width=5))
    picture.append(label("image (4, 4)", 108, 252, size=14, fill=QUIET))
    picture.append(arrow(200, 158))
    squares(picture, (266, 124), 2, cell)
    picture.append(box((266, 124), cell, ANSWER, stroke=ACCENT, stroke_width=3))
    picture.append(label("answers (2, 2)", 300, 252, size=14, fill=QUIET))

    picture.append(
        draw.Line(400, 24, 400, 296, stroke=LINE, stroke_width=1, stroke_dasharray="4 5")
    )

    picture.append(label("padding = 1", 640, 32, font_weight="bold"))
    for row in range(6):
        for col in range(6):
            inside = 0 < row < 5 and 0 < col < 5
            x, y = 440 + col * cell, 56 + row * cell
            picture.append(box((x, y), cell, PIXEL if inside else FRAME))
            if not inside:
                picture.append(label("0", x + cell / 2, y + 23, fill=QUIET))
    picture.append(box((440 + cell, 56 + cell), 4 * cell, "none", stroke=BLUE, stroke_width=2.5))
    picture.append(box((440, 56), 3 * cell, "none", stroke=ACCENT, stroke_width=5))
    picture.append(label("padded image (6, 6)", 542, 286, size=14, fill=QUIET))
    picture.append(arrow(660, 158))
    squares(picture, (722, 90), 4, cell)
    picture.append(box((722, 90), cell, ANSWER, stroke=ACCENT, stroke_width=3))
    picture.append(label("answers (4, 4)", 790, 252, size=14, fill=QUIET))
    picture.append(
        label("orange: the first 3 by 3 window, and its answer", 198, 286, size=14, fill=ACCENT)
    )
    return picture.as_svg()


def strides():
    """Return the picture of a row of eight pixels under strides of 1, 2 and 3."""
    cell, n, k = 46, 8, 3
    picture = draw.Drawing(870, 452)
    picture.append(box((0, 0), (870, 452), "white", stroke="none"))
    y = 22
    for stride in (1, 2, 3):
        starts = range(0, n - k + 1, stride)
        reached = starts[-1] + k
        picture.append(label(f"stride {stride}", 40, y + 28, anchor="start", font_weight="bold"))
        for pixel in range(n):
            x = 150 + pixel * cell
            picture.append(box((x, y), (cell, 40), PIXEL if pixel < reached else REST))
            picture.append(label(str(pixel), x + cell / 2, y + 26))
        for i, start in enumerate(starts):
            picture.append(
                box(
                    (150 + start * cell + 3, y + 48 + 17 * i),
                    (k * cell - 6, 11),
                    ANSWER,
                    stroke=ACCENT,
                    rx=4,
                )
            )
        x = 150 + n * cell + 34
        picture.append(
            label(f"{len(starts)} windows, start at", x, y + 18, anchor="start", font_weight="bold")
        )
        picture.append(label(", ".join(str(start) for start in starts), x, y + 42, anchor="start"))
        if reached < n:
            left_over = " and ".join(str(pixel) for pixel in range(reached, n))
            noun = "pixel" if reached == n - 1 else "pixels"
            picture.append(
                label(
                    f"{noun} {left_over}: no window reaches here",
                    x,
                    y + 68,
                    size=14,
                    fill="#b91c1c",
                    anchor="start",
                )
            )
        y += 48 + max(17 * len(starts), 40) + 24
    picture.append(
        label(
            "A row of 8 pixels, a kernel of length 3, no padding.",
            150,
            y + 6,
            size=14,
            fill=QUIET,
            anchor="start",
        )
    )
    return picture.as_svg()


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"zero_frame.svg": zero_frame(), "strides.svg": strides()}
