"""Reports written for people and for programs."""
