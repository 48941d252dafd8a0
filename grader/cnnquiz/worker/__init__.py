"""The confined side: loads a submission and calls its functions."""
