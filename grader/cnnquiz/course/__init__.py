"""Course files read into values, and found on disk."""
