"""What a student has done so far, kept in the workspace."""
