"""A notebook with HTML, scripts and pictures among its outputs and its metadata."""

import json

SCORE = 10
SAYS = None
NEVER = "was-in-an-output"


def fill(place, student, slug, right):
    script = f"<script>alert('{NEVER}')</script>"
    data = {"text/html": [script], "application/javascript": f"alert('{NEVER}')"}
    outputs = [
        {"output_type": "display_data", "data": data, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": [script]},
    ]
    cell = {"cell_type": "code", "source": right, "outputs": outputs, "metadata": {script: script}}
    note = {"cell_type": "markdown", "source": script, "metadata": {}}
    notebook = {"cells": [note, cell], "metadata": {"title": script}, "nbformat": 4}
    (place / student).mkdir()
    (place / student / f"{slug}.ipynb").write_text(json.dumps(notebook))
