"""Near-identical submissions of a class: a pointer for a human, and no verdict.

Each submission becomes a set of *passages*: all runs of eight words of its code. Names that the
student has chosen, texts, comments, docstrings, annotations and formatting do not count, and
neither does what stands in the stub. Two submissions are near-identical if they share most of their
passages. A passage counts the less the more of the class have it, so that a formula which
everybody writes alike says nothing.

Sources:
    S. Schleimer, D. S. Wilkerson and A. Aiken, Winnowing: local algorithms for document
    fingerprinting, SIGMOD 2003 (the passages, of which all are kept here: programs are short).
    K. Sparck Jones, A statistical interpretation of term specificity and its application in
    retrieval, Journal of Documentation 28 (1972) (the weights).
"""

import ast
import warnings
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pygments import token
from pygments.lexers.python import PythonLexer

from cnnquiz.model.submission import Submission

# Right solutions that were written apart share 45 % at most; copies with other names, comments and
# formatting, functions in another order and a line more in each, 77 % at least (benchmarks/).
LEAST_SHARE = 0.6
LEAST_WEIGHT = 25.0  # of what is shared, in passages that nobody else has: some three lines
WORDS = 8  # in a passage
LONGEST = 1 << 16  # characters that are compared: what is longer would take a second or more
MOST = 5000  # submissions of an exercise: memory grows with their square, to 100 MB each time
_COLUMNS = 4096  # passages that are compared at a time

_LEXER = PythonLexer(ensurenl=False)
_BEFORE_THE_END = [[",", end] for end in ")]}"]  # commas that formatters add and take away
_KEPT = (token.Name.Builtin, token.Name.Exception, token.Name.Namespace)


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions of an exercise each of which is near-identical with another one of the group.

    Attributes:
        exercise: the exercise's short name.
        students: who handed them in, in alphabetical order.
        least: the smallest share of passages that two near-identical ones have in common.
        most: the largest, from 0 to 1, of those of the shorter submission.
    """

    exercise: str
    students: tuple[str, ...]
    least: float
    most: float


class Comparison:
    """Finds near-identical submissions of one exercise; nothing of them is run.

    Attributes:
        exercise: the exercise's short name.
        left_out: students whose submission is not compared, and why.
    """

    def __init__(self, exercise: str, stub: str) -> None:
        """Begin without submissions.

        Args:
            exercise: the exercise's short name.
            stub: the stub's text, which does not count.
        """
        self.exercise = exercise
        self._given = frozenset(_passages(_words(stub)))
        self._students: list[str] = []
        self._passages: list[NDArray[np.int64]] = []
        self.left_out: dict[str, str] = {}

    def add(self, student: str, submission: Submission) -> None:
        """Add a student's submission."""
        length = sum(len(cell.source) for cell in submission.cells)
        if length > LONGEST:
            self.left_out[student] = f"{length} characters long; at most {LONGEST} are compared"
        elif len(self._students) >= MOST:
            self.left_out[student] = f"there are more than {MOST} submissions"
        else:
            words = [word for cell in submission.cells for word in _words(cell.source)]
            found = set(_passages(words)) - self._given
            self._students.append(student)
            self._passages.append(np.array(array("q", sorted(found)), dtype=np.int64))

    def groups(self) -> list[Group]:
        """Return the near-identical submissions, those that have most in common first."""
        shares = self.shares()
        groups = []
        for members in _linked(shares > 0):
            inside = shares[np.ix_(members, members)]
            found = inside[inside > 0]
            names = tuple(sorted(self._students[member] for member in members))
            least, most = float(found.min()), float(found.max())
            groups.append(Group(self.exercise, names, round(least, 3), round(most, 3)))
        return sorted(groups, key=lambda group: (-group.most, group.students))

    def shares(
        self, least: float = LEAST_SHARE, least_weight: float = LEAST_WEIGHT
    ) -> NDArray[np.float32]:
        """Return what share of its passages the smaller of each two submissions has in common.

        Args:
            least: a share below it counts as none.
            least_weight: what is shared counts for nothing if its passages weigh less, together.

        Returns:
            A symmetric matrix, (submissions, submissions), from 0 to 1; 0 on its diagonal.
        """
        count = len(self._passages)
        if count < 2 or not any(map(len, self._passages)):
            return np.zeros((count, count), dtype=np.float32)
        sizes = np.array([len(own) for own in self._passages])
        rows = np.repeat(np.arange(count), sizes)
        _, columns, holders = np.unique(
            np.concatenate(self._passages), return_inverse=True, return_counts=True
        )
        # 1 for what two submissions have, next to 0 for what all of many have.
        weights = np.log((count + 1) / holders) / np.log((count + 1) / 2)
        weights = np.minimum(weights, 1.0).astype(np.float32)
        totals = np.bincount(rows, weights[columns], minlength=count)
        shared = np.zeros((count, count), dtype=np.float32)
        # What one alone has is shared with nobody.
        several = np.flatnonzero(holders > 1)
        place = np.full(len(holders), -1)
        place[several] = np.arange(len(several))
        order = np.argsort(place[columns], kind="stable")
        rows, at, worth = rows[order], place[columns][order], np.sqrt(weights[columns][order])
        for first in range(0, len(several), _COLUMNS):
            begin, end = np.searchsorted(at, (first, first + _COLUMNS))
            block = np.zeros((count, _COLUMNS), dtype=np.float32)
            block[rows[begin:end], at[begin:end] - first] = worth[begin:end]
            shared += block @ block.T
        smaller = np.maximum(np.minimum.outer(totals, totals), 1e-9)
        shares = np.minimum(shared / smaller, 1.0).astype(np.float32)
        shares[(shared < least_weight) | (shares < least)] = 0.0
        np.fill_diagonal(shares, 0.0)
        return shares


