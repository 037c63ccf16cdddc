#!/usr/bin/env bash
# Ends what up.sh began.
#
#   down.sh FOLDER
set -u
folder=$(realpath "$1")
export SLURM_CONF="$folder/slurm.conf"
scancel --quiet --user=root 2>/dev/null
scontrol shutdown 2>/dev/null
sleep 2
for file in slurmd.pid slurmctld.pid munge/pid; do
  if [ -s "$folder/$file" ]; then
    kill "$(cat "$folder/$file")" 2>/dev/null
  fi
done
exit 0
