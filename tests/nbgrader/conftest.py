"""What the tests of nbgrader share."""

from support.nbgrader_course import course

__all__ = ["course"]
