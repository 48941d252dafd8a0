"""The gradebook: every grading and every attempt, in a database."""
