# cnnquiz-instructor: never for students
"""The pictures of ex14's lesson: the blocks of VGG16, and where parameters and work are."""

import drawsvg as dw

INK, QUIET, LINE = "#1f2937", "#6b7280", "#94a3b8"
CONV, POOL, LINEAR = "#dbeafe", "#fde68a", "#bbf7d0"


def pictures() -> dict[str, str]:
    """Return every picture as SVG text, by file name."""
    drawn = {"vgg16.svg": vgg16(), "shares.svg": shares()}
    return {name: f"{svg}\n" for name, svg in drawn.items()}


def canvas(width: float, height: float) -> dw.Drawing:
    """Return an empty white picture."""
    drawing = dw.Drawing(width, height, font_family="sans-serif")
    drawing.append(dw.Rectangle(0, 0, width, height, fill="white"))
    return drawing


def text(drawing: dw.Drawing, words: str, x: float, y: float, size: int = 15, **style) -> None:
    """Write `words` around `x`, with their baseline at `y`."""
    drawing.append(dw.Text(words, size, x, y, **{"fill": INK, "text_anchor": "middle", **style}))


def vgg16() -> str:
    """Draw the entries of VGG16's configuration as bars as high as the maps they make."""
    config = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M"]
    config += [512, 512, 512, "M", 512, 512, 512, "M"]
    drawing = canvas(940, 350)
    text(drawing, "VGG16: an entry of config for every bar, as high as its map", 470, 32, 18)
    base, x, side = 262, 30, 224
    sides = []
    for entry in config:
        pool = entry == "M"
        side = side // 2 if pool else side
        wide = 18 if pool else 40
        high = 14 + 0.78 * side
        drawing.append(
            dw.Rectangle(
                x, base - high, wide, high, fill=POOL if pool else CONV, stroke=INK, stroke_width=1
            )
        )
        text(drawing, str(entry), x + wide / 2, base + 20, 14)
        if pool:
            sides.append((x + wide / 2, high, side))
        x += wide + 4
    for middle, high, side in sides:
        text(drawing, str(side), middle + 2, base - high - 8, 14, fill=QUIET)
    x += 24
    for features in (4096, 4096, 1000):
        high = 40 + features / 40
        drawing.append(
            dw.Rectangle(x, base - high, 34, high, fill=LINEAR, stroke=INK, stroke_width=1)
        )
        text(drawing, str(features), x + 17, base + 20, 14)
        x += 48
    key = [(CONV, "convolution and ReLU"), (POOL, "max-pool; above it the new side")]
    key.append((LINEAR, "linear (behind the flatten)"))
    for place, (fill, words) in enumerate(key):
        left = 60 + 290 * place
        drawing.append(dw.Rectangle(left, 308, 18, 18, fill=fill, stroke=INK, stroke_width=1))
        text(drawing, words, left + 28, 322, 14, text_anchor="start")
    return drawing.as_svg()


def shares() -> str:
    """Draw two bars: the parameters of VGG16, and its multiplications."""
    drawing = canvas(860, 230)
    rows = [("parameters", 10.6, 89.4), ("multiplications", 99.2, 0.8)]
    left, wide = 160, 660
    text(drawing, "VGG16: who holds the numbers, and who does the work", 430, 32, 18)
    for place, (name, conv, linear) in enumerate(rows):
        top = 56 + 64 * place
        text(drawing, name, left - 14, top + 30, 15, text_anchor="end")
        split = wide * conv / 100
        for x, length, fill in ((0, split, CONV), (split, wide - split, LINEAR)):
            drawing.append(
                dw.Rectangle(left + x, top, length, 46, fill=fill, stroke=INK, stroke_width=1)
            )
        for share, start, end in ((conv, 0, split), (linear, split, wide)):
            if end - start > 60:
                text(drawing, f"{share} %", left + (start + end) / 2, top + 29, 16)
    text(drawing, "0.8 %", left + wide - 30, 56 + 64 + 29, 13)
    for place, (fill, words) in enumerate(((CONV, "convolutions"), (LINEAR, "linear layers"))):
        x = 300 + 180 * place
        drawing.append(dw.Rectangle(x, 192, 18, 18, fill=fill, stroke=INK, stroke_width=1))
        text(drawing, words, x + 28, 206, 14, text_anchor="start")
    return drawing.as_svg()
