# cnnquiz-instructor: never for students
"""The pictures of ex16's lesson: two forms of dropout, and a validation loss with its stop."""

import drawsvg as draw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#9ca3af"
PAPER, KEPT, ACCENT, BLUE = "#f3f4f6", "#fde68a", "#d97706", "#1d4ed8"
FONT = "sans-serif"
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"


def label(text, x, y, *, size=15, fill=INK, anchor="middle", **style):
    """Return a text that stands at a point."""
    return draw.Text(text, size, x, y, fill=fill, font_family=FONT, text_anchor=anchor, **style)


def row(picture, values, x, y, *, mask=(1, 1, 1, 1)):
    """Draw four activations side by side; the dropped ones are grey and crossed out."""
    side = 48
    for place, (value, kept) in enumerate(zip(values, mask, strict=True)):
        left = x + place * side
        fill = KEPT if kept else PAPER
        square = draw.Rectangle(left, y, side, side, fill=fill, stroke=LINE, stroke_width=1.5)
        picture.append(square)
        if not kept:
            ends = (left + 6, y + side - 6, left + side - 6, y + 6)
            picture.append(draw.Line(*ends, stroke=LINE, stroke_width=1.5))
        ink = INK if kept else QUIET
        picture.append(label(str(value), left + side / 2, y + 31, size=20, fill=ink))


def dropout() -> str:
    """Return the picture of four activations in both forms of dropout, p = 0.5."""
    picture = draw.Drawing(760, 330)
    picture.append(draw.Rectangle(0, 0, 760, 330, fill="white"))
    x, mask = (8, 4, 6, 2), (1, 0, 1, 0)
    picture.append(label("x, with p = 0.5:", 196, 45, anchor="end"))
    row(picture, x, 208, 16)
    training, evaluation = 170, 500
    picture.append(label("training", training + 96, 104, size=16, font_weight="bold"))
    picture.append(label("evaluation", evaluation + 96, 104, size=16, font_weight="bold"))
    forms = [
        (
            "classical",
            [8, 0, 6, 0],
            "survivors as they were",
            [4, 2, 3, 1],
            f"all {TIMES} (1 {MINUS} p)",
        ),
        ("inverted", [16, 0, 12, 0], f"survivors / (1 {MINUS} p)", x, "nothing to do"),
    ]
    for place, (name, trained, how, evaluated, then) in enumerate(forms):
        y = 120 + 104 * place
        picture.append(label(name, 24, y + 31, size=16, anchor="start", font_weight="bold"))
        row(picture, trained, training, y, mask=mask)
        picture.append(label(how, training + 96, y + 68, size=14, fill=ACCENT))
        row(picture, evaluated, evaluation, y)
        picture.append(label(then, evaluation + 96, y + 68, size=14, fill=ACCENT))
    note = "in either row, training and evaluation agree on average"
    picture.append(label(note, 380, 320, size=14, fill=QUIET))
    return picture.as_svg()


def early() -> str:
    """Return the picture of the lesson's losses, with a patience of 3."""
    losses = [0.90, 0.60, 0.65, 0.45, 0.50, 0.45, 0.55, 0.40, 0.60]
    picture = draw.Drawing(760, 350)
    picture.append(draw.Rectangle(0, 0, 760, 350, fill="white"))
    left, bottom, step, unit = 80, 290, 76, 250

    def point(epoch):
        return left + 30 + epoch * step, bottom - losses[epoch] * unit

    for tenth in range(0, 11, 2):
        y = bottom - tenth / 10 * unit
        picture.append(draw.Line(left, y, 740, y, stroke="#e5e7eb", stroke_width=1))
        picture.append(
            label(f"{tenth / 10:.1f}", left - 10, y + 5, size=13, fill=QUIET, anchor="end")
        )
    title = draw.Text(
        "validation loss",
        14,
        24,
        165,
        fill=QUIET,
        font_family=FONT,
        text_anchor="middle",
        transform="rotate(-90 24 165)",
    )
    picture.append(title)
    best = point(3)[1]
    dashed = {"stroke": BLUE, "stroke_width": 1.5, "stroke_dasharray": "6 5", "fill": "none"}
    picture.append(draw.Line(point(3)[0], best, point(6)[0] + 20, best, **dashed))
    for epoch in range(8):
        future = epoch >= 6
        style = {"stroke_dasharray": "5 6"} if future else {}
        ends = (*point(epoch), *point(epoch + 1))
        ink = LINE if future else INK
        picture.append(draw.Line(*ends, stroke=ink, stroke_width=2.5, fill="none", **style))
    for epoch in range(9):
        x, y = point(epoch)
        fill = "white" if epoch > 6 else BLUE if epoch == 3 else ACCENT if epoch > 3 else INK
        stroke = LINE if epoch > 6 else fill
        picture.append(draw.Circle(x, y, 7, fill=fill, stroke=stroke, stroke_width=2))
        ink = QUIET if epoch > 6 else INK
        picture.append(label(str(epoch), x, bottom + 22, size=14, fill=ink))
        if 3 < epoch <= 6:
            picture.append(
                label(str(epoch - 3), x, y - 14, size=14, fill=ACCENT, font_weight="bold")
            )
    picture.append(label("epoch", 410, bottom + 46, size=14, fill=QUIET))
    picture.append(label("best: 3", point(3)[0], best + 28, fill=BLUE, font_weight="bold"))
    stop = point(6)
    picture.append(label("stop: 6", stop[0], stop[1] - 38, fill=ACCENT, font_weight="bold"))
    never = point(7)[0] + 36
    picture.append(label("never trained", never, point(8)[1] - 22, size=14, fill=QUIET))
    return picture.as_svg()


def pictures() -> dict[str, str]:
    """Return the SVG text of every picture by its file name."""
    return {"dropout.svg": dropout(), "early.svg": early()}
