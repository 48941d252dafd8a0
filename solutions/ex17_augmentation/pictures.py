# cnnquiz-instructor: never for students
"""The pictures of ex17's lesson: one image in several variants, and all places of a window."""

import drawsvg as dw
import numpy as np

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
ACCENT, MAP = "#d97706", "#dbeafe"
TIMES = "\N{MULTIPLICATION SIGN}"

# A boot, ten pixels wide and high: digits are tenths of white.
ROWS = [
    "0677600000",
    "0899800000",
    "0888800000",
    "0899900000",
    "0788800000",
    "0899930000",
    "0999997400",
    "0999999983",
    "0999999999",
    "0444444444",
]
BOOT = np.array([[int(digit) / 10 for digit in row] for row in ROWS])


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"variants.svg": variants(), "places.svg": places()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def frame(drawing: dw.Drawing, x: float, y: float, width: float, height: float, **style) -> None:
    """Draw the outline of a rectangle."""
    style = {"fill": "none", "stroke": INK, "stroke_width": 1, **style}
    drawing.append(dw.Rectangle(x, y, width, height, **style))


def pixels(drawing: dw.Drawing, image: np.ndarray, x: float, y: float, side: float) -> None:
    """Draw a grey image with its upper left corner at (x, y)."""
    for (row, col), value in np.ndenumerate(image):
        shade = f"#{round(255 * value):02x}" + f"{round(255 * value):02x}" * 2
        at = x + col * side, y + row * side
        drawing.append(dw.Rectangle(*at, side, side, fill=shade, stroke=shade, stroke_width=0.5))


def variants() -> str:
    """Draw the boot as it is, mirrored, cropped and noisy."""
    drawing = canvas(900, 330)
    text(drawing, "one image, one label, and what chance may make of them", 450, 32, 18)
    side, top, high = 15, 100, 150
    noise = 0.15 * np.random.default_rng(17).normal(size=BOOT.shape)
    padded = np.pad(BOOT, 2)
    row, col = 3, 1
    panels = [
        ("the image", f"10 {TIMES} 10 pixels", BOOT, 45),
        ("hflip", "left and right swapped", BOOT[:, ::-1], 250),
        ("random_crop", "the result", padded[row : row + 10, col : col + 10], 495),
        ("add_noise", "clipped to 0 \N{HORIZONTAL ELLIPSIS} 1", np.clip(BOOT + noise, 0, 1), 700),
    ]
    for name, remark, image, x in panels[:2] + panels[3:]:
        pixels(drawing, image, x, top, side)
        frame(drawing, x, top, high, high)
        text(drawing, name, x + high / 2, 288, 16)
        text(drawing, remark, x + high / 2, 310, 13, fill=QUIET)
    # The crop is shown where it happens: the frame of zeros, and the window in it.
    x, y = 445, top - 2 * side
    pixels(drawing, padded, x, y, side)
    frame(drawing, x, y, 14 * side, 14 * side)
    at = x + 2 * side, y + 2 * side
    frame(drawing, *at, high, high, stroke=LINE, stroke_dasharray="4 3")
    at = x + col * side, y + row * side
    frame(drawing, *at, high, high, stroke=ACCENT, stroke_width=4)
    text(drawing, "random_crop", x + 7 * side, 302, 16)
    text(drawing, "padding 2, size 10: the window", x + 7 * side, 322, 13, fill=ACCENT)
    return drawing.as_svg()


def places() -> str:
    """Draw all windows of 3 x 3 in an image of 2 x 3 pixels with a frame of one zero."""
    drawing = canvas(900, 330)
    image = np.pad(np.arange(1, 7).reshape(2, 3), 1)
    side, left, top = 40, 60, 105
    text(drawing, f"an image of 2 {TIMES} 3 pixels, padding 1", 160, 50, 16)
    text(drawing, f"its 2 {TIMES} 3 = 6 windows of size 3, all equally likely", 610, 50, 16)
    numbers(drawing, image, left, top, side, 17)
    frame(drawing, left + side, top + side, 3 * side, 2 * side, stroke_width=2)
    frame(drawing, left + 2 * side, top + side, 3 * side, 3 * side, stroke=ACCENT, stroke_width=4)
    text(drawing, "row 1, col 2", left + 3.5 * side, top + 4 * side + 26, 14, fill=ACCENT)
    small = 28
    for row in range(2):
        for col in range(3):
            x, y = 400 + col * 160, 80 + row * 122
            numbers(drawing, image[row : row + 3, col : col + 3], x, y, small, 14)
            style = {"stroke": ACCENT, "stroke_width": 4} if (row, col) == (1, 2) else {}
            frame(drawing, x, y, 3 * small, 3 * small, **style)
            text(drawing, f"row {row}, col {col}", x + 1.5 * small, y + 3 * small + 20, 13)
    return drawing.as_svg()


def numbers(
    drawing: dw.Drawing, image: np.ndarray, x: float, y: float, side: float, size: int
) -> None:
    """Draw a table of numbers; those of the frame of zeros are pale."""
    for (row, col), value in np.ndenumerate(image):
        at = x + col * side, y + row * side
        fill = MAP if value else "white"
        frame(drawing, *at, side, side, fill=fill, stroke=LINE)
        middle = at[0] + side / 2, at[1] + side / 2 + size * 0.36
        text(drawing, str(value), *middle, size, fill=INK if value else QUIET)
