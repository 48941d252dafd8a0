"""Questions in the terminal, as students and scripts use them."""

import json
import subprocess
import sys

import pytest

from cnnquiz import wiring


def keys(document) -> str:
    """Return the right answers to the questions that a quiz shows, a line for each."""
    items = {item.id: item for item in wiring.practice_items()}
    answers = [items[one["id"]].variants[one["variant"]].answer for one in document["questions"]]
    return "".join(answer.replace("\n", "\\n") + "\n" for answer in answers)


def shown(desk, *args):
    """Return the questions of a quiz as JSON."""
    return json.loads(desk.run("quiz", *args, "--format", "json").out)


def journal(desk) -> list[dict]:
    """Return what the journal says."""
    path = desk.folder / ".cnnquiz" / "journal.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def typed(desk, text, *args) -> subprocess.CompletedProcess:
    """Run a command with text on stdin."""
    return subprocess.run(
        [sys.executable, "-m", "cnnquiz", *args],
        cwd=desk.folder,
        env=desk.environ,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_questions_of_a_seed_are_the_same_and_of_a_topic_are_about_it(desk):
    first = shown(desk, "padding", "-n", "3", "--seed", "5")["questions"]
    assert first == shown(desk, "padding", "-n", "3", "--seed", "5")["questions"]
    assert len(first) == 3
    items = {item.id: item for item in wiring.practice_items()}
    assert {items[one["id"]].concepts for one in first} == {("padding",)}
    assert not any("answer" in one or "explanation" in one for one in first)


def test_right_answers_from_a_file_have_full_score(desk):
    questions = shown(desk, "-n", "12", "--seed", "1")
    answers = desk.write("answers.txt", keys(questions))
    ended = desk.run("quiz", "-n", "12", "--seed", "1", "--answers", answers, "--format", "json")
    assert ended.status == 0
    result = json.loads(ended.out)
    assert (result["format"], result["score"], result["max_score"]) == (1, 12.0, 12.0)
    assert result["misconceptions"] == []
    begun, *responses = journal(desk)
    assert begun["type"] == "quiz"
    assert [one["score"] for one in responses] == [1.0] * 12


def test_wrong_answer_names_the_belief_and_what_to_do(desk):
    item = next(item for item in wiring.practice_items() if item.id == "rows-that-see-a-step")
    wrong = item.variants[0].wrong[0]
    ended = desk.run(
        "bank",
        "answer",
        item.id,
        "--variant",
        "0",
        "--response",
        wrong.response,
        "--format",
        "json",
    )
    assert json.loads(ended.out) == {
        "valid": True,
        "score": 0.0,
        "misconception": wrong.misconception,
        "feedback": wrong.feedback,
    }
    why = desk.run("why", wrong.misconception)
    assert "cnnquiz quiz" in why.out


def test_response_that_cannot_be_read_is_not_valid(desk):
    ended = desk.run(
        "bank", "answer", "rows-that-see-a-step", "--response", "much", "--format", "json"
    )
    assert ended.status == 0
    assert json.loads(ended.out)["valid"] is False
    assert desk.run("bank", "answer", "rows-that-see-a-step", "--response", "much").status == 2


def test_bank_shows_a_question_with_and_without_its_key(desk):
    ended = desk.run("bank", "show", "rows-that-see-a-step", "--format", "json")
    plain = json.loads(ended.out)
    assert plain["format"] == 1
    assert plain["type"] == "number"
    assert not {"answer", "explanation", "wrong"} & set(plain)
    ended = desk.run("bank", "show", "rows-that-see-a-step", "--key", "--format", "json")
    assert {"answer", "explanation", "wrong"} <= set(json.loads(ended.out))
    assert "Answer:" in desk.run("bank", "show", "rows-that-see-a-step", "--key").out


def test_bank_lists_every_question(desk):
    listed = json.loads(desk.run("bank", "list", "--format", "json").out)
    assert listed["format"] == 1
    keys_ = ["id", "type", "topic", "concepts", "exercise", "sources", "variants", "misconceptions"]
    assert {tuple(item) for item in listed["items"]} == {tuple(keys_)}
    assert len(listed["items"]) == len(wiring.practice_items()) + len(wiring.exam_items())
    assert all(item["variants"] >= 1 for item in listed["items"])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("bank", "show", "rows-that-see-a-stepp"), "did you mean rows-that-see-a-step?"),
        (("bank", "show", "rows-that-see-a-step", "--variant", "99"), "variants, from 0 to"),
        (("bank", "list", "cooking"), "no topic cooking; there are"),
        (("quiz", "cooking"), "no question is about 'cooking'; the topics are"),
        (("quiz", "--resume"), "no quiz was left unfinished here"),
        (("why", "forgot-sun"), "did you mean forgot-sum?"),
        (("bank", "statistics", "."), "found no journal in ."),
    ],
)
def test_what_does_not_fit_is_told_with_what_to_do(desk, args, said):
    ended = desk.run(*args)
    assert ended.status == 2
    assert said in ended.err
    assert ended.out == ""


def test_file_of_answers_that_does_not_fit_costs_nothing(desk):
    answers = desk.write("answers.txt", "1\n2\n")
    ended = desk.run("quiz", "-n", "3", "--seed", "1", "--answers", answers)
    assert (ended.status, "found 2 answers, expected 3" in ended.err) == (2, True)
    answers = desk.write("answers.txt", "what?\nhow?\nwhere?\n")
    ended = desk.run("quiz", "-n", "3", "--seed", "1", "--answers", answers)
    assert (ended.status, "answer 1, to" in ended.err) == (2, True)
    answers = desk.write("answers.txt", b"a\n\xff\n")
    ended = desk.run("quiz", "-n", "3", "--seed", "1", "--answers", answers)
    assert (ended.status, "line 2: found no text in UTF-8" in ended.err) == (2, True)
    assert journal(desk) == []


