# cnnquiz-instructor: never for students
"""The pictures of the lesson on channels and batches."""

import drawsvg as dw

INK = "#1f2937"
QUIET = "#6b7280"
COLOURS = {"R": "#fca5a5", "G": "#86efac", "B": "#93c5fd"}
HEIGHT, WIDTH = 2, 3  # of the small image that all pictures show
TIMES = "\N{MULTIPLICATION SIGN}"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"planes.svg": planes(), "reshape.svg": reshape(), "batch.svg": batch()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, **style}))


def centred(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15) -> None:
    """Write `words` around the point (`x`, `y`)."""
    # Not dominant-baseline, which renderers disagree about: a capital is 0.7 of the size high.
    text(drawing, words, x, y + 0.35 * size, size, text_anchor="middle")


def cell(drawing: dw.Drawing, value: str, x: float, y: float, *, width: float, high: float) -> None:
    """Draw one number, such as `G4`, in its colour."""
    frame = {"fill": COLOURS[value[0]], "stroke": INK, "stroke_width": 1}
    drawing.append(dw.Rectangle(x, y, width, high, **frame))
    centred(drawing, value, x + width / 2, y + high / 2, 14)


def plane(drawing: dw.Drawing, values: list[str], x: float, y: float, side: float) -> None:
    """Draw one plane of the small image, a number for each pixel."""
    for index, value in enumerate(values):
        row, col = divmod(index, WIDTH)
        cell(drawing, value, x + col * side, y + row * side, width=side, high=side)


def arrow(drawing: dw.Drawing, x: float, y: float, length: float) -> None:
    """Draw an arrow to the right that starts at (`x`, `y`)."""
    end = x + length
    drawing.append(dw.Line(x, y, end - 8, y, stroke=QUIET, stroke_width=2))
    drawing.append(dw.Lines(end - 9, y - 5, end, y, end - 9, y + 5, close=True, fill=QUIET))


def pixels() -> list[str]:
    """Return the numbers of the small image pixel by pixel, as a picture file holds them."""
    return [f"{colour}{index + 1}" for index in range(HEIGHT * WIDTH) for colour in COLOURS]


def planes() -> str:
    """A colour image with three numbers in every pixel, and the same numbers as three planes."""
    drawing = canvas(860, 280)
    text(drawing, f"An image of {HEIGHT}{TIMES}{WIDTH} pixels, twice", 30, 34, 18)
    left, top, side = 50, 84, 78
    for index in range(HEIGHT * WIDTH):
        row, col = divmod(index, WIDTH)
        x, y = left + col * side, top + row * side
        for stripe, colour in enumerate(COLOURS):
            stripe_y = y + stripe * side / 3
            cell(drawing, f"{colour}{index + 1}", x, stripe_y, width=side, high=side / 3)
        frame = {"fill": "none", "stroke": INK, "stroke_width": 3}
        drawing.append(dw.Rectangle(x, y, side, side, **frame))
    text(drawing, "as the file has it: (H, W, C) = (2, 3, 3)", left, top - 14, 14)
    text(drawing, "every pixel holds its three numbers", left, top + 2 * side + 26, 14, fill=QUIET)
    arrow(drawing, 306, top + side, 60)
    left, step, small = 400, 150, 44
    text(drawing, "as a network wants it: (C, H, W) = (3, 2, 3)", left, top - 14, 14)
    for index, colour in enumerate(COLOURS):
        values = [f"{colour}{pixel + 1}" for pixel in range(HEIGHT * WIDTH)]
        plane(drawing, values, left + index * step, top + 20, small)
        name = ("red", "green", "blue")[index]
        x = left + index * step + WIDTH * small / 2
        text(drawing, f"channel {index}: {name}", x, top + 132, 14, text_anchor="middle")
    text(drawing, "every channel is a plane of its own", left, top + 2 * side + 26, 14, fill=QUIET)
    return drawing.as_svg()


def reshape() -> str:
    """The numbers in memory, and what transpose and reshape make of them."""
    drawing = canvas(760, 452)
    text(drawing, "The same 18 numbers, moved and not moved", 30, 34, 18)
    left, side = 40, 37
    text(drawing, "in memory, pixel by pixel:", left, 70, 14)
    values = pixels()
    for index, value in enumerate(values):
        cell(drawing, value, left + index * side, 80, width=side, high=side)
    rows = [
        ("image.transpose(2, 0, 1)", "moves the axis: every plane is one colour", values, 158),
        ("image.reshape(3, 2, 3)", "only cuts the row into three: a mixture", values, 308),
    ]
    for code, comment, numbers, y in rows:
        text(drawing, code, left, y, 16, font_family="monospace", font_weight="bold")
        text(drawing, comment, left + 290, y, 14, fill=QUIET)
        for channel in range(3):
            count = HEIGHT * WIDTH
            if "transpose" in code:
                part = numbers[channel::3]
            else:
                part = numbers[channel * count : (channel + 1) * count]
            x = left + channel * 190
            plane(drawing, part, x, y + 14, 44)
            label = {"text_anchor": "middle", "fill": QUIET}
            text(drawing, f"channel {channel}", x + 66, y + 120, 13, **label)
    return drawing.as_svg()


def batch() -> str:
    """Four images of three channels each, with the four axes named."""
    count, rows, cols = 4, 2, 5
    side, shift, pitch, left, top = 28, 13, 186, 90, 112
    drawing = canvas(left + count * pitch + 10, 300)
    text(drawing, f"A batch: (N, C, H, W) = ({count}, {len(COLOURS)}, {rows}, {cols})", 30, 34, 18)
    for image in range(count):
        for channel, fill in reversed(list(enumerate(COLOURS.values()))):
            x, y = left + image * pitch + channel * shift, top - channel * shift
            grid(drawing, x, y, rows=rows, cols=cols, side=side, fill=fill)
        middle = left + image * pitch + cols * side / 2
        text(drawing, f"image {image}", middle, top + rows * side + 54, 15, text_anchor="middle")
    line = {"stroke": QUIET, "stroke_width": 2}
    bottom, right = top + rows * side, left + cols * side
    drawing.append(dw.Line(left - 12, top, left - 12, bottom, **line))
    text(drawing, f"H = {rows}", left - 20, top + side + 5, 15, text_anchor="end")
    drawing.append(dw.Line(left, bottom + 12, right, bottom + 12, **line))
    text(drawing, f"W = {cols}", (left + right) / 2, bottom + 29, 15, text_anchor="middle")
    start, end = (left - 8, top - 8), (left + 2 * shift - 8, top - 2 * shift - 8)
    drawing.append(dw.Line(*start, *end, **line))
    text(drawing, f"C = {len(COLOURS)}", left - 4, top - shift - 14, 15, text_anchor="end")
    end_of_all = right + (count - 1) * pitch
    drawing.append(dw.Line(left, bottom + 70, end_of_all, bottom + 70, **line))
    text(drawing, f"N = {count}", (left + end_of_all) / 2, bottom + 89, 15, text_anchor="middle")
    sentence = "From the outside in: which image, which channel, which row, which column."
    text(drawing, sentence, 30, bottom + 120, 15)
    return drawing.as_svg()


def grid(
    drawing: dw.Drawing, x: float, y: float, *, rows: int, cols: int, side: float, fill: str
) -> None:
    """Draw a plane of pixels without their numbers."""
    for row in range(rows):
        for col in range(cols):
            frame = {"fill": fill, "stroke": INK, "stroke_width": 1}
            drawing.append(dw.Rectangle(x + col * side, y + row * side, side, side, **frame))
