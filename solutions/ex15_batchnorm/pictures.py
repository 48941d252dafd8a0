# cnnquiz-instructor: never for students
"""The pictures of ex15's lesson: what a channel's mean is taken over, and three number lines."""

import drawsvg as draw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
PAPER, MARKED, ACCENT = "#f3f4f6", "#fde68a", "#d97706"
FONT = "sans-serif"
MINUS = "\N{MINUS SIGN}"


def label(text, x, y, *, size=15, fill=INK, anchor="middle", **style):
    """Return a text that stands at a point."""
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor=anchor, **style)


def arrow(picture, x, y, to_x, to_y):
    """Draw an arrow to the right or down."""
    picture.append(draw.Line(x, y, to_x, to_y, stroke=INK, stroke_width=2, fill="none"))
    across = to_y == y
    points = (-9, -5, -9, 5) if across else (-5, -9, 5, -9)
    corners = (to_x + points[0], to_y + points[1], to_x + points[2], to_y + points[3])
    picture.append(draw.Lines(to_x, to_y, *corners, close=True, fill=INK))


def axes() -> str:
    """Return the picture of a batch as a table of maps, one channel marked."""
    picture = draw.Drawing(730, 396)
    picture.append(draw.Rectangle(0, 0, 730, 396, fill="white"))
    left, top, map_cells, cell, gap = 130, 84, 4, 15, 30
    side = map_cells * cell
    picture.append(label("C channels", left + 1.5 * (side + gap) + side / 2, 30, size=16))
    picture.append(label("N images", 20, top + 1.5 * side + gap, size=16, anchor="start"))
    for channel in range(4):
        x = left + channel * (side + gap)
        marked = channel == 1
        ink = ACCENT if marked else QUIET
        weight = "bold" if marked else "normal"
        name = f"channel {channel}"
        picture.append(label(name, x + side / 2, top - 20, size=14, fill=ink, font_weight=weight))
        for image in range(3):
            y = top + image * (side + gap)
            for number in range(map_cells**2):
                row, col = divmod(number, map_cells)
                square = draw.Rectangle(
                    x + col * cell,
                    y + row * cell,
                    cell,
                    cell,
                    fill=MARKED if marked else PAPER,
                    stroke=LINE,
                    stroke_width=1,
                )
                picture.append(square)
    x = left + side + gap
    height = 3 * side + 2 * gap
    frame = draw.Rectangle(
        x - 8, top - 8, side + 16, height + 16, rx=6, fill="none", stroke=ACCENT, stroke_width=3
    )
    picture.append(frame)
    words = left + 4 * (side + gap) + 6
    lines = ["all that is marked:", "one mean,", "one variance,", "one gamma, one beta"]
    for number, line in enumerate(lines):
        ink = QUIET if number == 0 else INK
        place = top + 78 + 24 * number
        picture.append(label(line, words, place, size=15, fill=ink, anchor="start"))
    note = "over N, H and W together; never from one channel to another"
    picture.append(label(note, 365, 380, size=15, fill=ACCENT, font_weight="bold"))
    return picture.as_svg()


def number(value: float) -> str:
    """Return a number with at most two digits behind the point and a true minus sign."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", MINUS)


def steps() -> str:
    """Return the picture of four values on their way through the formula."""
    values = [1.0, 3.0, 5.0, 7.0]
    normalized = [(value - 4) / 5**0.5 for value in values]
    scaled = [2 * value + 1 for value in normalized]
    picture = draw.Drawing(760, 330)
    picture.append(draw.Rectangle(0, 0, 760, 330, fill="white"))
    rows = [
        ("values", values, 4.0, f"{MINUS} mean, / root of the variance"),
        ("normalized", normalized, 0.0, "\N{MULTIPLICATION SIGN} gamma 2, + beta 1"),
        ("y", scaled, 1.0, ""),
    ]
    start, unit, low = 180, 56, -2
    for place, (name, row, mean, step) in enumerate(rows):
        y = 62 + 104 * place
        picture.append(label(name, 20, y + 5, size=16, anchor="start", font_weight="bold"))
        end = start + 10 * unit
        picture.append(draw.Line(start - 14, y, end, y, stroke=LINE, stroke_width=2, fill="none"))
        for tick in range(low, 8):
            x = start + (tick - low) * unit
            picture.append(draw.Line(x, y - 4, x, y + 4, stroke=LINE, stroke_width=1.5))
            picture.append(label(number(tick), x, y + 22, size=12, fill=QUIET))
        middle = start + (mean - low) * unit
        mark = draw.Lines(
            middle, y + 28, middle - 7, y + 40, middle + 7, y + 40, close=True, fill=QUIET
        )
        picture.append(mark)
        for value in row:
            x = start + (value - low) * unit
            picture.append(draw.Circle(x, y, 7, fill=ACCENT, stroke=INK, stroke_width=1.5))
            picture.append(label(number(value), x, y - 16, size=14))
        if step:
            arrow(picture, 60, y + 18, 60, y + 76)
            picture.append(label(step, 72, y + 53, size=13, fill=QUIET, anchor="start"))
    legend = "a triangle marks the mean"
    picture.append(label(legend, 740, 322, size=13, fill=QUIET, anchor="end"))
    return picture.as_svg()


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"axes.svg": axes(), "steps.svg": steps()}
