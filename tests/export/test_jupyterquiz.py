"""Files for jupyterquiz: by its schemas, and in its own scripts in a browser."""

import json
from importlib import resources

import pytest

from cnnquiz.export.fidelity import Fate
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.mark import mark
from support.browser import browser
from support.exports import bank, built, oracle, responses, written
from support.read_jupyterquiz import read_jupyterquiz

SCHEMAS = {
    "multiple_choice": "mc_schema.json",
    "many_choice": "mc_schema.json",
    "numeric": "num_schema.json",
    "string": "string_schema.json",
}

# Gives every answer of every question, by the scripts' own events, and says what they showed.
ANSWERING = """
const { questions, typed } = arguments[0];
const container = document.getElementById("quiz");
container.innerHTML = "";
show_questions(questions, container);
const shown = [];
[...container.querySelectorAll(".Quiz")].forEach((quiz, index) => {
  const feedback = quiz.querySelector(".Feedback");
  const labels = [...quiz.querySelectorAll("label.MCButton")];
  const given = labels.map((label) => {
    label.click();
    return [label.querySelector("span").innerHTML, label.classList.contains("correctButton")];
  });
  const input = quiz.querySelector("input.Input-text");
  for (const text of typed[index]) {
    input.value = text;
    const enter = new KeyboardEvent("keypress", { keyCode: 13, which: 13, bubbles: true });
    input.dispatchEvent(enter);
    given.push([text, input.classList.contains("correctButton"), feedback.innerHTML]);
  }
  shown.push({ given, asked: quiz.textContent, pictures: quiz.querySelectorAll("img").length });
});
return shown;
"""


def test_every_question_fits_the_schema_of_its_type():
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema")
    validators = {
        type_: jsonschema.Draft202012Validator(json.loads(oracle(name).read_text()))
        for type_, name in SCHEMAS.items()
    }
    questions = json.loads(written("jupyterquiz"))
    for question in questions:
        assert question["type"] in validators  # the schemas' patterns are not anchored
        validators[question["type"]].validate(question)
    assert {question["type"] for question in questions} == set(SCHEMAS)


def test_questions_in_words_are_left_out_and_no_others():
    left_out = {one.item.id for one in built("jupyterquiz")[1] if one.fate is Fate.LEFT_OUT}
    assert left_out == {item.id for item in bank() if item.type is ItemType.EXPLAIN}


def test_no_text_can_end_the_script_that_it_is_put_into():
    assert b"<" not in written("jupyterquiz")


def test_the_real_loader_takes_the_file(tmp_path):
    loader = pytest.importorskip("jupyterquiz.dynamic.loader", reason="needs jupyterquiz")
    path = tmp_path / "bank.json"
    path.write_bytes(written("jupyterquiz", 1))
    script, static, _ = loader.load_questions_script(str(path), "here")
    assert static
    start, _, rest = script.partition("=")
    assert start == "var questionshere"
    assert json.JSONDecoder().raw_decode(rest)[0] == json.loads(written("jupyterquiz", 1))


@pytest.fixture
def page(tmp_path):
    """A page with jupyterquiz's scripts in a browser."""
    pytest.importorskip("jupyterquiz", reason="needs jupyterquiz")
    scripts = resources.files("jupyterquiz") / "js"
    names = ("helpers.js", "multiple_choice.js", "numeric.js", "show_questions.js", "string.js")
    code = "".join(f"<script>{(scripts / name).read_text()}</script>" for name in names)
    quiz = '<div id="quiz" data-shuffleanswers="False" data-shufflequestions="False"></div>'
    path = tmp_path / "quiz.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'>{code}{quiz}", encoding="utf-8")
    with browser(tmp_path) as driver:
        driver.get(path.as_uri())
        yield driver


def test_its_own_scripts_mark_as_we_do(page):
    questions = json.loads(written("jupyterquiz", 1))
    by_name = {q.name: q for group in built("jupyterquiz", 1)[0] for q in group.questions}
    typed = []
    for question in questions:
        ours = by_name[question["id"]]
        can_type = ours.item.type in (ItemType.NUMBER, ItemType.SHAPE, ItemType.TRACE)
        due = responses(ours.item, ours.variant) if can_type else ()
        typed.append([one.replace("\n", " / ") for one in due])
    shown = page.execute_script(ANSWERING, {"questions": questions, "typed": typed})
    assert len(shown) == len(questions)
    read = read_jupyterquiz(written("jupyterquiz", 1))
    for question, there in zip(questions, shown, strict=True):
        ours = by_name[question["id"]]
        assert there["given"]
        if len(there["given"][0]) == 2:  # options
            right = [one["correct"] for one in question["answers"]]
            assert [given[1] for given in there["given"]] == right
            continue
        for text, correct, feedback in there["given"]:
            response = text.replace(" / ", "\n")
            here = mark(ours.item, ours.variant, response)
            assert correct == here.right == (read[question["id"]].mark(_typed(ours, text)) == 1)
            assert bool(feedback)
    assert sum(there["pictures"] for there in shown) == sum(
        group.item.figure is not None for group in built("jupyterquiz", 1)[0]
    )


def _typed(question, text):
    return float(text) if question.item.type is ItemType.NUMBER else text


def test_texts_are_shown_as_they_were_written(page):
    questions = [q for q in json.loads(written("jupyterquiz")) if q["id"].startswith("nasty-c")]
    typed = [[] for _ in questions]
    (shown,) = page.execute_script(ANSWERING, {"questions": questions, "typed": typed})
    for piece in (
        r"a[b[0]]>1 and c&d then {x: #1, y~2 -> 3} \(\frac{a}{b} \neq \nabla_{x}\)",
        r"<b>not bold</b> = ~ # { } : // \n \t $5 and $6 [html] [link](there) ]]> &amp; %50%",
        "    # {a: b} = ~c\n    y = x[i[0]]>1 and x & 1 < 2\n\n",
        "return {'k': [y, '\\n', \"->\"]}  // 2 ]]> $z$ [a](b) \\(q\\) 卷",
    ):
        assert piece in shown["asked"]
    assert page.execute_script("return document.querySelectorAll('#quiz a, #quiz b').length") == 0
