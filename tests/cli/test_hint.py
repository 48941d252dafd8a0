def test_each_call_shows_one_more_hint_until_there_are_no_more(run):
    shown = [run("hint", "ex01") for _ in range(4)]

    assert [ended.out for ended in shown] == [
        "Hint 1 of 3\n  Think of Sums.\n",
        "Hint 2 of 3\n  Think again.\n",
        "Hint 3 of 3\n  Use the operator +.\n",
        "",
    ]
    assert [ended.err for ended in shown] == [
        "",
        "",
        "That was the last hint. The lesson: cnnquiz show ex01\n",
        "There are no more hints. To repeat them: cnnquiz hint ex01 --again\n",
    ]
    assert {ended.status for ended in shown} == {0}


def test_again_repeats_the_hints_shown_and_no_more(run):
    run("hint", "ex01")
    run("hint", "ex01")

    again = [run("hint", "ex01", "--again") for _ in range(2)]

    assert {ended.out for ended in again} == {
        "Hint 1 of 3\n  Think of Sums.\nHint 2 of 3\n  Think again.\n"
    }
    assert run("hint", "ex01").out.startswith("Hint 3 of 3")


def test_again_before_the_first_hint_says_how_to_get_it(run):
    ended = run("hint", "ex01", "--again")

    assert (ended.status, ended.out) == (0, "")
    assert ended.err == "No hint was shown yet. The first: cnnquiz hint ex01\n"


def test_hints_of_one_exercise_leave_the_others_alone(run):
    run("hint", "ex01")

    assert run("hint", "ex02").out == "Hint 1 of 3\n  Think of Products.\n"


def test_hint_is_shown_even_where_it_cannot_be_remembered(run, workspace):
    (workspace / ".cnnquiz" / "lock").mkdir()  # where a file should be

    ended = run("hint", "ex01")

    assert (ended.status, ended.out) == (0, "Hint 1 of 3\n  Think of Sums.\n")
    assert ended.err.startswith("cnnquiz: progress could not be recorded: ")
