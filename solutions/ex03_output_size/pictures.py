# cnnquiz-instructor: never for students
"""The pictures of the lesson on output sizes."""

import drawsvg as dw

INK = "#1f2937"
QUIET = "#6b7280"
PIXEL = "#dbeafe"
PADDING = "#f3f4f6"
KERNEL = "#f59e0b"
OUTPUT = "#bbf7d0"
UNUSED = "#fecaca"
CELL = 46  # side of one pixel, in picture units
TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"windows.svg": windows(), "dilation.svg": dilation(), "network.svg": network()}
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


def cell(drawing: dw.Drawing, label: str, x: float, y: float, *, fill: str, side: float) -> None:
    """Draw one square with `label` in its middle."""
    drawing.append(dw.Rectangle(x, y, side, side, fill=fill, stroke=INK, stroke_width=1))
    centred(drawing, label, x + side / 2, y + side / 2, 16)


def windows() -> str:
    """Eight pixels with a padding of 1, and a kernel of 3 with stride 2 in its four places."""
    n, kernel, stride, padding = 8, 3, 2, 1
    left, top, step = 40, 76, 40
    padded = n + 2 * padding
    places = (padded - kernel) // stride + 1
    drawing = canvas(left * 2 + padded * CELL + 160, top + CELL + places * step + 90)
    text(drawing, "n = 8, padding = 1, kernel_size = 3, stride = 2", left, 34, 18)
    for index in range(padded):
        is_pixel = padding <= index < padding + n
        covered = index <= (places - 1) * stride + kernel - 1
        fill = UNUSED if not covered else PIXEL if is_pixel else PADDING
        label = f"x{index - padding + 1}" if is_pixel else "0"
        cell(drawing, label, left + index * CELL, top, fill=fill, side=CELL)
    text(drawing, "zero", left + CELL / 2, top - 8, 13, text_anchor="middle", fill=QUIET)
    end = left + padded * CELL
    text(drawing, "zero", end - CELL / 2, top - 8, 13, text_anchor="middle", fill=QUIET)
    for place in range(places):
        x = left + place * stride * CELL
        y = top + CELL + 14 + place * step
        bar = {"fill": KERNEL, "fill_opacity": 0.55, "stroke": INK, "rx": 5}
        drawing.append(dw.Rectangle(x + 3, y, kernel * CELL - 6, 26, **bar))
        centred(drawing, f"place {place + 1}", x + kernel * CELL / 2, y + 13, 14)
        drawing.append(dw.Rectangle(end + 70, y, 90, 26, fill=OUTPUT, stroke=INK))
        centred(drawing, f"output {place + 1}", end + 115, y + 13, 14)
        dashes = {"stroke": QUIET, "stroke_width": 1.5, "stroke_dasharray": "4 4"}
        drawing.append(dw.Line(x + kernel * CELL + 2, y + 13, end + 66, y + 13, **dashes))
    bottom = top + CELL + 14 + places * step + 24
    sum_ = f"10 {MINUS} 3 = 7 pixels are left after the first place:"
    text(drawing, f"{sum_} room for 3 steps of 2, so 3 + 1 = 4", left, bottom, 15)
    text(drawing, "The red cell is never seen: half a step does not count.", left, bottom + 24, 15)
    return drawing.as_svg()


def dilation() -> str:
    """A kernel of three entries at dilation 1, 2 and 3, over the pixels that it reaches."""
    side, left, top = 36, 150, 62
    drawing = canvas(left + 7 * side + 190, top + 3 * (side + 26))
    text(drawing, "One kernel of 3 entries, three dilations", 30, 34, 18)
    for row, gap in enumerate((1, 2, 3)):
        y = top + row * (side + 26)
        text(drawing, f"dilation = {gap}", 30, y + side / 2 + 5, 15)
        reach = gap * 2 + 1
        for index in range(7):
            if index >= reach:
                frame = {"fill": "white", "stroke": "#d1d5db"}
                drawing.append(dw.Rectangle(left + index * side, y, side, side, **frame))
                continue
            label = f"w{index // gap + 1}" if index % gap == 0 else ""
            fill = KERNEL if label else PADDING
            cell(drawing, label, left + index * side, y, fill=fill, side=side)
        text(drawing, f"reaches over {reach} pixels", left + 7 * side + 22, y + side / 2 + 5, 15)
    return drawing.as_svg()


def network() -> str:
    """A digit on its way through five layers, its shape below every stage."""
    stages = [
        ("input", "(1, 1, 28, 28)", 28, 1),
        ("conv", "(1, 8, 26, 26)", 26, 8),
        ("relu", "(1, 8, 26, 26)", 26, 8),
        ("maxpool", "(1, 8, 13, 13)", 13, 8),
        ("flatten", "(1, 1352)", None, 1352),
        ("linear", "(1, 10)", None, 10),
    ]
    notes = ["", f"8 filters, 3{TIMES}3", "", f"2{TIMES}2", "8·13·13 = 1352", "10 features"]
    pitch, base, left = 148, 214, 80
    drawing = canvas(left + len(stages) * pitch - 60, 300)
    text(drawing, "One row per layer: the shape that every layer hands to the next", 30, 34, 18)
    for index, (name, shape, side, count) in enumerate(stages):
        x = left + index * pitch
        if side is None:
            pillar(drawing, x, base, 130 if count > 100 else 60)
        else:
            stack(drawing, x, base, side * 2.6, count)
        text(drawing, name, x, base + 30, 16, text_anchor="middle", font_weight="bold")
        text(drawing, notes[index], x, base + 50, 13, text_anchor="middle", fill=QUIET)
        text(drawing, shape, x, base + 72, 14, text_anchor="middle")
        if index:
            arrow(drawing, x - pitch / 2, base - 60)
    return drawing.as_svg()


def stack(drawing: dw.Drawing, x: float, base: float, side: float, count: int) -> None:
    """Draw `count` feature maps behind each other, standing on `base` around `x`."""
    shift = 4
    spread = (count - 1) * shift
    for layer in reversed(range(count)):
        offset = layer * shift
        place = (x - (side + spread) / 2 + offset, base - side - offset)
        drawing.append(dw.Rectangle(*place, side, side, fill=PIXEL, stroke=INK, stroke_width=0.8))


def pillar(drawing: dw.Drawing, x: float, base: float, height: float) -> None:
    """Draw a row of numbers as a thin pillar on `base`."""
    drawing.append(dw.Rectangle(x - 8, base - height, 16, height, fill=OUTPUT, stroke=INK))
    step = 10
    for level in range(step, int(height), step):
        y = base - level
        drawing.append(dw.Line(x - 8, y, x + 8, y, stroke=INK, stroke_width=0.6))


def arrow(drawing: dw.Drawing, x: float, y: float) -> None:
    """Draw a short arrow to the right whose middle is (`x`, `y`)."""
    drawing.append(dw.Line(x - 9, y, x + 5, y, stroke=QUIET, stroke_width=2))
    drawing.append(dw.Lines(x + 4, y - 5, x + 12, y, x + 4, y + 5, close=True, fill=QUIET))
