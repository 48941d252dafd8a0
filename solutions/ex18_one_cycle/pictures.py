# cnnquiz-instructor: never for students
"""The pictures of ex18's lesson: both schedules, and the steps of a training on one of them."""

import math

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
RATE, MOMENTUM, BAND = "#2563eb", "#d97706", "#f3f4f6"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"schedules.svg": schedules(), "steps.svg": steps()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 14, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def line(drawing: dw.Drawing, *ends: float, **style) -> None:
    """Draw a straight line from (x, y) to (x, y)."""
    drawing.append(dw.Line(*ends, **{"stroke": LINE, "stroke_width": 1, **style}))


def height_at(position: float, start: float, middle: float, end: float) -> float:
    """Return where a curve is that turns after a quarter."""
    if position < 0.25:
        first, last, share = start, middle, position / 0.25
    else:
        first, last, share = middle, end, (position - 0.25) / 0.75
    return first + (last - first) * (1 - math.cos(math.pi * share)) / 2


def curve(drawing: dw.Drawing, points: list[tuple[float, float]], colour: str) -> None:
    """Draw a line through points."""
    flat = [round(number, 2) for point in points for number in point]
    drawing.append(dw.Lines(*flat, close=False, fill="none", stroke=colour, stroke_width=3))


def schedules() -> str:
    """Draw the rate and below it the momentum, over the position."""
    drawing = canvas(900, 480)
    left, wide = 150, 680
    ends = [(0, "0"), (0.25, "pct_start = 0.25"), (1, "1")]
    text(drawing, "one_cycle_lr", left + wide / 2, 36, 17, fill=RATE)
    text(drawing, "one_cycle_momentum", left + wide / 2, 266, 17, fill=MOMENTUM)
    for position, label in ends:
        x = left + position * wide
        line(drawing, x, 50, x, 435, stroke_dasharray="4 4")
        text(drawing, label, x, 456)
    text(drawing, "position", left + 0.625 * wide, 456, 14, fill=QUIET)
    panels = [
        (RATE, 210, 150, (0.04, 1.0, 0.00001)),
        (MOMENTUM, 425, 130, (1.0, 0.0, 1.0)),
    ]
    for colour, base, high, turns in panels:
        line(drawing, left, base, left + wide, base, stroke=INK)
        path = [
            (left + step / 200 * wide, base - high * height_at(step / 200, *turns))
            for step in range(201)
        ]
        curve(drawing, path, colour)
        for (position, _), value in zip(ends, turns, strict=True):
            x, y = left + position * wide, base - high * value
            drawing.append(dw.Circle(x, round(y, 2), 5, fill=colour))
    text(drawing, "lr_max / div", left - 12, 207, text_anchor="end")
    text(drawing, "lr_max", left + 0.25 * wide + 10, 50, text_anchor="start")
    text(drawing, "lr_max / div_final", left + wide, 232, text_anchor="end")
    text(drawing, "high", left - 12, 300, text_anchor="end")
    text(drawing, "low", left + 0.25 * wide + 14, 418, text_anchor="start")
    text(drawing, "high", left + wide + 12, 300, text_anchor="start")
    text(drawing, "warm-up", left + 0.125 * wide, 236, 13, fill=QUIET)
    text(drawing, "annealing", left + 0.5 * wide, 236, 13, fill=QUIET)
    return drawing.as_svg()


def steps() -> str:
    """Draw the twelve steps of three epochs with four batches each."""
    drawing = canvas(900, 340)
    left, wide, base, high, count = 110, 700, 250, 180, 12
    text(drawing, "3 epochs of 4 batches: 12 steps, one cycle", left + wide / 2, 34, 17)
    gap = wide / (count - 1)
    for epoch in range(3):
        x = left + (4 * epoch - 0.5) * gap
        fill = BAND if epoch % 2 == 0 else "white"
        drawing.append(dw.Rectangle(round(x, 2), 50, round(4 * gap, 2), 240, fill=fill))
        text(drawing, f"epoch {epoch}", round(x + 2 * gap, 2), 312, 15)
    line(drawing, left - gap / 2, base, left + wide + gap / 2, base, stroke=INK)
    path = [
        (left + step / 200 * wide, base - high * height_at(step / 200, 0.04, 1, 0.00001))
        for step in range(201)
    ]
    curve(drawing, path, LINE)
    for step in range(count):
        position = step / (count - 1)
        x, y = left + position * wide, base - high * height_at(position, 0.04, 1, 0.00001)
        drawing.append(dw.Circle(round(x, 2), round(y, 2), 6, fill=RATE))
        text(drawing, str(step), round(x, 2), base + 24)
    text(drawing, "position 0", left, 222, 13, fill=QUIET)
    text(drawing, "position 11/11", left + wide + 26, 222, 13, fill=QUIET, text_anchor="end")
    text(drawing, "step", left - gap / 2 - 22, base + 24, fill=QUIET)
    text(drawing, "rate", left - gap / 2 - 22, 150, fill=RATE)
    return drawing.as_svg()
