"""Files beside the submission that Python or pytest would take for theirs."""

SCORE = 10
SAYS = None
RUN = "open(__file__ + '.was-run', 'w').close()\nraise SystemExit\n"


def fill(place, student, slug, right):
    folder = place / student
    folder.mkdir()
    for name in ("conftest", "numpy", "pytest", "cnnquiz", "sitecustomize", "usercustomize", "os"):
        (folder / f"{name}.py").write_text(RUN)
    (folder / f"check_{slug[5:]}.py").write_text(RUN)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--nothing'\n")
    (folder / f"{slug}.py").write_text(right)
