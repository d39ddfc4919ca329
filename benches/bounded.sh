#!/usr/bin/env bash
# A run in so much memory and no more, the system's cache of its files among it: what asks for more is killed.
#
#     benches/bounded.sh 16G target/release/doublet cluster -v --memory 16G --to jsonl hundred.jsonl.zst > clusters.jsonl
#
# Needs root and the control groups of Linux, of either version.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 LIMIT COMMAND..." >&2; exit 2; }
limit=$1
shift
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  group=/sys/fs/cgroup/bounded.$$ most=memory.max peak=memory.peak
else
  group=/sys/fs/cgroup/memory/bounded.$$ most=memory.limit_in_bytes peak=memory.max_usage_in_bytes
fi
mkdir "$group"
trap 'rmdir "$group"' EXIT
echo "$limit" > "$group/$most"
status=0
(
  echo "$BASHPID" > "$group/cgroup.procs"
  exec "$@"
) || status=$?
echo "at most $(($(cat "$group/$peak") / 1000000)) MB in all, status $status" >&2
exit "$status"
