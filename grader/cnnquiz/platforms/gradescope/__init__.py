"""Gradescope: the autograder zip, what runs in it, and a simulation of it."""
