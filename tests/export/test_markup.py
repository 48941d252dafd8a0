"""Texts of the bank as HTML."""

import pytest

from cnnquiz.export import markup
from support.exports import bank


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("*so* and **so**", "<p><em>so</em> and <strong>so</strong></p>"),
        ("2 * 3 * 4, a_b_c", "<p>2 * 3 * 4, a_b_c</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("# no heading", "<p># no heading</p>"),
        ("<b>no tag</b> &amp;", "<p>&lt;b&gt;no tag&lt;/b&gt; &amp;amp;</p>"),
        (r"\n \* \_ $x$", r"<p>\n \* \_ $x$</p>"),
        ("[no](link) ![no](picture)", "<p>[no](link) ![no](picture)</p>"),
        (r"\(a_i < b*c*d\)", r"<p>\(a_i &lt; b*c*d\)</p>"),
        (r"\[\frac{1}{2}\]", r"<p>\[\frac{1}{2}\]</p>"),
        (r"`\(code\)` and \(open", r"<p><code>\(code\)</code> and \(open</p>"),
        ("```\nif a[0]]>1:\n    b\n```", "<pre><code>if a[0]]&gt;1:\n    b\n</code></pre>"),
        ("", ""),
    ],
)
def test_texts_become_html(text, html):
    assert markup.block(text) == html


def test_a_formula_is_written_as_the_caller_wants():
    def shout(latex, display):
        return f"<math>{latex.upper()}{'!' if display else ''}</math>"

    assert markup.inline(r"so \(a\) and \[b\]", shout) == ("so <math>A</math> and <math>B!</math>")


def test_plain_text_has_no_markup():
    assert markup.plain("*two* `lines`\nof \\(x^2\\) & <c>") == "two lines of x^2 & <c>"


def test_a_program_keeps_its_spaces_and_gets_numbers():
    code = "\n".join(["if a < b:", "    c", *["d"] * 8])
    assert markup.program(code).startswith("if a &lt; b:\n    c\nd")
    numbered = markup.program(code, numbered=True)
    assert numbered.startswith(" 1  if a &lt; b:\n 2      c\n")
    assert numbered.endswith("10  d")


def test_a_description_of_a_picture_cannot_leave_its_attribute():
    assert markup.picture('a"b.svg', '"><script>') == (
        '<p><img src="a&quot;b.svg" alt="&quot;&gt;&lt;script&gt;" style="max-width: 100%"></p>'
    )
    assert markup.described("a < b") == "<p>[Picture: a &lt; b]</p>"


def test_the_banks_texts_use_paragraphs_code_and_emphasis_alone():
    """A sentence that begins like a list would become one unseen."""
    for item in bank():
        if item.topic == "nasty":
            continue
        for variant in item.variants:
            texts = [variant.stem, variant.explanation, *variant.rubric]
            texts += [wrong.feedback for wrong in variant.wrong]
            for text in texts:
                html = markup.block(text)
                for tag in ("p", "code", "em"):
                    html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
                assert "<" not in html, (item.id, text)
