# cnnquiz-instructor: never for students
"""The pictures of ex01's lesson: one window, and the maps of the four edge kernels."""

import drawsvg as draw
import numpy as np

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
ACCENT = "#d97706"
FONT = "sans-serif"

IMAGE = np.array(
    [
        [1, 1, 1, 1, 1, 1],
        [1, 1, 2, 1, 1, 1],
        [1, 7, 8, 9, 8, 1],
        [1, 8, 9, 9, 9, 1],
        [1, 1, 1, 1, 1, 1],
    ]
)
TOP = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])

SEVEN = [
    "............",
    "..########..",
    "..########..",
    "........##..",
    ".......##...",
    ".......##...",
    "......##....",
    "......##....",
    ".....##.....",
    ".....##.....",
    ".....##.....",
    "............",
]


def signed(value):
    """Return a number with a true minus sign, as wide as a plus."""
    return f"{value:d}".replace("-", "\N{MINUS SIGN}")


def grey(share):
    """Return the colour from black (0) to white (1)."""
    level = round(30 + 225 * share)
    return f"rgb({level},{level},{level})"


def diverging(share):
    """Return blue for -1, white for 0, orange for 1."""
    end = np.array([217, 119, 6] if share > 0 else [29, 78, 216])
    red, green, blue = np.rint(255 + (end - 255) * abs(share)).astype(int)
    return f"rgb({red},{green},{blue})"


def label(text, x, y, *, size=15, fill=INK, **style):
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor="middle", **style)


def grid(picture, values, corner, cell, colour, *, text=True):
    """Draw one square per value, with its number in it."""
    x, y = corner
    for (row, col), value in np.ndenumerate(values):
        left, top = x + col * cell, y + row * cell
        fill, ink = colour(value)
        picture.append(
            draw.Rectangle(left, top, cell, cell, fill=fill, stroke=LINE, stroke_width=1)
        )
        if text:
            middle = left + cell / 2, top + cell / 2 + 6
            picture.append(label(signed(value), *middle, size=17, fill=ink))


def pixel_colour(value):
    return grey(value / 9), INK if value > 4 else "white"


def sign_colour(value):
    return diverging(np.clip(value / 12, -1, 1) if abs(value) > 1 else 0.35 * value), INK


def one_pixel():
    """Return the picture of image, kernel, products and their sum."""
    cell, base = 40, 62
    picture = draw.Drawing(870, 300)
    picture.append(draw.Rectangle(0, 0, 870, 300, fill="white"))
    picture.append(label("image (5, 6)", 150, 34))
    grid(picture, IMAGE, (30, base), cell, pixel_colour)
    for row in range(5):
        picture.append(label(str(row), 18, base + row * cell + 25, size=13, fill=QUIET))
    for col in range(6):
        picture.append(label(str(col), 50 + col * cell, base - 8, size=13, fill=QUIET))
    # The window around (1, 3), and its centre.
    picture.append(
        draw.Rectangle(
            30 + 2 * cell, base, 3 * cell, 3 * cell, fill="none", stroke=ACCENT, stroke_width=5
        )
    )
    picture.append(
        draw.Circle(
            50 + 3 * cell, base + 1.5 * cell, 15, fill="none", stroke=ACCENT, stroke_width=3
        )
    )
    picture.append(label("window around row 1, col 3", 150, 288, fill=ACCENT, font_weight="bold"))

    middle = base + 1.5 * cell
    products = IMAGE[0:3, 2:5] * TOP
    picture.append(label("\N{MULTIPLICATION SIGN}", 300, middle + 10, size=30))
    picture.append(label("kernel (3, 3)", 390, 34))
    grid(picture, TOP, (330, base), cell, sign_colour)
    picture.append(label("=", 480, middle + 10, size=30))
    picture.append(label("products", 570, 34))
    grid(picture, products, (510, base), cell, sign_colour)
    picture.append(label("add up", 700, middle - 12, size=14, fill=QUIET))
    picture.append(draw.Line(652, middle, 736, middle, stroke=INK, stroke_width=2.5, fill="none"))
    picture.append(draw.Lines(736, middle - 7, 750, middle, 736, middle + 7, close=True, fill=INK))
    picture.append(label("answer", 805, 34))
    picture.append(
        draw.Rectangle(
            770, middle - 32, 70, 64, rx=6, fill=diverging(0.55), stroke=ACCENT, stroke_width=3
        )
    )
    picture.append(label(signed(products.sum()), 805, middle + 10, size=28, font_weight="bold"))
    lines = [" + ".join(signed(v) for v in row) for row in products]
    rows = [f"({line})" for line in lines]
    picture.append(
        label(f"{rows[0]}  +  {rows[1]}  +  {rows[2]}  =  {products.sum()}", 590, 240, size=15)
    )
    picture.append(
        label("bright below, dark above: a positive answer", 590, 266, size=14, fill=QUIET)
    )
    return picture.as_svg()


def four_edges():
    """Return the picture of a seven and of its four maps."""
    image = np.array([[float(pixel == "#") for pixel in line] for line in SEVEN])
    kernels = {"top": TOP, "bottom": -TOP, "left": TOP.T, "right": -TOP.T}
    cell, base = 12, 62
    picture = draw.Drawing(870, 270)
    picture.append(draw.Rectangle(0, 0, 870, 270, fill="white"))
    picture.append(label("image (12, 12)", 102, 34))
    grid(picture, image, (30, base), cell, lambda v: (grey(v), INK), text=False)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    for place, (name, kernel) in enumerate(kernels.items()):
        answers = np.einsum("ijkl,kl->ij", windows, kernel)
        left = 220 + place * 164
        picture.append(label(f"{name} (10, 10)", left + 60, 34))
        grid(
            picture,
            answers,
            (left, base + cell),
            cell,
            lambda v: (diverging(v / 3), INK),
            text=False,
        )
    # The scale of the four maps.
    for step, share in enumerate(np.linspace(-1, 1, 7)):
        picture.append(
            draw.Rectangle(
                430 + 30 * step, 226, 30, 16, fill=diverging(share), stroke=LINE, stroke_width=1
            )
        )
        picture.append(label(signed(round(3 * share)), 445 + 30 * step, 260, size=13))
    picture.append(label("answer:", 390, 239, size=14, fill=QUIET))
    return picture.as_svg()


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"one_pixel.svg": one_pixel(), "four_edges.svg": four_edges()}
