"""`cnnquiz prairielearn`: an external grader for PrairieLearn."""

from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE, SEED, UNSAFE_LOCAL
from cnnquiz.cli.exit_status import TOOL_FAILED
from cnnquiz.course.load import load_exercise


@click.group
def prairielearn() -> None:
    """Grade as an external grader of PrairieLearn."""


@prairielearn.command
@click.argument("slug", type=EXERCISE, metavar="EXERCISE")
@click.option(
    "--image",
    required=True,
    metavar="IMAGE",
    help="The container image that holds cnnquiz and cnnquiz-instructor.",
)
@click.option(
    "--timeout",
    type=click.IntRange(1, 600),
    default=120,
    show_default=True,
    help="How many seconds grading may take.",
)
def info(slug: str, image: str, timeout: int) -> int:
    """Show what belongs into a question's info.json."""
    from cnnquiz.platforms import prairielearn as written  # noqa: PLC0415  # numpy

    exercise = load_exercise(wiring.exercises_folder(), slug)
    click.echo(written.info(exercise, image, timeout), nl=False)
    return 0


@prairielearn.command
@click.argument("slug", type=EXERCISE, metavar="EXERCISE")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path("/grade"),
    show_default=True,
    help="The folder that PrairieLearn mounts.",
)
@SEED
@UNSAFE_LOCAL
def run(slug: str, root: Path, *, seed: int, unsafe_local: bool) -> int:
    """Grade what lies in ROOT/student, and write ROOT/results/results.json.

    The exit status is 0 whatever the score, and another one only if something of ours failed; then
    the attempt does not count.
    """
    from cnnquiz.platforms import prairielearn as grader  # noqa: PLC0415  # numpy

    def tell(problem: str) -> None:
        click.echo(f"cnnquiz: {problem}", err=True)

    exercise = load_exercise(wiring.exercises_folder(), slug)
    well = grader.run(root, exercise, tell, seed=seed, unsafe_local=unsafe_local)
    return 0 if well else TOOL_FAILED
