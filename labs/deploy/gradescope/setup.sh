#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image.
set -e
"${AUTOGRADER:-/autograder}/source/twinlab/labs/deploy/install"
