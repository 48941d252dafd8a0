# cnnquiz-instructor: never for students
"""The pictures of the lesson on sigmoid and softmax."""

import drawsvg as dw
import numpy as np

INK, QUIET, LINE, FAINT = "#1f2937", "#6b7280", "#9ca3af", "#f3f4f6"
ACCENT = "#d97706"
CLASSES = ("#bfdbfe", "#bbf7d0", "#fde68a")
MINUS = "\N{MINUS SIGN}"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"sigmoid.svg": sigmoid(), "shares.svg": shares()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def signed(value: float) -> str:
    """Return a number with a true minus sign, without needless decimals."""
    return f"{value:g}".replace("-", MINUS)


def arrow(drawing: dw.Drawing, x: float, y: float, length: float = 44) -> None:
    """Draw an arrow to the right that starts at (`x`, `y`)."""
    end = x + length
    drawing.append(dw.Line(x, y, end - 12, y, stroke=INK, stroke_width=2.5))
    drawing.append(dw.Lines(end - 14, y - 7, end, y, end - 14, y + 7, close=True, fill=INK))


def sigmoid() -> str:
    """The curve of the sigmoid, with three of its points."""
    drawing = canvas(760, 310)
    base, high, middle, unit = 250, 190, 380, 52  # of the axes, in picture units
    for share in (0, 0.5, 1):
        y = base - share * high
        stroke = LINE if share == 0 else "#d1d5db"
        ends = middle - 6 * unit, y, middle + 6 * unit, y
        drawing.append(dw.Line(*ends, stroke=stroke, stroke_width=1.2))
        text(drawing, f"{share:g}", middle - 6 * unit - 12, y + 5, text_anchor="end", fill=QUIET)
    for step in range(-6, 7, 2):
        x = middle + step * unit
        drawing.append(dw.Line(x, base, x, base + 6, stroke=LINE, stroke_width=1.2))
        text(drawing, signed(step), x, base + 24, text_anchor="middle", fill=QUIET)
    drawing.append(dw.Line(middle, base, middle, base - high - 16, stroke=LINE, stroke_width=1.2))
    x = np.linspace(-6, 6, 121)
    points = np.stack([middle + x * unit, base - high / (1 + np.exp(-x))], axis=1).round(2)
    curve = [float(number) for number in points.reshape(-1)]
    drawing.append(dw.Lines(*curve, fill="none", stroke=ACCENT, stroke_width=4))
    for score in (-2, 0, 2):
        share = float(1 / (1 + np.exp(-score)))
        place = middle + score * unit, round(base - share * high, 2)
        drawing.append(dw.Circle(*place, 6, fill="white", stroke=INK, stroke_width=2.5))
        text(drawing, f"{share:.2g}", place[0] + 14, place[1] + 18, 16, font_weight="bold")
    text(drawing, "sigmoid(x) = 1 / (1 + exp(\N{MINUS SIGN}x))", 68, 30, 17, font_weight="bold")
    text(drawing, "score x", middle, base + 48, text_anchor="middle", fill=QUIET)
    return drawing.as_svg()


def shares() -> str:
    """Three logits, their powers, and their shares, as bars."""
    drawing = canvas(870, 330)
    logits = np.array([2.0, 1.0, -1.0])
    powers = np.exp(logits)
    parts = powers / powers.sum()
    # Rounded, so that the last digits of another machine's exp do not show.
    heights = [np.round(high, 1) for high in (logits * 34, powers * 23, parts * 180)]
    titles = "logits", "exp(logit)", "share of the sum"
    for block, (title, values) in enumerate(zip(titles, (logits, powers, parts), strict=True)):
        left, base = 40 + block * 290, 250 if block else 180
        text(drawing, title, left, 34, 17, font_weight="bold")
        drawing.append(dw.Line(left, base, left + 200, base, stroke=LINE, stroke_width=1.5))
        for index, (value, height) in enumerate(zip(values, heights[block], strict=True)):
            x = left + 12 + index * 64
            top = round(base - max(float(height), 0), 1)
            bar = {"fill": CLASSES[index], "stroke": INK, "stroke_width": 1.2}
            drawing.append(dw.Rectangle(x, top, 48, abs(float(height)), **bar))
            # The number stands at the bar's far end, the class's name at its near one.
            words = signed(value) if not block else f"{value:.2f}"
            far = round(top - 8 if value > 0 else top - float(height) + 20, 1)
            text(drawing, words, x + 24, far, 16, text_anchor="middle", font_weight="bold")
            near = base + 20 if value > 0 else base - 8
            text(drawing, "ABC"[index], x + 24, near, text_anchor="middle", fill=QUIET)
        if block < 2:
            arrow(drawing, left + 222, 150)
    text(drawing, "any numbers", 40, 308, fill=QUIET)
    text(drawing, f"all positive; sum {powers.sum():.2f}", 330, 308, fill=QUIET)
    text(drawing, f"divided by {powers.sum():.2f}; sum 1", 620, 308, fill=QUIET)
    return drawing.as_svg()
