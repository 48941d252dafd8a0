# cnnquiz-instructor: never for students
"""What runs beside the students' functions: `classify`, with right results to work on."""

import numpy as np


def classify_by_right_results(student, right, image, params):
    """Return the student's `classify`, with `right` where it asks for `cnn_forward` of the image.

    So a mistake in `cnn_forward` costs `classify` nothing. The right results come from the judge.
    """

    def cnn_forward(image, params):
        asked = [image, *(params[name] for name in sorted(params))]
        if len(asked) != len(known) or not all(map(np.array_equal, asked, known)):
            return own(image, params)
        return {name: result.copy() for name, result in right.items()}

    known = [image.copy(), *(params[name].copy() for name in sorted(params))]
    own = getattr(student, "cnn_forward", None)
    home = getattr(student.classify, "__globals__", {})
    names = [name for name, value in home.items() if value is own and own is not None]
    home.update(dict.fromkeys(names, cnn_forward))
    try:
        return student.classify(image, params)
    finally:
        home.update(dict.fromkeys(names, own))
