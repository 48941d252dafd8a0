"""`python -m cnnquiz` is the command `cnnquiz`."""

import sys

# -m puts the working directory first on the module path; a student's numpy.py there is not ours.
if not sys.flags.safe_path:
    del sys.path[0]

from cnnquiz.cli.main import main  # only now is it safe to import

sys.exit(main())
