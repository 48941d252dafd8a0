r"""Texts of the bank as HTML, from a small part of markdown.

Known are paragraphs, lists, tables, `code`, fences, *emphasis* and formulas between `\(` and `\)`,
or `\[` and `\]`. All else is text: `<`, `&`, `$`, `#` and a backslash stand for themselves. A
formula stays LaTeX; how it is written is the caller's choice. Everything that is returned as HTML
is escaped, once.
"""

import functools
import html
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

Formula = Callable[[str, bool], str]

_RULES = ("fence", "list", "table", "backticks", "emphasis", "newline")
_CLOSING = {"(": r"\)", "[": r"\]"}


def in_brackets(latex: str, display: bool) -> str:
    r"""Return a formula as MathJax finds it in a page: between `\(` and `\)`, or `\[` and `\]`."""
    opening, closing = (r"\[", r"\]") if display else (r"\(", r"\)")
    return html.escape(f"{opening}{latex}{closing}", quote=False)


def block(text: str, formula: Formula = in_brackets) -> str:
    """Return a text as HTML paragraphs, lists, tables and programs.

    Args:
        text: as written in the bank.
        formula: returns the HTML of a formula, given its LaTeX and whether it stands alone.
    """
    rendered: str = _markdown().render(text, {"formula": formula})
    return rendered.strip()


def inline(text: str, formula: Formula = in_brackets) -> str:
    """Return a text as HTML without paragraphs, for an option or a step."""
    rendered: str = _markdown().renderInline(text, {"formula": formula})
    return rendered.strip()


def plain(text: str) -> str:
    """Return a text without its markup, on one line, where a system takes no HTML."""
    return " ".join("".join(_contents(_markdown().parseInline(text, {}))).split())


def program(code: str, *, numbered: bool = False) -> str:
    """Return a program as HTML for within `<pre><code>`, with numbers of its lines if asked."""
    lines = code.split("\n")
    if numbered:
        width = len(str(len(lines)))
        lines = [f"{number:{width}}  {line}" for number, line in enumerate(lines, 1)]
    return html.escape("\n".join(lines), quote=False)


def code(text: str) -> str:
    """Return a piece of code within a sentence, as HTML."""
    return f"<code>{html.escape(text, quote=False)}</code>"


def picture(source: str, alt: str) -> str:
    """Return a picture as HTML, no wider than the page."""
    attributes = f'src="{html.escape(source)}" alt="{html.escape(alt)}" style="max-width: 100%"'
    return f"<p><img {attributes}></p>"


def described(alt: str) -> str:
    """Return what stands for a picture where there can be none, as HTML."""
    return f"<p>[Picture: {html.escape(alt, quote=False)}]</p>"


@functools.cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  # 30 ms that only an export needs

    markdown = MarkdownIt("zero").enable(_RULES)
    markdown.inline.ruler.before("backticks", "formula", _find_formula)
    markdown.add_render_rule("formula", _write_formula)
    return markdown


def _find_formula(state: "StateInline", silent: bool) -> bool:
    r"""Take a formula that begins here; the form of a rule of markdown-it."""
    start = state.pos
    opening = state.src[start : start + 2]
    if not opening.startswith("\\") or (closing := _CLOSING.get(opening[1:])) is None:
        return False
    end = state.src.find(closing, start + 2)
    if not start < end < state.posMax:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = state.src[start + 2 : end]
        token.meta = {"display": closing == r"\]"}
    state.pos = end + 2
    return True


def _write_formula(
    _renderer: object,
    tokens: "Sequence[Token]",
    index: int,
    _options: object,
    env: dict[str, Formula],
) -> str:
    token = tokens[index]
    return env["formula"](token.content, token.meta["display"])


def _contents(tokens: "Sequence[Token]") -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield from _contents(token.children)
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content
