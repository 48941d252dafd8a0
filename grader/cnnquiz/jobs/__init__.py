"""Grader processes on this machine: what runs in each, and the pool that feeds them."""
