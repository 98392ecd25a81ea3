#!/bin/sh
# Puts a file of the log into the archive that all nodes share: whole, durably and once.
#
#     archive.sh FILE NAME FOLDER [NODE]
#
# NODE is the name of the node; without it, that of the folder in which this program is.
#
# Several nodes bring the same files. In the last segment of a timeline they have different bytes
# behind its end, which nobody reads: there the first copy stays. Any other difference is an error,
# and PostgreSQL keeps the file and tries again.
set -eu
file=$1 name=$2 folder=$3
node=${4:-$(basename "$(dirname "$0")")}
segment_size=16777216

# the end of the timeline $1 by the histories of later ones, or -1
end_of() {
    end=-1
    for history in "$folder"/????????.history; do
        [ -e "$history" ] || continue
        while read -r timeline position _; do
            [ "$timeline" = "$1" ] || continue
            at=$(((0x${position%/*} << 32) + 0x${position#*/}))
            [ "$at" -le "$end" ] || end=$at
        done <"$history"
    done
    echo "$end"
}

# whether the file and the archived one are the same up to the end of their timeline
is_same_until_its_end() {
    digits=${name%.partial}
    case $digits in *[!0-9A-F]*) return 1 ;; esac
    [ "${#digits}" -eq 24 ] || return 1
    rest=${digits#????????}
    end=$(end_of "$((0x${digits%"$rest"}))")
    start=$(((0x${rest%????????} << 32) + (0x${rest#????????} << 24)))
    size=$((end - start))
    [ "$end" -ge 0 ] && [ "$size" -lt "$segment_size" ] || return 1
    [ "$size" -le 0 ] || cmp -s -n "$size" "$file" "$folder/$name"
}

if [ ! -e "$folder/$name" ]; then
    # named for the node: its next attempt replaces what a kill left
    fresh=$folder/.$name.$node
    trap 'rm -f "$fresh"' EXIT
    cp "$file" "$fresh"
    chmod 0600 "$fresh"
    sync "$fresh"
    # a link replaces nothing: another node may have been quicker
    if ln "$fresh" "$folder/$name" 2>/dev/null; then
        sync "$folder"
        exit 0
    fi
fi
if [ ! -e "$folder/$name" ]; then
    echo "archive: expected to write $folder/$name, but could not" >&2
    exit 1
fi
if cmp -s "$file" "$folder/$name"; then
    sync "$folder/$name" "$folder"
elif ! is_same_until_its_end; then
    echo "archive: expected $folder/$name to be missing or the same, got a different one" >&2
    exit 1
fi
