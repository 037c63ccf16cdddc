#!/usr/bin/env bash
# A run over the nodes of a Slurm cluster: planned here, set by an array of jobs, merged by one that waits for the array.
#
#   season.sh PLAN SHARDS [CONFIG]
#
# PLAN is a new folder on a disk that every node sees; CONFIG is pipeline.toml where it is not named. LAUREA names the program,
# SBATCH_… the cluster's own options (partition, account). With LAUREA_MERGE=here the merging is done here, not on a node:
# for an office whose register does not leave its own machine.
set -euo pipefail
plan=$(realpath -m "$1")
shards=$2
config=$(realpath "${3:-pipeline.toml}")
folder=$(cd "$(dirname "$0")" && pwd)
export LAUREA="${LAUREA:-laurea}" LAUREA_SHARDS="$shards"

# 3: papers are held, the others go on.
"$LAUREA" --config "$config" plan --to "$plan" || [ $? -eq 3 ]
log="$plan/log"
mkdir -p "$log"
options=(--parsable --array="1-$shards" --output="$log/render-%a.log")
if [ "${LAUREA_MERGE:-}" = here ]; then
  sbatch "${options[@]}" --wait "$folder/render.sbatch" "$plan"
  exec "$LAUREA" --config "$config" merge --plan "$plan"
fi
array=$(sbatch "${options[@]}" "$folder/render.sbatch" "$plan")
merge=$(sbatch --parsable --dependency="afterok:${array%%;*}" --output="$log/merge.log" "$folder/merge.sbatch" "$plan" "$config")
echo "array ${array%%;*}, merge ${merge%%;*}; logs in $log"
