"""Programs as HTML in colours: a few classes, for which the page has a style in light and dark."""

import html
from collections.abc import Iterator

from markupsafe import Markup


def lines(code: str) -> list[Markup]:
    """Return the lines of a Python program as HTML, without the ends of lines."""
    from pygments.lexers.python import PythonLexer  # noqa: PLC0415  # where there are programs

    written = [""]
    for token, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(code):
        class_ = next(_classes(token), None)
        for place, part in enumerate(text.split("\n")):
            if place:
                written.append("")
            escaped = html.escape(part, quote=False)
            written[-1] += f'<b class="{class_}">{escaped}</b>' if class_ and part else escaped
    return [Markup(line) for line in written]  # noqa: S704  # escaped above


def _classes(token: object) -> Iterator[str]:
    from pygments.token import Comment, Keyword, Name, Number, Operator, String  # noqa: PLC0415

    kinds = {
        "keyword": (Keyword, Operator.Word),
        "string": (String,),
        "comment": (Comment,),
        "number": (Number,),
        "builtin": (Name.Builtin, Name.Decorator, Name.Function, Name.Class),
    }
    for class_, types in kinds.items():
        if any(token in type_ for type_ in types):
            yield class_
