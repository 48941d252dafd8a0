"""Copies are found, whatever is changed in them at no effort; what was written apart is not."""

import itertools

import pytest

from cnnquiz.grading.similar import LEAST_SHARE, LONGEST, Comparison
from support import CHECKOUT, make_submission
from support.copies import disguised

SAMPLES = CHECKOUT / "tests" / "submissions"
SLUGS = sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir())
SLUG = "ex03_output_size"
SOURCE = (SAMPLES / SLUG / "right_counting.py").read_text()


def stub_of(slug: str) -> str:
    return (CHECKOUT / "exercises" / slug / f"{slug}.py").read_text()


def compared(sources: dict[str, str], slug: str = SLUG) -> Comparison:
    comparison = Comparison("ex03", stub_of(slug))
    for student, source in sources.items():
        comparison.add(student, make_submission(source))
    return comparison


def written_apart(slug: str) -> dict[str, str]:
    """Return the right submissions of an exercise, each written on its own, by name."""
    files = sorted((SAMPLES / slug).glob("right_*.py"))
    assert len(files) > 2
    return {file.stem: file.read_text() for file in files}


def groups(sources: dict[str, str], slug: str = SLUG) -> list[tuple[str, ...]]:
    return [group.students for group in compared(sources, slug).groups()]


@pytest.mark.parametrize("slug", SLUGS)
def test_right_submissions_that_were_written_apart_are_not_listed(slug):
    assert groups(written_apart(slug), slug) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_disguised_copy_is_listed_with_its_original_and_with_nobody_else(slug):
    sources = written_apart(slug)
    for name, source in sources.items():
        assert groups({**sources, "z": disguised(source)}, slug) == [(name, "z")]
        assert groups({**sources, "z": disguised(source, padded=True)}, slug) == [(name, "z")]


def test_share_says_how_much_the_smaller_one_has_in_common():
    apart = written_apart(SLUG)["right_numpy"]
    longer = disguised(SOURCE) + "\n" + apart.replace("def ", "def more_")

    (group,) = compared({"ann": SOURCE, "bob": longer}).groups()

    assert LEAST_SHARE < group.least == group.most <= 1.0


def test_annotations_docstrings_and_trailing_commas_do_not_count():
    plain = "def add(one, two):\n    return [x * 3 + one[x] // two for x in range(one, two, 2)]\n"
    plain = plain + "".join(plain.replace("add", f"add{n}").replace("3", str(n)) for n in range(9))
    full = plain.replace("(one, two):", '(one: "int", two: int = None) -> list:\n    """Mine."""')
    full = full.replace("= None", "").replace("2)]", "2,)]")

    (group,) = compared({"ann": plain, "bob": full}).groups()

    assert group.least == 1.0


def test_untouched_stubs_are_nobodys_copies():
    assert groups(dict.fromkeys("abc", stub_of(SLUG))) == []


def test_short_functions_are_not_listed():
    source = "def conv_output_size(n, kernel_size):\n    return n - kernel_size + 1\n"

    assert groups(dict.fromkeys("abc", source)) == []


def test_what_all_of_a_class_write_alike_is_not_listed():
    apart = {f"s{at}": f"{SOURCE}\nown_{at} = [{at}, {at} + {at}]\n" for at in range(60)}

    assert groups(apart) == []
    assert groups({name: apart[name] for name in ("s1", "s2")}) == [("s1", "s2")]


def test_several_who_copied_from_one_are_one_group():
    sources = written_apart(SLUG) | {"y": disguised(SOURCE), "z": SOURCE + "\nx = 1\n"}

    assert groups(sources) == [("right_counting", "y", "z")]


def test_notebooks_compare_with_files_and_magics_do_not_matter():
    cells = ["%matplotlib inline\n!ls\n", *SOURCE.split("\n\n\n")]
    comparison = Comparison("ex03", stub_of(SLUG))
    comparison.add("ann", make_submission(SOURCE))
    comparison.add("bob", make_submission(*cells))

    assert [group.students for group in comparison.groups()] == [("ann", "bob")]


def test_copy_that_does_not_compile_is_found():
    assert groups({"ann": SOURCE, "bob": SOURCE + "\nif oops(\n"}) == [("ann", "bob")]


@pytest.mark.parametrize(
    "source",
    [
        "(" * 50_000,
        "-" * 50_000 + "1",
        "a" + ".a" * 20_000,
        "lambda:" * 9_000 + "1",
        '"""' + "\\" * 50_000,
        'f"{' * 20_000,
        "\x00",
        "\ud800",
        "",
    ],
    ids=["open", "minus", "dots", "lambdas", "quotes", "f-strings", "nul", "surrogate", "empty"],
)
def test_hostile_text_is_compared_like_any_other(source):
    sources = {"ann": SOURCE, "bob": disguised(SOURCE), "eve": source}

    assert groups(sources) == [("ann", "bob")]


def test_what_is_too_long_is_left_out_and_named():
    comparison = compared({"ann": SOURCE, "eve": "x = 1\n" * LONGEST})

    assert comparison.groups() == []
    assert list(comparison.left_out) == ["eve"]
    assert "at most" in comparison.left_out["eve"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_submissions_are_no_problem(count):
    assert groups({str(at): "x = 1\n" for at in range(count)}) == []


def test_order_of_submissions_changes_nothing():
    sources = written_apart(SLUG) | {"z": disguised(SOURCE)}
    found = {
        tuple(compared(dict(order)).groups())
        for order in itertools.islice(itertools.permutations(sources.items()), 0, 120, 17)
    }

    assert len(found) == 1
