# cnnquiz-instructor: never for students
"""The pictures of ex20's lesson: some digits, and a head on a frozen body."""

from pathlib import Path

import drawsvg as dw
import numpy as np

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
FROZEN, TRAINED, ACCENT = "#dbeafe", "#fde68a", "#d97706"
TIMES = "\N{MULTIPLICATION SIGN}"
DATA = Path(__file__).parents[2] / "exercises" / "ex20_train_digits" / "digits.npz"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"digits.svg": digits(), "fine_tuning.svg": fine_tuning()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 14, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def arrow(drawing: dw.Drawing, x: float, y: float, to_x: float, colour: str = INK) -> None:
    """Draw an arrow to the right."""
    drawing.append(dw.Line(x, y, to_x, y, stroke=colour, stroke_width=2))
    tip = (to_x - 8, y - 5, to_x - 8, y + 5)
    drawing.append(dw.Lines(to_x, y, *tip, close=True, fill=colour))


def box(drawing: dw.Drawing, x: float, y: float, wide: float, high: float, fill: str) -> None:
    """Draw a box with its upper left corner at `x` and `y`."""
    drawing.append(dw.Rectangle(x, y, wide, high, rx=8, fill=fill, stroke=INK, stroke_width=1))


def digits() -> str:
    """Draw two of each digit as they are in the data, dark ink on white."""
    with np.load(DATA) as data:
        images, labels = data["images"], data["labels"]
    drawing = canvas(900, 240)
    side, gap = 9, 15
    for digit in range(10):
        left = 24 + digit * (8 * side + gap)
        text(drawing, str(digit), left + 4 * side, 28, 17)
        for row, number in enumerate(np.flatnonzero(labels == digit)[[0, 11]]):
            top = 42 + row * (8 * side + gap)
            for (y, x), value in np.ndenumerate(images[number]):
                if value:
                    shade = 255 - int(value) * 15
                    cell = (left + int(x) * side, top + int(y) * side, side, side)
                    drawing.append(dw.Rectangle(*cell, fill=f"#{shade:02x}{shade:02x}{shade:02x}"))
            frame = {"fill": "none", "stroke": LINE, "stroke_width": 1}
            drawing.append(dw.Rectangle(left, top, 8 * side, 8 * side, **frame))
    words = f"8{TIMES}8 pixels each, from 0 (no ink, white) to 16 (all ink, black)"
    text(drawing, words, 450, 228, 14, fill=QUIET)
    return drawing.as_svg()


def fine_tuning() -> str:
    """Draw the two phases: features once, and then the head over and over."""
    drawing = canvas(900, 330)
    text(drawing, "once, without gradients", 250, 34, 17)
    text(drawing, "in every epoch", 690, 34, 17, fill=ACCENT)
    drawing.append(dw.Line(470, 52, 470, 225, stroke=LINE, stroke_dasharray="5 5"))
    text(drawing, "images", 60, 123, 15)
    text(drawing, "(N, 1, 8, 8)", 60, 145, 13, fill=QUIET)
    arrow(drawing, 108, 125, 148)
    box(drawing, 150, 70, 150, 110, FROZEN)
    text(drawing, "body", 225, 118, 17)
    text(drawing, "frozen, eval mode", 225, 142, 13, fill=QUIET)
    arrow(drawing, 302, 125, 346)
    text(drawing, "features", 395, 123, 15)
    text(drawing, "(N, F)", 395, 145, 13, fill=QUIET)
    arrow(drawing, 440, 125, 538, ACCENT)
    text(drawing, "batches", 512, 112, 13, fill=ACCENT)
    box(drawing, 540, 70, 130, 110, TRAINED)
    text(drawing, "head", 605, 118, 17)
    text(drawing, f"F{TIMES}K weights", 605, 142, 13, fill=QUIET)
    text(drawing, "K biases", 605, 160, 13, fill=QUIET)
    arrow(drawing, 672, 125, 726, ACCENT)
    text(drawing, "scores", 765, 123, 15)
    text(drawing, "(N, K)", 765, 145, 13, fill=QUIET)
    back = dw.Path(fill="none", stroke=ACCENT, stroke_width=2, stroke_dasharray="6 4")
    drawing.append(back.M(765, 158).L(765, 205).L(605, 205).L(605, 186))
    drawing.append(dw.Lines(605, 180, 600, 189, 610, 189, close=True, fill=ACCENT))
    text(drawing, "gradients end here", 620, 222, 13, fill=ACCENT)
    drawing.append(dw.Line(40, 245, 860, 245, stroke=LINE))
    text(drawing, "afterwards:", 90, 291, 15)
    text(drawing, "images", 195, 291, 15)
    arrow(drawing, 228, 286, 268)
    box(drawing, 270, 262, 110, 48, FROZEN)
    text(drawing, "body", 325, 291, 15)
    arrow(drawing, 382, 286, 428)
    box(drawing, 430, 262, 110, 48, TRAINED)
    text(drawing, "head", 485, 291, 15)
    arrow(drawing, 542, 286, 586)
    text(drawing, "scores", 620, 291, 15)
    text(drawing, "one module", 760, 291, 14, fill=QUIET)
    return drawing.as_svg()
