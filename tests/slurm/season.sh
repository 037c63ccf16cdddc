#!/usr/bin/env bash
# A season over a Slurm array of three, with the scripts of deploy/slurm: one shard is killed in the middle of its work, is
# queued again, and what comes out is, to the byte, what one machine makes. Needs root, Debian's slurm-wlm and munge.
#
#   season.sh PROGRAM HOUSE REFERENCE
#
# HOUSE has a pipeline.toml and the inputs; REFERENCE is the folder of the same run, issued by one machine.
set -euo pipefail
export LAUREA=$1
house=$(realpath "$2")
reference=$(realpath "$3")
here=$(cd "$(dirname "$0")" && pwd)
plan="$house/plan"
victim="$plan/shards/2-of-3"

slurm=$(mktemp -d "${TMPDIR:-/tmp}/laurea-slurm.XXXXXX")
# munge asks that nobody else may write above its socket.
chmod 755 "$slurm"
trap '"$here/down.sh" "$slurm"; rm -rf "$slurm"' EXIT
"$here/up.sh" "$slurm"
export SLURM_CONF="$slurm/slurm.conf"

fail() {
  echo "$*" >&2
  tail -n 30 "$plan"/log/* "$slurm"/log/*.log >&2 || true
  exit 1
}

# As large as this machine; the season is small.
export SBATCH_MEM_PER_CPU=300M
cd "$house"
said=$("$here/../../deploy/slurm/season.sh" "$plan" 3 "$house/pipeline.toml" | tail -n 1)
echo "$said"
merge=$(sed 's/.*merge \([0-9]*\).*/\1/' <<< "$said")

# The process of the second shard, once it has made some papers.
process_of_victim() {
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2>/dev/null < "$process/cmdline" | grep -q -- "^$LAUREA render --plan $plan "; then
      if tr '\0' '\n' 2>/dev/null < "$process/environ" | grep -qx 'SLURM_ARRAY_TASK_ID=2'; then
        basename "$process"
      fi
    fi
  done
}
for _ in $(seq 600); do
  made=$(wc -l 2>/dev/null < "$victim/made.jsonl" || echo 0)
  [ "$made" -ge 3 ] && break
  sleep 0.1
done
[ "$made" -ge 3 ] || fail 'the second shard does not begin'
[ ! -e "$victim/shard.json" ] || fail 'the second shard was too fast to be killed'
process=$(process_of_victim | head -n 1)
[ -n "$process" ] || fail 'the process of the second shard is not found'
kill -KILL "$process"
echo "killed the second shard after $((made - 1)) papers"

for _ in $(seq 1200); do
  state=$(scontrol show job "$merge" | grep -o 'JobState=[A-Z_]*' || true)
  case "$state" in
    JobState=COMPLETED) break ;;
    JobState=FAILED | JobState=CANCELLED | JobState=TIMEOUT) fail "merging ended as $state" ;;
  esac
  sleep 0.5
done
[ "$state" = JobState=COMPLETED ] || fail "merging is $state"
restarts=$(scontrol show job | grep -A20 'ArrayTaskId=2 ' | grep -o 'Restarts=[0-9]*' | head -n 1)
[ "$restarts" = Restarts=1 ] || fail "the second shard was not queued again: $restarts"
# The journal told it what was done: the papers before the kill were not set again.
grep -q 'before – [1-9]' "$plan/log/render-2.log" || fail 'the second shard began anew'
diff -r "$reference" "$house/output" || fail 'the run is not that of one machine'
echo 'identical'
