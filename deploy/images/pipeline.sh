#!/usr/bin/env bash
# Load the sources, then build the marts: once, or again and again. Between two runs, files that are
# sent to the app are loaded, and the marts built after each.
#
#   SEGUE_INBOX           a folder with the folders tracks, playlists and history: the files to load
#   SEGUE_SOURCES         sources without files, separated by blanks, such as: spotify reccobeats
#   SEGUE_PIPELINE_EVERY  seconds between two runs; without it there is one run
#
# `pipeline.sh --check` says whether the last run succeeded and is not too old.
set -uo pipefail

readonly deferred=75  # the exit code of a source that continues in its next run
readonly stamp="${SEGUE_HOME:?expected the folder of Segue as SEGUE_HOME}/pipeline.ok"

ingest() {
  segue ingest "$@"
  local code=$?
  [ "$code" = "$deferred" ] && code=0
  return "$code"
}

# A failed source does not hold up the others, and the marts are built from what is there.
run_once() {
  local failed=0 source files
  for source in tracks playlists history; do
    shopt -s nullglob
    files=("${SEGUE_INBOX:-/nowhere}/$source"/*)
    shopt -u nullglob
    if [ "${#files[@]}" -gt 0 ]; then
      ingest "$source" "${files[@]}" || failed=1
    fi
  done
  segue import --waiting || failed=1  # what was sent to the app
  for source in ${SEGUE_SOURCES:-}; do
    ingest "$source" || failed=1
  done
  segue build || failed=1
  [ "$failed" = 0 ] && touch "$stamp"
  return "$failed"
}

check() {
  local minutes=$(( (${SEGUE_PIPELINE_EVERY:-86400} * 2 + 59) / 60 ))
  [ -n "$(find "$stamp" -mmin "-$minutes" 2>/dev/null)" ]
}

if [ "${1:-}" = --check ]; then
  check
  exit
fi
if [ -z "${SEGUE_PIPELINE_EVERY:-}" ]; then
  run_once
  exit
fi
# a run may be killed at any moment: each load is one transaction, and so is each mart
trap 'exit 0' TERM INT
while true; do
  run_once || echo "pipeline: a step failed; the next run is in $SEGUE_PIPELINE_EVERY seconds" >&2
  # files that are sent to the app meanwhile are loaded at once
  segue import --waiting --for "$SEGUE_PIPELINE_EVERY" &
  wait $! || sleep 60
done
