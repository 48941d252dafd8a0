def test_exercises_are_written_to_the_folder_and_the_next_command_is_named(run, workspace):
    ended = run("start", "course")

    assert (ended.status, ended.out, ended.err) == (
        0,
        "6 files written to course\n",
        "Next: cd course; cnnquiz show ex01\n",
    )
    written = sorted(p.name for p in (workspace / "course" / "ex01_sums").iterdir())
    assert written == ["README.md", "bars.svg", "ex01_sums.py"]


def test_without_a_folder_the_present_one_is_used(run, workspace):
    ended = run("start")

    assert (ended.out, ended.err) == ("6 files written to .\n", "Next: cnnquiz show ex01\n")
    assert (workspace / "ex02_products" / "ex02_products.py").is_file()


def test_changed_file_is_kept_and_named(run, workspace):
    run("start")
    mine = workspace / "ex01_sums" / "ex01_sums.py"
    mine.write_text("my work\n")

    ended = run("start")

    assert ended.out == (
        "0 files written to .\n"
        "5 files already up to date\n"
        "kept, because you changed it: ex01_sums/ex01_sums.py\n"
    )
    assert mine.read_text() == "my work\n"


def test_folder_that_is_a_file_is_refused_with_a_message(run, workspace):
    (workspace / "course").write_text("a file")

    ended = run("start", "course")

    assert (ended.status, ended.out) == (4, "")
    assert ended.err.startswith("cnnquiz: course")


def test_wrong_course_is_reported_with_all_its_problems(run, course):
    (course / "ex01_sums" / "README.md").unlink()
    (course / "ex02_products" / "README.md").unlink()

    ended = run("start")

    assert (ended.status, ended.out, len(ended.err.splitlines())) == (3, "", 2)
