"""GitHub: a workflow for Actions, its summary, and results for Classroom 50."""
