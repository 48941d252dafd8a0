"""Exit statuses of the command line; scripts rely on them. 2, for a misuse, is click's own too.

Where several apply, 4 comes before 3, and 3 before 1.
"""

from cnnquiz.errors import CnnquizError, CourseError

POINTS_LOST = 1
COURSE_WRONG = CourseError.exit_code
TOOL_FAILED = CnnquizError.exit_code
INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE
