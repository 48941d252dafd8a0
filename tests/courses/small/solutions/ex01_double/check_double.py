"""Hidden checks of the small course.

Every input of the first check of each function holds SECRET, whose digits tests look for in
messages.
"""

import numpy as np

from cnnquiz.judge.author import points

SECRET = 7654321.0


@points(3)
def check_every_value_is_doubled(agree, rng):
    """Every value is doubled."""
    agree("double_all", np.array([SECRET, -3.5, 0.25, 11.0]))
    agree("double_all", rng.uniform(-9, 9, 6))


@points(2)
def check_the_shape_is_kept(agree):
    """The shape stays as it is."""
    agree("double_all", np.array([[SECRET, 5.0, 7.0], [6.0, -8.0, 2.5]]))


@points(1)
def check_no_values_are_an_error(agree):
    """An empty array is a ValueError."""
    agree.raises(ValueError, "double_all", np.zeros(0))


@points(3)
def check_all_values_are_added(agree, rng):
    """All values are added up."""
    agree("total", np.array([SECRET, 2.0, -7.25]))
    agree("total", rng.uniform(-9, 9, 5))


@points(1)
def check_rows_and_columns_are_added(agree):
    """The sum of a table is one number."""
    agree("total", np.array([[SECRET, 5.0], [6.0, -8.0]]))
