"""Formulas as MathML, which browsers show without anybody's script."""

import html
import re
from xml.etree import ElementTree as ET

_CHARACTER = re.compile(r"&#x([0-9A-Fa-f]{1,6});")


def formula(latex: str, display: bool) -> str:
    """Return a formula as HTML; one that cannot be read stays LaTeX, as code.

    Args:
        latex: the formula.
        display: whether it stands alone.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415  # where there are any

    try:
        math = convert_to_element(latex, display="block" if display else "inline")
    except Exception:  # noqa: BLE001  # its errors have no base in common
        return f"<code>{html.escape(latex, quote=False)}</code>"
    for element in math.iter():
        # It writes characters as references, and leaves it to its caller to tell them from text.
        element.text = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), element.text or "")
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)
