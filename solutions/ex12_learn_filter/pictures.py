# cnnquiz-instructor: never for students
"""The pictures of ex12's lesson: one step of learning, and a kernel that learns."""

import drawsvg as dw
import numpy as np

INK = "#1f2937"
QUIET = "#6b7280"
LINE = "#9ca3af"
DATA = "#dbeafe"
LEARNED = "#fde68a"
ACCENT = "#d97706"
TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"
POSITIVE, NEGATIVE = (217, 119, 6), (29, 78, 216)
EDGE = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
SHOWN = (0, 1, 2, 5, 10, 30)
RATE = 0.3


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"circle.svg": circle(), "learning.svg": learning()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def box(drawing: dw.Drawing, words: str, note: str, x: float, y: float, fill: str) -> None:
    """Draw a box 130 wide and 60 high around (`x`, `y`), with a name and a note in it."""
    frame = {"fill": fill, "stroke": INK, "stroke_width": 1, "rx": 8}
    drawing.append(dw.Rectangle(x - 65, y - 30, 130, 60, **frame))
    text(drawing, words, x, y - 2 if note else y + 5, 16, text_anchor="middle", font_weight="bold")
    text(drawing, note, x, y + 18, 13, text_anchor="middle", fill=QUIET)


def arrow(drawing: dw.Drawing, *corners: tuple[float, float], colour: str = INK) -> None:
    """Draw a line through the corners, its last piece level or upright, with a head at its end."""
    flat = [number for corner in corners for number in corner]
    drawing.append(dw.Lines(*flat, fill="none", stroke=colour, stroke_width=2))
    (from_x, from_y), (x, y) = corners[-2:]
    right, down = np.sign(x - from_x), np.sign(y - from_y)
    back = (x - 10 * right, y - 10 * down)
    head = (x, y, back[0] + 5 * down, back[1] + 5 * right, back[0] - 5 * down, back[1] - 5 * right)
    drawing.append(dw.Lines(*(float(n) for n in head), close=True, fill=colour))


def circle() -> str:
    """From image and kernel to the map, the errors, the gradient, and back to the kernel."""
    drawing = canvas(860, 306)
    text(drawing, "One step of learning", 24, 34, 18)
    box(drawing, "image", "given", 100, 96, DATA)
    box(drawing, "kernel", "starts as zeros", 100, 186, LEARNED)
    box(drawing, "map", "of the kernel", 320, 140, "white")
    box(drawing, "target", "given", 545, 64, DATA)
    box(drawing, "errors", f"map {MINUS} target", 545, 140, "white")
    box(drawing, "gradient", f"errors {TIMES} pixels", 765, 140, "white")
    arrow(drawing, (165, 96), (210, 96), (210, 130), (255, 130))
    arrow(drawing, (165, 186), (210, 186), (210, 150), (255, 150))
    arrow(drawing, (385, 140), (480, 140))
    arrow(drawing, (545, 94), (545, 110))
    arrow(drawing, (610, 140), (700, 140))
    arrow(drawing, (765, 170), (765, 256), (100, 256), (100, 216), colour=ACCENT)
    text(
        drawing,
        f"kernel = kernel {MINUS} learning_rate · gradient",
        432,
        280,
        15,
        text_anchor="middle",
        fill=ACCENT,
    )
    text(drawing, "mean of squares: the loss", 545, 194, 13, text_anchor="middle", fill=QUIET)
    return drawing.as_svg()


# --- an edge kernel is found ----------------------------------------------------------------------


def feature_map(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


def descent() -> tuple[list[np.ndarray], list[float]]:
    """Return the kernel before each of 40 steps, and its loss, on an image of random pixels."""
    image = np.random.default_rng(0).uniform(-1, 1, (12, 12))
    target = feature_map(image, EDGE)
    kernel, kernels, losses = np.zeros((3, 3)), [], []
    for _ in range(41):
        errors = feature_map(image, kernel) - target
        kernels.append(kernel)
        losses.append(float(np.mean(errors**2)))
        kernel = kernel - RATE * feature_map(image, 2 * errors / errors.size)
    return kernels, losses


def colour(value: float) -> str:
    """Return white for 0, orange for 1 and blue for -1, in sixteen shades."""
    end = POSITIVE if value > 0 else NEGATIVE
    share = round(min(abs(value), 1) * 15) / 15 * 0.6
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in end)


def number(value: float) -> str:
    """Return a weight with one decimal, and no minus before a zero."""
    rounded = round(value, 1) + 0.0
    return f"{abs(rounded):.1f}" if rounded >= 0 else f"{MINUS}{abs(rounded):.1f}"


def learning() -> str:
    """The kernel after some of the steps, and the curve of the loss."""
    kernels, losses = descent()
    cell, pitch, top = 38, 138, 84
    drawing = canvas(860, 450)
    text(drawing, f"The kernel before step i (learning_rate = {RATE})", 24, 34, 18)
    for place, step in enumerate(SHOWN):
        left = 24 + place * pitch
        text(drawing, f"i = {step}", left + 1.5 * cell, top - 12, 15, text_anchor="middle")
        for (row, col), value in np.ndenumerate(kernels[step]):
            x, y = left + col * cell, top + row * cell
            square = {"fill": colour(value), "stroke": LINE, "stroke_width": 1}
            drawing.append(dw.Rectangle(x, y, cell, cell, **square))
            words = number(float(value))
            text(drawing, words, x + cell / 2, y + cell / 2 + 5, 13, text_anchor="middle")
    left, base, wide, high = 70, 410, 740, 150
    text(drawing, "losses[i]", left - 46, base - high - 16, 15)
    drawing.append(dw.Line(left, base, left + wide, base, stroke=INK, stroke_width=1.5))
    drawing.append(dw.Line(left, base, left, base - high, stroke=INK, stroke_width=1.5))
    ceiling = float(np.ceil(losses[0]))
    for level in range(int(ceiling) + 1):
        y = base - high * level / ceiling
        drawing.append(dw.Line(left - 5, y, left, y, stroke=INK, stroke_width=1.5))
        text(drawing, str(level), left - 10, y + 5, 13, text_anchor="end")
    points = []
    for step, loss in enumerate(losses):
        points += [round(left + wide * step / 40, 1), round(base - high * loss / ceiling, 1)]
    drawing.append(dw.Lines(*points, fill="none", stroke=ACCENT, stroke_width=2.5))
    for step in SHOWN:
        drawing.append(dw.Circle(points[2 * step], points[2 * step + 1], 5, fill=ACCENT))
    for step in range(0, 41, 10):
        x = left + wide * step / 40
        drawing.append(dw.Line(x, base, x, base + 5, stroke=INK, stroke_width=1.5))
        text(drawing, str(step), x, base + 22, 13, text_anchor="middle")
    text(drawing, "step i", left + wide * 0.625, base + 22, 14, text_anchor="middle", fill=QUIET)
    return drawing.as_svg()
