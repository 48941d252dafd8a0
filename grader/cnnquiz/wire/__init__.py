"""What crosses the line between judge and worker: plain data, frames, outcomes."""
