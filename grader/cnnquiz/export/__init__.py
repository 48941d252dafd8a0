"""Writes questions in the formats of other systems."""
