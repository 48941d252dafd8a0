"""Plots of a class's results, as SVG that stands inside a page and takes its colours from there."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cnnquiz.errors import UsageError
from cnnquiz.grading.summary import Belief, ExerciseSummary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BELIEFS = 15  # the most frequent ones are drawn; the table below has them all
_WIDTH, _ROW = 6.4, 0.3  # of a plot, and of a bar that lies in it, in inches of 72 units
# Colours of no meaning, which the page's own take the place of.
_COLOURS = {
    "#010101": "currentColor",
    "#020202": "var(--grid)",
    "#030303": "var(--surface)",
    **{f"#04040{number}": f"var(--series-{number})" for number in range(6)},
}
_TEXT, _GRID, _SURFACE, *_SERIES = _COLOURS
_BANDS = ("full score", "¾ or more", "½ or more", "¼ or more", "less", "nothing handed in")
_LEFT_OUT = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"<metadata>.*?</metadata>",
        r"<defs>\s*<style.*?</style>\s*</defs>",
        r"<!--.*?-->",
        r" font-family: [^;]*;",
        r"\n\s*(?=<)",
        r"<g/>",
    )
]
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "text.parse_math": False,  # a name with two $ in it is no formula
    "font.size": 12.5,
    "axes.unicode_minus": False,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), _TEXT),
    "axes.edgecolor": _GRID,
    "grid.color": _GRID,
    "legend.frameon": False,
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "axes.spines.left"), False),
}


def shares_plot(shares: Sequence[float]) -> str:
    """Return the distribution of the whole class's shares of all points, each from 0 to 1."""

    def draw(axes: "Axes") -> None:
        _bars(axes, [share * 100 for share in shares], full=100)
        axes.set_xlabel("points, in % of all that can be had")

    return _drawn("all", 3.2, draw)


def scores_plot(summary: ExerciseSummary) -> str:
    """Return the distribution of the scores of an exercise."""

    def draw(axes: "Axes") -> None:
        _bars(axes, summary.scores, full=summary.max_score)
        axes.set_xlabel("points")

    return _drawn(summary.exercise, 2.6, draw)


def bands_plot(exercises: Sequence[ExerciseSummary]) -> str:
    """Return which share of the class has how much of the points, exercise by exercise."""
    counts = [list(_band_counts(one)) for one in exercises]
    shares = [[100 * count / (sum(own) or 1) for count in own] for own in counts]
    bands = {band: [own[at] for own in shares] for at, band in enumerate(_BANDS)}

    def draw(axes: "Axes") -> None:
        _stacked(axes, [one.exercise for one in exercises], bands, _SERIES)
        axes.set_xlim(0, 100)
        axes.set_xlabel("students, in %")

    return _drawn("bands", 1.5 + _ROW * len(exercises), draw)


def beliefs_plot(beliefs: Sequence[Belief]) -> str:
    """Return how many students hold the most frequent misconceptions, and where that shows."""
    shown = beliefs[:BELIEFS]
    both = [len(one.code.keys() & one.quizzes) for one in shown]
    parts = {
        "in code": [len(one.code) - twice for one, twice in zip(shown, both, strict=True)],
        "in both": both,
        "in quizzes": [len(one.quizzes) - twice for one, twice in zip(shown, both, strict=True)],
    }

    def draw(axes: "Axes") -> None:
        _stacked(axes, [one.misconception.id for one in shown], parts, _SERIES[::2])
        _whole_numbers(axes.xaxis)
        axes.set_xlabel("students")

    return _drawn("beliefs", 1.5 + _ROW * len(shown), draw)


def _band_counts(summary: ExerciseSummary) -> Iterator[int]:
    """Yield how many students are in each band."""
    full = summary.max_score - 1e-9  # points such as 0.1 do not add up exactly
    bounds = [float("inf"), full, 0.75 * full, 0.5 * full, 0.25 * full, -1.0]
    for above, least in pairwise(bounds):
        yield sum(least <= score < above for score in summary.scores)
    yield summary.missing


def _bars(axes: "Axes", values: Sequence[float], full: float) -> None:
    """Draw a histogram of ten equal bins, and one more for what is full and nothing else."""
    counts = [0] * 11
    for value in values:
        # A sum that is full but for its rounding is full; nothing else looks so.
        counts[max(0, min(int(value / full * 10 + 1e-9), 10))] += 1
    axes.bar(range(11), counts, 0.9, color=_SERIES[0])
    step = full / 10
    labels = [f"{number * step:g}–" for number in range(10)]  # noqa: RUF001  # "from … on"
    axes.set_xticks(range(11), [*labels, f"{full:g}"])
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("students")
    axes.set_ylim(0, max(*counts, 1) * 1.15)
    axes.bar_label(axes.containers[0], [str(count or "") for count in counts], padding=2)  # type: ignore[arg-type]  # it holds bars
    _whole_numbers(axes.yaxis)
    axes.grid(axis="y")


def _stacked(
    axes: "Axes",
    names: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    colours: Sequence[str],
) -> None:
    """Draw a bar that lies for each name, the first one on top, its parts side by side."""
    left = [0.0] * len(names)
    for (label, widths), colour in zip(parts.items(), colours, strict=False):
        if any(widths):
            axes.barh(names, widths, 0.75, left, label=label, color=colour, edgecolor=_SURFACE)
            left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.margins(y=0.01)
    axes.invert_yaxis()
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        borderaxespad=0.3,
        handlelength=1.2,
        columnspacing=1.2,
    )


def _whole_numbers(axis: Any) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  # 0.3 s

    axis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1))


def _drawn(name: str, height: float, draw: Callable[["Axes"], None]) -> str:
    """Return what `draw` draws, as SVG for a page.

    Args:
        name: unique in the page.
        height: in inches of 72 units.
        draw: draws into axes.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415  # 0.3 s
        from matplotlib.figure import Figure  # noqa: PLC0415  # likewise
    except ImportError:
        text = "plots need matplotlib, which is not installed: pip install 'cnnquiz[report]'"
        raise UsageError(text) from None
    stream = io.StringIO()
    with mpl.rc_context(_STYLE | {"svg.hashsalt": name}):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        figure.patch.set_visible(False)
        axes = figure.add_subplot()
        axes.patch.set_visible(False)
        axes.set_axisbelow(True)
        draw(axes)
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(stream.getvalue(), name)


def _inline(svg: str, name: str) -> str:
    """Return matplotlib's SVG as part of a page: colours and font from it, ids unique in it."""
    svg = svg[svg.index("<svg") :]
    for left_out in _LEFT_OUT:
        svg = left_out.sub("", svg)
    used = set(re.findall(r'(?:href="#|url\(#)([\w.-]+)', svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r'(?:xlink:)?href="#', f'href="#{name}-', svg).replace("url(#", f"url(#{name}-")
    for colour, own in _COLOURS.items():
        svg = svg.replace(colour, own)
    view = re.search(r'viewBox="[^"]*"', svg)
    assert view is not None, "matplotlib gives it one"  # noqa: S101
    body = svg[svg.index(">") + 1 :].strip()
    return f'<svg {view[0]} role="img" aria-labelledby="{name}-caption">{body}'