def test_quiz_is_answered_left_and_gone_on_with(desk):
    questions = shown(desk, "kernels", "-n", "3", "--seed", "2")
    first, *rest = keys(questions).splitlines()
    begun = typed(
        desk, f"\n?\nnonsense\n{first}!\nq\n", "quiz", "kernels", "-n", "3", "--seed", "2"
    )
    assert begun.returncode == 0
    assert "Question 1 of 3" in begun.stdout
    assert "That cannot be read" in begun.stdout
    assert "Right." in begun.stdout
    assert "1 of 3 answered, and kept. To go on: cnnquiz quiz --resume" in begun.stdout
    (response,) = journal(desk)[1:]
    assert (response["score"], response["sure"], response["hint"]) == (1.0, True, True)
    resumed = typed(desk, "".join(f"{line}\n" for line in rest), "quiz", "--resume")
    assert "Question 2 of 3" in resumed.stdout
    assert "Question 1 of 3" not in resumed.stdout
    assert "3 of 3" in resumed.stdout
    assert desk.run("quiz", "--resume").status == 2


def test_wrong_answer_offers_the_exercise(desk):
    items = {item.id: item for item in wiring.practice_items()}
    (one,) = shown(desk, "rows-that-see-a-step", "-n", "1", "--seed", "2")["questions"]
    wrong = items[one["id"]].variants[one["variant"]].wrong[0]
    quiz = ("quiz", "rows-that-see-a-step", "-n", "1", "--seed", "2")
    ended = typed(desk, f"{wrong.response}\n", *quiz)
    assert "To practise this: cnnquiz show ex01" in ended.stdout
    assert f"[{wrong.misconception}]" in ended.stdout
    assert f"cnnquiz why {wrong.misconception}" in ended.stdout


def test_exam_says_nothing_before_its_end(desk):
    questions = shown(desk, "kernels", "-n", "2", "--seed", "3")
    lines = keys(questions).splitlines()
    ended = typed(
        desk, f"?\n{lines[0]}\n{lines[1]}\n", "quiz", "kernels", "-n", "2", "--seed", "3", "--exam"
    )
    before, after = ended.stdout.split("Question 2 of 2")
    assert "There are no hints in an exam." in before
    assert "Right." not in before
    assert after.count("Right.") == 2


def test_end_of_input_loses_nothing(desk):
    questions = shown(desk, "kernels", "-n", "3", "--seed", "2")
    first = keys(questions).splitlines()[0]
    ended = typed(desk, f"{first}\n", "quiz", "kernels", "-n", "3", "--seed", "2")
    assert ended.returncode == 130
    assert "1 of 3 answered, and kept" in ended.stdout
    assert len(journal(desk)) == 2


def test_progress_and_review_follow_from_what_was_answered(desk):
    assert "Nothing answered or checked yet." in desk.run("progress").out
    assert "There is nothing to review yet." in desk.run("review").out
    questions = shown(desk, "padding", "-n", "2", "--seed", "4")
    answers = desk.write("answers.txt", keys(questions))
    desk.run("quiz", "padding", "-n", "2", "--seed", "4", "--answers", answers)
    state = json.loads(desk.run("progress", "--format", "json").out)
    padding = next(one for one in state["concepts"] if one["concept"] == "padding")
    assert (padding["answers"], padding["quiz"], padding["code"]) == (2, 1.0, None)
    assert state["misconceptions"] == []
    assert "100%" in desk.run("progress").out
    assert "Nothing is due. The next question is due on" in desk.run("review").out


def test_statistics_of_a_class_come_from_their_journals(desk):
    questions = shown(desk, "padding", "-n", "3", "--seed", "4")
    right = keys(questions)
    for number in range(4):
        home = desk.folder / "class" / f"student-{number}"
        (home / ".cnnquiz").mkdir(parents=True)
        (home / ".cnnquiz" / "written.json").write_text("{}")
        answers = desk.write("answers.txt", right)
        quiz = ("quiz", "padding", "-n", "3", "--seed", "4", "--answers", str(answers))
        subprocess.run(
            [sys.executable, "-m", "cnnquiz", *quiz],
            cwd=home,
            env=desk.environ,
            check=True,
            capture_output=True,
        )
    found = json.loads(desk.run("bank", "statistics", "class", "--format", "json").out)
    assert found["students"] == 4
    assert [item["facility"] for item in found["items"]] == [1.0] * 3
    assert found["reliability"]["reason"] == "all students have the same total"
    text = desk.run("bank", "statistics", "class").out
    assert "Cronbach's alpha is not defined: all students have the same total." in text


def test_starting_a_quiz_imports_no_torch(desk):
    code = (
        "import sys; from cnnquiz.cli.main import main;"
        " main(['quiz', '--format', 'json']);"
        " sys.exit(bool({'torch', 'pytest', 'nbgrader'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk.folder,
        env=desk.environ,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0


def test_failed_check_offers_questions_on_what_it_found(desk):
    source = (
        "def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):\n"
        "    return n + 2 * padding - dilation * (kernel_size - 1)\n"
    )
    path = desk.write("ex03_output_size.py", source)
    ended = desk.run("check", "ex03", "--file", path)
    assert "Questions on this: cnnquiz quiz stride-ignored" in ended.out
    events = journal(desk)
    assert events[-1]["type"] == "check"
    assert "stride-ignored" in events[-1]["misconceptions"]
