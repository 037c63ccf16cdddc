#!/usr/bin/env bash
# A plan set by GNU parallel: on this machine, or on others that see the same disk (--sshlogin …).
#
#   parallel.sh PLAN SHARDS [options of parallel]
#
# Run again, it sets only what is not done. LAUREA names the program.
set -euo pipefail
plan=$(printf %q "$1")
shards=$2
shift 2
laurea=$(printf %q "${LAUREA:-laurea}")
# 3: some papers cannot be set, which no further try changes; merge holds them and says why.
seq "$shards" | parallel --retries 3 "$@" "$laurea render --plan $plan --shard {}/$shards || [ \$? -eq 3 ]"
