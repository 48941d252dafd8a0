# cnnquiz-instructor: never for students
"""The pictures of the lesson on receptive fields."""

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
PLAIN, SEEN, TOP, ZERO, UNSEEN = "#f3f4f6", "#fde68a", "#f59e0b", "white", "#fecaca"
CELL = 44  # side of one pixel, in picture units


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    return {"two_layers.svg": two_layers(), "block.svg": block(), "border.svg": border()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def cell(drawing: dw.Drawing, label: str, middle: float, y: float, fill: str, **style) -> None:
    """Draw a square around the column `middle`, its upper side at `y`."""
    frame = {"fill": fill, "stroke": INK, "stroke_width": 1, **style}
    drawing.append(dw.Rectangle(middle - CELL / 2, y, CELL, CELL, **frame))
    # Not dominant-baseline, which renderers disagree about: a capital is 0.7 of the size high.
    text(drawing, label, middle, y + CELL / 2 + 5, 15, text_anchor="middle")


def fan(
    drawing: dw.Drawing, above: tuple[float, float], below: tuple[float, float], y: float, to: float
) -> None:
    """Shade the way from what lies above, between two places at `y`, to what it sees at `to`."""
    corners = (above[0], y, above[1], y, below[1], to, below[0], to)
    drawing.append(dw.Lines(*corners, close=True, fill=SEEN, fill_opacity=0.45))


def two_layers() -> str:
    """Two layers with kernel 3 and stride 2 over eleven pixels; each activation above its field."""
    left, top, rise = 150, 66, 96
    drawing = canvas(920, 372)
    text(drawing, "Two layers, each with kernel_size 3 and stride 2", 30, 34, 18)
    levels = [
        ("layer 2", [3.5, 7.5], 1, "sees 7 pixels", "jump 4, start 3.5"),
        ("layer 1", [1.5, 3.5, 5.5, 7.5, 9.5], 3, "sees 3 pixels", "jump 2, start 1.5"),
        ("input", [i + 0.5 for i in range(11)], 7, "sees itself", "jump 1, start 0.5"),
    ]
    at = [top + level * rise for level in range(3)]
    one, three, seven = ((left + a * CELL, left + b * CELL) for a, b in [(3, 4), (1, 6), (0, 7)])
    fan(drawing, one, three, at[0] + CELL, at[1])
    fan(drawing, three, seven, at[1] + CELL, at[2])
    for level, (name, middles, seen, field, place) in enumerate(levels):
        text(drawing, name, 30, at[level] + CELL / 2 + 5, 16, font_weight="bold")
        for index, middle in enumerate(middles):
            fill = PLAIN if index >= seen else TOP if level == 0 else SEEN
            cell(drawing, str(index), left + middle * CELL, at[level], fill)
        text(drawing, field, left + 11 * CELL + 40, at[level] + 18, 15)
        text(drawing, place, left + 11 * CELL + 40, at[level] + 38, 14, fill=QUIET)
    ruler = at[2] + CELL + 16
    drawing.append(dw.Line(left, ruler, left + 11 * CELL, ruler, stroke=QUIET))
    for mark in range(12):
        x = left + mark * CELL
        drawing.append(dw.Line(x, ruler - 4, x, ruler + 4, stroke=QUIET))
        text(drawing, str(mark), x, ruler + 20, 13, text_anchor="middle", fill=QUIET)
    text(drawing, "place in the image, in pixels", left + 11 * CELL + 40, ruler + 5, 13, fill=QUIET)
    return drawing.as_svg()


def block() -> str:
    """Two activations of one padded layer, and their blocks in an image of 8 by 8 pixels."""
    side, left, top = 34, 100, 76
    drawing = canvas(790, 424)
    text(drawing, "One layer, kernel_size 3, stride 1, padding 1, over 8 by 8 pixels", 30, 34, 18)
    for row in range(-1, 9):
        for col in range(-1, 9):
            x, y = left + col * side, top + (row + 0.7) * side
            inside = 0 <= row < 8 and 0 <= col < 8
            spots = {(3, 5): TOP, (7, 0): TOP}
            near = any(abs(row - r) <= 1 and abs(col - c) <= 1 for r, c in spots)
            fill = spots.get((row, col), SEEN if near and inside else PLAIN if inside else ZERO)
            stroke = LINE if inside else "#e5e7eb"
            drawing.append(dw.Rectangle(x, y, side, side, fill=fill, stroke=stroke))
            if not inside:
                text(drawing, "0", x + side / 2, y + 22, 13, text_anchor="middle", fill=LINE)
    for index in range(8):
        y = top + (index + 0.7) * side + 22
        text(drawing, str(index), left - side - 14, y, 13, text_anchor="middle", fill=QUIET)
        x = left + (index + 0.5) * side
        text(drawing, str(index), x, top - 0.3 * side - 8, 13, text_anchor="middle", fill=QUIET)
    dashes = {"fill": "none", "stroke": INK, "stroke_width": 2.5, "stroke_dasharray": "6 4"}
    for row, col in [(2, 4), (6, -1)]:
        corner = (left + col * side, top + (row + 0.7) * side)
        drawing.append(dw.Rectangle(*corner, 3 * side, 3 * side, **dashes))
    notes = [
        (3.9, "activation (3, 5)", "rows 2 to 4, columns 4 to 6:", "(2, 4, 4, 6)"),
        (7.2, "activation (7, 0)", "rows 6 to 7, columns 0 to 1:", "(6, 7, 0, 1)"),
    ]
    for at, name, words, answer in notes:
        x, y = left + 9 * side + 50, top + (at - 0.3) * side
        text(drawing, name, x, y, 16, font_weight="bold")
        text(drawing, f"{words}  {answer}", x, y + 24, 14)
    x = left + 9 * side + 50
    text(drawing, "dashed: the window, zeros included", x, top + 0.7 * side + 22, 14, fill=QUIET)
    text(drawing, "coloured: the block, pixels only", x, top + 1.4 * side + 22, 14, fill=QUIET)
    return drawing.as_svg()


def border() -> str:
    """A zero beside a hidden layer sees nothing, so that the last pixel stays unseen."""
    left, top, rise = 220, 66, 96
    drawing = canvas(870, 360)
    words = "Layer 1: kernel_size 3, stride 2.  Layer 2: kernel_size 3, stride 1, padding 1"
    text(drawing, words, 30, 34, 18)
    at = [top + level * rise for level in range(3)]
    one, two, five = ((left + a * CELL, left + b * CELL) for a, b in [(5, 6), (3, 6), (2, 7)])
    fan(drawing, one, two, at[0] + CELL, at[1])
    fan(drawing, two, five, at[1] + CELL, at[2])
    to_zero = (left + 6 * CELL, at[0] + CELL, left + 7.3 * CELL, at[1])
    drawing.append(dw.Line(*to_zero, stroke=QUIET, stroke_dasharray="4 3"))
    for level, name in enumerate(("layer 2", "layer 1", "input")):
        text(drawing, name, 30, at[level] + CELL / 2 + 5, 16, font_weight="bold")
    for index in range(3):
        middle = left + (1.5 + 2 * index) * CELL
        cell(drawing, str(index), middle, at[0], TOP if index == 2 else PLAIN)
        cell(drawing, str(index), middle, at[1], SEEN if index else PLAIN)
    for middle in (-0.5, 7.5):
        dashes = {"stroke": QUIET, "stroke_dasharray": "4 3"}
        cell(drawing, "zero", left + middle * CELL, at[1], ZERO, **dashes)
    for index in range(8):
        fill = SEEN if 2 <= index <= 6 else UNSEEN if index == 7 else PLAIN
        cell(drawing, str(index), left + (index + 0.5) * CELL, at[2], fill)
    x = left + 8 * CELL + 40
    text(drawing, "activation 2 of layer 2 …", x, at[0] + 27, 15)
    text(drawing, "… looks at 1, 2 and a zero,", x, at[1] + 18, 15)
    text(drawing, "and the zero looks at nothing", x, at[1] + 38, 15)
    text(drawing, "so it depends on pixels 2 to 6", x, at[2] + 18, 15)
    text(drawing, "(red: in no window at all)", x, at[2] + 38, 14, fill=QUIET)
    y = at[2] + CELL + 34
    text(
        drawing,
        "Cut at the end only, the zero would be taken for an activation that sees 6, 7 and 8.",
        30,
        y,
        15,
    )
    return drawing.as_svg()
