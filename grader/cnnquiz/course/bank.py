"""Reads the question bank: items as written, and items as dealt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec

from cnnquiz.course.load import is_kebab_case, is_not_empty, is_positive
from cnnquiz.course.yaml_file import Check, read
from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Blueprint, Concept, Item

FORMAT = 1  # of the dealt bank
DEALT = "dealt.jsonl"
LOCK = "variants.lock"
COVERAGE = "coverage.md"
# What lies in questionbank/ beside the topics.
_NOT_TOPICS = {"blueprint", "concepts", "misconceptions", "notes"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a lesson note, and what it is about."""

    id: str
    about: str


@dataclass(frozen=True, slots=True)
class Note:
    """A lesson note that the bank grew out of."""

    id: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    items: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class _Concepts:
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class _Notes:
    notes: tuple[Note, ...]


def load_concepts(folder: Path) -> dict[str, Concept]:
    """Return the concepts by id, from `questionbank/concepts.yaml`.

    Raises:
        CourseError: the file is missing or wrong.
    """
    checks = {"concepts[].id": is_kebab_case, "concepts[].topic": is_kebab_case}
    found = read(
        folder / "concepts.yaml",
        _Concepts,
        unique=("concepts[].id",),
        checks=checks,
        base=folder.parent,
    )
    return {concept.id: concept for concept in found.concepts}


def load_notes(folder: Path) -> tuple[Note, ...]:
    """Return the lesson notes' headings, from `questionbank/notes.yaml`.

    Raises:
        CourseError: the file is missing or wrong.
    """
    unique = ("notes[].id", "notes[].headings[].id")
    return read(folder / "notes.yaml", _Notes, unique=unique, base=folder.parent).notes


def topics(folder: Path) -> tuple[str, ...]:
    """Return the names of the topics of which a folder has a file, in alphabetical order."""
    return tuple(sorted({path.stem for path in folder.glob("*.yaml")} - _NOT_TOPICS))


def load_topic(folder: Path, topic: str) -> tuple[Draft, ...]:
    """Return a topic's items as written.

    Args:
        folder: `questionbank`, or `solutions/exam`.
        topic: the file's name without its ending.

    Raises:
        CourseError: the file is wrong; carries every problem found.
    """
    return read(
        folder / f"{topic}.yaml",
        _Topic,
        unique=("items[].id",),
        checks=_CHECKS,
        base=folder.parent,
    ).items


def load_blueprint(folder: Path) -> Blueprint:
    """Return what every form of an exam is made of, from `exam/blueprint.yaml`.

    Raises:
        CourseError: the file is missing or wrong.
    """
    checks: dict[str, Check] = {"cells": is_not_empty, "cells[].count": is_positive}
    return read(folder / "blueprint.yaml", Blueprint, checks=checks, base=folder.parent)


def load_dealt(path: Path) -> tuple[Item, ...]:
    """Return the items of a dealt bank.

    Raises:
        CourseError: there is none, or it is not what `cnnquiz author deal` writes.
    """
    try:
        head, *lines = path.read_bytes().splitlines()
    except (OSError, ValueError) as error:
        problem = "cannot be read; run: cnnquiz author deal"
        raise CourseError([Problem(str(path), "", problem)]) from error
    try:
        if msgspec.json.decode(head) != {"format": FORMAT}:
            problem = f"found {head[:40]!r} on the first line, expected format {FORMAT}"
            raise CourseError([Problem(f"{path}:1", "", problem)])
        decoder = msgspec.json.Decoder(Item)
        return tuple(map(decoder.decode, lines))
    except (msgspec.MsgspecError, RecursionError) as error:
        problem = f"is not a dealt bank ({error}); run: cnnquiz author deal"
        raise CourseError([Problem(str(path), "", problem)]) from error


def dealt_text(items: Iterable[Item]) -> str:
    """Return a dealt bank as text, one item a line."""
    lines = [msgspec.json.encode({"format": FORMAT}), *map(msgspec.json.encode, items)]
    return b"\n".join((*lines, b"")).decode()


_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "items[].id": is_kebab_case,
        "items[].rev": is_positive,
        "items[].concepts": is_not_empty,
    }
)
