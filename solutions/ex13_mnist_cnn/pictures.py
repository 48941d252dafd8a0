# cnnquiz-instructor: never for students
"""The pictures of ex13's lesson: the shapes of the network, and a hook at work."""

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
MAP, FIRST, LAST = "#dbeafe", "#f3f4f6", "#bbf7d0"
ACCENT = "#d97706"
ARROW = "\N{RIGHTWARDS ARROW}"
TIMES = "\N{MULTIPLICATION SIGN}"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"network.svg": network(), "hook.svg": hook()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def arrow(drawing: dw.Drawing, x: float, y: float, to_x: float, to_y: float, colour: str) -> None:
    """Draw a straight arrow to the right or downwards."""
    drawing.append(dw.Line(x, y, to_x, to_y, stroke=colour, stroke_width=2))
    if to_y == y:
        tip = (to_x - 8, to_y - 5, to_x - 8, to_y + 5)
    else:
        tip = (to_x - 5, to_y - 8, to_x + 5, to_y - 8)
    drawing.append(dw.Lines(to_x, to_y, *tip, close=True, fill=colour))


def network() -> str:
    """Draw the maps of the default network, each as a stack of squares."""
    steps = [(1, 28), (4, 14), (8, 7), (16, 4), (32, 2), (2, 1)]
    names = ["image", *(f"conv {number}" for number in range(1, 5)), "conv 5, no ReLU"]
    drawing = canvas(900, 300)
    text(drawing, "the default simple_cnn: half the side, twice the channels", 450, 32, 18)
    base, left, step = 205, 75, 138
    for place, ((channels, side), name) in enumerate(zip(steps, names, strict=True)):
        x = left + place * step
        length = 6 + 3.2 * side
        fill = FIRST if place == 0 else LAST if place == 5 else MAP
        sheets = min(channels, 8)  # more would hide one another
        shift = 4
        start = x - length / 2 - shift * (sheets - 1) / 2
        for sheet in reversed(range(sheets)):
            drawing.append(
                dw.Rectangle(
                    start + shift * sheet,
                    base - length - shift * sheet,
                    length,
                    length,
                    fill=fill,
                    stroke=INK,
                    stroke_width=1,
                )
            )
        text(drawing, name, x, base + 28)
        text(drawing, f"({channels}, {side}, {side})", x, base + 50, 14, fill=QUIET)
        if place:
            arrow(drawing, x - 84, base - 12, x - 54 + (place > 1) * 10, base - 12, LINE)
    text(drawing, f"flatten: (N, 2, 1, 1) {ARROW} (N, 2)", 450, 284, 15, fill=ACCENT)
    return drawing.as_svg()


def hook() -> str:
    """Draw a model with a hook at every leaf, and the rows that they write."""
    drawing = canvas(900, 330)
    layers = [
        ("Conv2d", "(5, 4, 14, 14)"),
        ("ReLU", "(5, 4, 14, 14)"),
        ("Conv2d", "(5, 2, 7, 7)"),
        ("Flatten", "(5, 98)"),
    ]
    text(drawing, "model(x)", 450, 30, 18)
    for x, wide in ((150, 332), (500, 150)):
        drawing.append(
            dw.Rectangle(x, 52, wide, 106, rx=8, fill="none", stroke=LINE, stroke_dasharray="6 4")
        )
        text(drawing, "Sequential: no leaf", x + wide / 2, 72, 13, fill=QUIET)
    centres = [225, 405, 575, 745]
    text(drawing, "x", 85, 123, 16)
    previous = 98
    for (name, shape), x in zip(layers, centres, strict=True):
        arrow(drawing, previous, 118, x - 57, 118, INK)
        previous = x + 57
        drawing.append(dw.Rectangle(x - 57, 92, 114, 52, rx=6, fill=MAP, stroke=INK))
        text(drawing, name, x, 123, 16)
        drawing.append(dw.Circle(x + 30, 144, 6, fill=ACCENT))
        arrow(drawing, x + 30, 150, x + 30, 214, ACCENT)
        text(drawing, f"'{name}',", x, 244, 15)
        text(drawing, shape, x, 266, 15)
    arrow(drawing, previous, 118, 850, 118, INK)
    text(drawing, "scores", 858, 145, 14)
    text(drawing, "hooks", 130, 192, 15, fill=ACCENT)
    drawing.append(dw.Rectangle(150, 218, 672, 64, rx=6, fill="none", stroke=ACCENT))
    text(drawing, "rows", 110, 255, 15, fill=ACCENT)
    words = "every call of a leaf runs its hook, and the hook writes one row"
    text(drawing, words, 486, 312, 15, fill=QUIET)
    return drawing.as_svg()
