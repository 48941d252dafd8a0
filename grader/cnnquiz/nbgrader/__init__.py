"""Assignments for nbgrader: build, release, collect, autograde, feedback, export."""
