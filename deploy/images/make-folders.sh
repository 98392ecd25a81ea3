#!/bin/sh
# Make the folders on which volumes are mounted: a new volume gets the owner and the rights of the
# folder that the image has there, and root's where it has none.
# Usage: make-folders.sh FOLDER
set -eu
mkdir -p "$1"
for name in segue segue-uploads; do
  mkdir -m 0750 "$1/$name"
done
