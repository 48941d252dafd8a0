"""The question bank comes from its files, or all their problems do."""

import pytest

from cnnquiz.course.bank import (
    dealt_text,
    load_blueprint,
    load_concepts,
    load_dealt,
    load_notes,
    load_topic,
    topics,
)
from cnnquiz.errors import CourseError
from cnnquiz.model.item import Cell, Concept, ItemType, Level, Tolerance
from support.items import make_item

TOPIC = """\
format: 1
items:
  - id: a-size
    rev: 2
    type: number
    concepts: [output-size]
    level: apply
    difficulty: 3
    vars:
      n: [28, 32]
      layers: [[[3, 2], [3, 1]], []]
      name: [same, "7"]
      flag: [true]
      share: [0.5]
    stem: How large?
    answer: n
    oracle: n + 0
    tolerance: {absolute: 0.5}
    wrong:
      - misconception: stride-ignored
        feedback: No.
    explanation: So it is.
  - id: a-trace
    rev: 1
    type: trace
    concepts: [nchw]
    level: understand
    difficulty: 1
    stem: What does it print?
    code: |
      print(1)
    wrong:
      - misconception: nhwc
        replace: {"1": "2"}
        feedback: No.
    explanation: So it is.
"""


def write(folder, name, text):
    """Write a file of the question bank and return its folder."""
    home = folder / "questionbank"
    home.mkdir(exist_ok=True)
    (home / name).write_text(text, encoding="utf-8")
    return home


def problems(folder, text) -> str:
    """Return the problems of a topic, one on a line."""
    with pytest.raises(CourseError) as error:
        load_topic(write(folder, "shapes.yaml", text), "shapes")
    return "\n".join(map(str, error.value.problems))


def test_topic_is_read_as_its_author_wrote_it(tmp_path):
    first, second = load_topic(write(tmp_path, "shapes.yaml", TOPIC), "shapes")
    assert (first.id, first.rev, first.type, first.level) == (
        *("a-size", 2, ItemType.NUMBER, Level.APPLY),
    )
    assert dict(first.vars) == {
        "n": (28, 32),
        "layers": ([[3, 2], [3, 1]], []),
        "name": ("same", "7"),
        "flag": (True,),
        "share": (0.5,),
    }
    assert first.tolerance == Tolerance(absolute=0.5)
    assert dict(second.wrong[0].replace) == {"1": "2"}
    assert second.code == "print(1)\n"


def test_every_problem_of_a_topic_is_told_with_its_line(tmp_path):
    text = (
        TOPIC.replace("rev: 2", "rev: 0")
        .replace("id: a-trace", "id: A trace")
        .replace("level: understand", "level: know")
        .replace("      n: [28, 32]", "      n: {a: 1}")
        .replace("feedback: No.\n    explanation: So it is.\n  - id", "feedbak: No.\n  - id")
    )
    told = problems(tmp_path, text)
    assert "questionbank/shapes.yaml:4: items[0].rev: found 0" in told
    assert "questionbank/shapes.yaml:10: items[0].vars.n: found a mapping, expected a list" in told
    assert "items[0].wrong[0].feedbak: found an unknown key; did you mean feedback?" in told
    assert "items[0].explanation: missing" in told
    assert 'items[1].id: found "A trace", expected lower-case words' in told
    assert 'items[1].level: found "know", expected one of remember' in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    oracle: n + 0\n", "", "items[0]: a number item needs oracle"),
        ("id: a-trace", "id: a-size", 'found "a-size" again'),
        ("{absolute: 0.5}", "{absolute: -1.0}", "a tolerance is 0 or more"),
        ("    code: |", "    codes: |", "did you mean code?"),
        ("[same, ", "[same, 010, ", "expected a whole number"),
        ("[same, ", "[same, {a: 1}, ", "expected"),
        ("[same, ", "[same, ~, ", "expected"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path, old, new, said):
    assert old in TOPIC
    assert said in problems(tmp_path, TOPIC.replace(old, new, 1))


def test_topics_are_the_files_that_hold_items(tmp_path):
    for name in ("shapes", "kernels", "concepts", "notes", "misconceptions", "blueprint"):
        home = write(tmp_path, f"{name}.yaml", "format: 1\n")
    assert topics(home) == ("kernels", "shapes")


def test_concepts_notes_and_blueprint_are_read(tmp_path):
    home = write(tmp_path, "concepts.yaml", "format: 1\nconcepts:\n- {id: c, topic: t, name: n}\n")
    write(
        tmp_path,
        "notes.yaml",
        "format: 1\nnotes: [{id: n, headings: [{id: h, about: what it is}]}]\n",
    )
    cell = "{topic: shapes, level: apply, difficulty: 2, count: 3}"
    write(tmp_path, "blueprint.yaml", f"format: 1\ncells: [{cell}]\n")
    assert load_concepts(home) == {"c": Concept("c", "t", "n")}
    assert load_notes(home)[0].headings[0].about == "what it is"
    assert load_blueprint(home).cells == (Cell("shapes", Level.APPLY, 2, 3),)


def test_dealt_bank_is_read_as_it_was_written(tmp_path):
    items = (make_item("one"), make_item("two", exercise=None, exam=True))
    path = tmp_path / "dealt.jsonl"
    path.write_text(dealt_text(items), encoding="utf-8")
    assert load_dealt(path) == items
    assert len(path.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"format":2}\n',
        b'{"format":1}\n{"id":"x"}\n',
        b'{"format":1}\n\xff\n',
        b"[" * 9000,
        None,
    ],
)
def test_file_that_is_no_dealt_bank_says_what_to_do(tmp_path, content):
    path = tmp_path / "dealt.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError) as error:
        load_dealt(path)
    assert "dealt.jsonl" in str(error.value.problems[0])
