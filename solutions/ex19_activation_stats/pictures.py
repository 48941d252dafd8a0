# cnnquiz-instructor: never for students
"""The pictures of ex19's lesson: a block that watches, and histograms over many batches."""

import math

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
LAYER, ACCENT, BLOCK = "#dbeafe", "#d97706", "#fef3c7"
BINS, BATCHES, PERIOD = 40, 45, 15


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"block.svg": block(), "histograms.svg": histograms()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 14, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def arrow(drawing: dw.Drawing, x: float, y: float, to_y: float, colour: str) -> None:
    """Draw an arrow straight down."""
    drawing.append(dw.Line(x, y, x, to_y, stroke=colour, stroke_width=2))
    tip = (x - 5, to_y - 8, x + 5, to_y - 8)
    drawing.append(dw.Lines(x, to_y, *tip, close=True, fill=colour))


def block() -> str:
    """Draw four passes in the order of time, two of them inside the block."""
    drawing = canvas(900, 330)
    drawing.append(dw.Rectangle(245, 52, 430, 260, rx=10, fill=BLOCK, stroke=ACCENT))
    text(drawing, "with ActivationStats([conv, relu]) as watcher:", 460, 36, 17, fill=ACCENT)
    text(drawing, "entry: hooks on", 312, 74, 13, fill=ACCENT)
    text(drawing, "exit: hooks off", 612, 74, 13, fill=ACCENT)
    passes = [("before", 130, None), ("pass 0", 355, 0), ("pass 1", 565, 1), ("after", 780, None)]
    for name, x, number in passes:
        text(drawing, f"model(x): {name}" if number is None else name, x, 102, 15)
        for row, layer in enumerate(("conv", "relu")):
            left = x - 75 + 80 * row
            drawing.append(
                dw.Rectangle(left, 116, 70, 34, rx=6, fill=LAYER, stroke=INK, stroke_width=1)
            )
            text(drawing, layer, left + 35, 138, 15)
            if number is not None:
                drawing.append(dw.Circle(left + 35, 150, 5, fill=ACCENT))
                arrow(drawing, left + 35, 155, 192 + 52 * row, ACCENT)
    for row, name in enumerate(("stats[0]", "stats[1]")):
        y = 194 + 52 * row
        drawing.append(dw.Rectangle(265, y, 390, 40, rx=6, fill="white", stroke=LINE))
        text(drawing, name, 200, y + 25, 15)
        for number, x in enumerate((355, 565)):
            left = x - 75 + 80 * row
            text(drawing, f"dict {number}", left + 35, y + 25, 14)
    text(drawing, "nobody listens", 130, 176, 13, fill=QUIET)
    text(drawing, "nobody listens,", 780, 176, 13, fill=QUIET)
    text(drawing, "stats can still be read", 780, 194, 13, fill=QUIET)
    text(drawing, "each pass adds one dict to the list of each module", 460, 302, 13, fill=QUIET)
    return drawing.as_svg()


def histograms() -> str:
    """Draw the histograms of many batches side by side, of two trainings."""
    drawing = canvas(900, 400)
    panels = [("healthy: it settles, and stays wide", healthy), ("it explodes and collapses", sick)]
    for number, (title, spread) in enumerate(panels):
        left = 90 + 420 * number
        text(drawing, title, left + 180, 36, 16)
        heatmap(drawing, left, 56, spread)
        text(drawing, "batch", left + 180, 380, 14, fill=QUIET)
        for value in (0, 5, 10):
            text(drawing, str(value), left - 12, 341 - 28 * value, 13, text_anchor="end")
    text(drawing, "|activation|", 78, 36, 13, text_anchor="end", fill=QUIET)
    for batch in range(PERIOD, BATCHES, PERIOD):
        text(drawing, "collapse", 510 + 8 * batch, 356, 13, fill=ACCENT)
    return drawing.as_svg()


def healthy(batch: int) -> float:
    """Return how far activations spread in a batch of a training that goes well."""
    return 0.9 + 1.1 * (1 - math.exp(-batch / 9)) + 0.08 * math.sin(batch * 1.7)


def sick(batch: int) -> float:
    """Return the same for a training that grows by leaps and falls back, three times."""
    return 0.12 + 0.02 * math.exp((batch % PERIOD) / 2.45)


def heatmap(drawing: dw.Drawing, left: float, top: float, spread) -> None:
    """Draw a column of cells for each batch: the darker, the more activations in the bin."""
    wide, high, count = 8, 7, 10_000  # whole pixels leave no seams
    for batch in range(BATCHES):
        scale = spread(batch) * math.sqrt(2)
        for bin_ in range(BINS):
            # The absolute values of normally distributed numbers.
            share = math.erf((bin_ + 1) / 4 / scale) - math.erf(bin_ / 4 / scale)
            shade = math.log1p(count * share) / math.log1p(count)
            if shade < 0.02:
                continue
            red, green, blue = (round(255 - shade * (255 - end)) for end in (30, 58, 138))
            drawing.append(
                dw.Rectangle(
                    left + batch * wide,
                    top + (BINS - 1 - bin_) * high,
                    wide,
                    high,
                    fill=f"#{red:02x}{green:02x}{blue:02x}",
                )
            )
    drawing.append(dw.Rectangle(left, top, BATCHES * wide, BINS * high, fill="none", stroke=INK))
