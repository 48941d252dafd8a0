"""Use cases: a submission in, a report out."""
