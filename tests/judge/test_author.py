"""What authors of checks import."""

import numpy as np
import pytest

from cnnquiz.judge.author import numeric_gradient


def test_numeric_gradient_of_a_quadratic_is_right_up_to_rounding():
    rng = np.random.default_rng(5)
    matrix, at = rng.uniform(-1, 1, (6, 6)), rng.uniform(-1, 1, 6)
    slopes = numeric_gradient(lambda x: float(x @ matrix @ x), at)
    # Values below 36 are rounded by less than 1e-14, and that is divided by 2e-6.
    np.testing.assert_allclose(slopes, (matrix + matrix.T) @ at, atol=1e-8)


def test_numeric_gradient_differs_from_the_derivative_by_the_square_of_the_step():
    # (x + h)³ - (x - h)³ over 2h is 3x² + h².
    slopes = numeric_gradient(lambda x: float(x**3), np.array(2.0), step=0.1)
    assert slopes.shape == ()
    assert float(slopes) == pytest.approx(12.01, rel=1e-12)


def test_numeric_gradient_has_the_shape_of_the_point_and_its_slopes_in_the_same_places():
    at = np.arange(12).reshape(3, 4).T
    weights = np.arange(100, 112).reshape(4, 3)
    slopes = numeric_gradient(lambda x: float(np.sum(weights * x)), at, step=0.5)
    assert slopes.dtype == np.float64
    # Sums of whole and half numbers are exact.
    np.testing.assert_array_equal(slopes, weights)


def test_numeric_gradient_is_not_disturbed_by_a_function_that_changes_its_argument():
    at = np.array([1.0, 2.0, 3.0])

    def careless(x):
        x *= x
        return float(x.sum())

    np.testing.assert_allclose(numeric_gradient(careless, at), [2, 4, 6], atol=1e-8)
    np.testing.assert_array_equal(at, [1, 2, 3])


@pytest.mark.parametrize("step", [0.0, -1e-6, float("nan")])
def test_numeric_gradient_refuses_a_step_that_leads_nowhere(step):
    with pytest.raises(ValueError, match="step"):
        numeric_gradient(lambda x: float(x.sum()), np.zeros(2), step=step)
