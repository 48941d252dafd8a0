"""Runs hidden checks against a student and the reference, and says what differs."""
