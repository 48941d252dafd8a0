#!/usr/bin/env bash
# Gradescope runs this, as root, for every submission. The variables are for trying it elsewhere.
set -u
root="${CNNQUIZ_AUTOGRADER:-/autograder}"
python="${CNNQUIZ_PYTHON:-/opt/cnnquiz/bin/python}"
source="$root/source"

# First of all, what is to be read if nothing else can be written: no score, so that none is lost.
mkdir -p "$root/results"
printf '%s\n' '{"output": "The autograder could not be started. That is not your doing, and no points are lost by it.", "output_format": "text", "stdout_visibility": "hidden"}' >"$root/results/.first.json"
mv "$root/results/.first.json" "$root/results/results.json"

# What was only for root stays so, however the image was put together.
chmod go= "$source"
export CNNQUIZ_SOLUTIONS="$source/solutions/cnnquiz_instructor"
unset CNNQUIZ_COURSE
if [ -d "$source/course" ]; then
    export CNNQUIZ_COURSE="$source/course"
fi

# Nothing is ever imported from the working directory, where students' files may lie.
cd / || exit 4
exec "$python" -P -B -m cnnquiz gradescope run "$@" "$root"
