"""Submissions of all kinds for the small course, and the formats of other systems."""

import json

import jsonschema

from support import CHECKOUT, SMALL

TESTS = CHECKOUT / "tests"
NAME = "ex01_double.py"
RIGHT = (SMALL / "solutions" / "ex01_double" / NAME).read_bytes()
# What it is called, and the files that a student hands in.
SUBMISSIONS: dict[str, dict[str, bytes]] = {
    "right": {NAME: RIGHT},
    "in_a_folder": {f"my work/{NAME}": RIGHT, "notes.txt": b"hello"},
    "wrong": {NAME: b"def double_all(values):\n    print(values)\n    return values + 2\n"},
    "hanging": {NAME: b"def double_all(values):\n    while True:\n        pass\n"},
    "no_python": {NAME: b"def double_all(:\n"},
    "no_text": {NAME: b"\xff\xfe\x00def"},
    "empty": {},
}
# What Classroom 50's runner sets.
CLASSROOM50 = {
    "CLASSROOM": "cnn-2026",
    "ASSIGNMENT": "ex03",
    "SUBMISSION_TAG": "submit/2026-03-01T23-59-00Z-abcdef0",
    "COMMIT_URL": "https://github.com/course/ann/commit/abcdef0",
    "RELEASE_URL": "https://github.com/course/ann/releases/tag/x",
    "OWNER": "ann",
    "ASSIGNMENT_TYPE": "individual",
}


def fits(document: object, schema: str) -> None:
    """Fail unless a document is as a system's own description says."""
    described = json.loads(
        (TESTS / "platforms" / "schemas" / f"{schema}.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.Draft202012Validator(described).validate(document)
