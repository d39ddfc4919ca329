#!/usr/bin/env bash
# A feed in slices, each killed in the middle and run again, against the same feed in one go.
#
#     benches/slices.sh target/release/doublet stream.jsonl [SLICES]
#
# Both keep the same records, byte for byte, or this fails. FEED is lines, not packed; the folder of TMPDIR takes two and a half
# times as much as it.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 DOUBLET FEED [SLICES]" >&2; exit 2; }
doublet=$(realpath "$1") feed=$(realpath "$2") slices=${3:-10}
folder=$(mktemp -d)
trap 'kill -KILL $(jobs -p) 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

"$doublet" dedup --index whole -o whole.jsonl "$feed" 2> whole.log
kept=$(wc -l < whole.jsonl)
sum=$(md5sum < whole.jsonl)
rm whole.jsonl

split --number="l/$slices" --numeric-suffixes --suffix-length=4 "$feed" slice.
killed=0
for slice in slice.*; do
  "$doublet" dedup --index seen -o "kept.${slice#slice.}" "$slice" 2> killed.log &
  # From one to four seconds, in tenths.
  tenths=$((10 + RANDOM % 31))
  sleep "$((tenths / 10)).$((tenths % 10))"
  kill -KILL $! 2> /dev/null || true
  # One that had ended is done: to run it again would keep what is new to the index now, which is nothing.
  status=0
  wait $! 2> /dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    [ "$status" -eq 137 ] || { cat killed.log >&2; exit 1; }
    killed=$((killed + 1))
    "$doublet" dedup --index seen -o "kept.${slice#slice.}" "$slice" 2> again.log
  fi
  rm "$slice"
done
if [ "$(cat kept.* | md5sum)" != "$sum" ]; then
  echo "not the same: $(cat kept.* | wc -l) records in $slices slices, $kept in one go" >&2
  exit 1
fi
echo "$kept records in one go and in $slices slices, of which $killed were killed"