def _linked(linked: NDArray[np.bool_]) -> Iterator[list[int]]:
    """Yield the members of each group of two or more that links hold together."""
    waiting = set(np.flatnonzero(linked.any(axis=1)).tolist())
    while waiting:
        members, edge = [], [waiting.pop()]
        while edge:
            member = edge.pop()
            members.append(member)
            near = waiting.intersection(np.flatnonzero(linked[member]).tolist())
            waiting -= near
            edge += near
        yield members


# --- code as words --------------------------------------------------------------------------------


def _passages(words: Sequence[str]) -> Iterator[int]:
    """Yield a number for every run of words."""
    return map(hash, zip(*(words[start:] for start in range(WORDS)), strict=False))


def _words(source: str) -> list[str]:
    """Return code as words, without what can be changed in a copy at no effort."""
    raw = [
        (kind, text)
        for kind, text in _LEXER.get_tokens(_plain(source))
        if text.strip() and kind not in token.Comment and kind not in token.String.Doc
    ]
    texts = [text for _, text in raw]
    # Attributes of the student's own: methods, and what is assigned to.
    own = {after for before, after in pairwise(texts) if before in {"def", "class"}}
    own |= {
        texts[at]
        for at in range(1, len(texts) - 1)
        if texts[at - 1] == "." and texts[at + 1] == "="
    }
    words: list[str] = []
    for at, (kind, text) in enumerate(raw):
        if kind in token.String:
            if not words or words[-1] != '""':
                words.append('""')
        elif kind in token.Name and not any(kind in kept for kept in _KEPT):
            is_known = at > 0 and texts[at - 1] == "." and text not in own
            words.append(text if is_known else "name")
        elif text != "pass" and (texts[at : at + 2] not in _BEFORE_THE_END):
            words.append(text)
    return words


def _plain(source: str) -> str:
    """Return code in Python's own formatting, without docstrings and annotations.

    What is not Python, as an unfinished file or a cell with magics, is returned as it is.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the student's code
            tree = _Plain().visit(ast.parse(source))
        return ast.unparse(ast.fix_missing_locations(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source


class _Plain(ast.NodeTransformer):
    """Takes docstrings, other bare constants and annotations out."""

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        return node.value and ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        return ast.copy_location(ast.Pass(), node) if isinstance(node.value, ast.Constant) else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)
