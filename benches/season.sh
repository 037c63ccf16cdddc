#!/usr/bin/env bash
# laurea and others set the same appendices, one after another, round by round; then medians, ratios and peaks, as a table.
#
#   benches/season.sh [STUDENTS] [ROUNDS] [PEERS…]
#
# STUDENTS of an invented season (60), ROUNDS (3), and the peers of benches/peers/papers.py, as far as they are installed. The
# release program is used, built if need be; or the one that LAUREA names. Slow peers set the first SLOW papers only (12).
set -euo pipefail
cd "$(dirname "$0")/.."
students=${1:-60} rounds=${2:-3}
shift $(($# < 2 ? $# : 2))
peers=("$@")
if [ ${#peers[@]} = 0 ]; then peers=(typst typst-pool weasyprint libreoffice xelatex); fi

if [ -z "${LAUREA:-}" ]; then
  cargo build --release
  LAUREA=$PWD/target/release/laurea
fi
export LAUREA
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

is_there() {
  case $1 in
    typst | typst-pool) python3 -c 'import typst' ;;
    weasyprint) python3 -c 'import weasyprint' ;;
    libreoffice) command -v soffice && python3 -c 'import docxtpl' ;;
    xelatex) command -v xelatex ;;
    *) false ;;
  esac >/dev/null 2>&1
}

"$LAUREA" demo --students "$students" --seed 7 --out "$folder/season" >/dev/null
cat >"$folder/pipeline.toml" <<TOML
institution = "$PWD/data/institution.toml"
templates = "$PWD/templates"
output = "output"
register = "register.sqlite"
[run]
name = "bench"
date = "2025-09-30"
[inputs]
folder = "season"
students = ["students.xlsx"]
curricula = ["curricula.xlsx"]
grades = ["grades.xlsx"]
state_exams = ["state_exams.xlsx"]
photos = "photos"
TOML
run() { "$LAUREA" --config "$folder/pipeline.toml" --lang en "$@" >/dev/null; }
run issue --kind diploma || [ $? = 3 ]
run plan --kind appendix --to "$folder/plan" || [ $? = 3 ]
papers=$(wc -l <"$folder/plan/papers.jsonl")

for round in $(seq "$rounds"); do
  for peer in laurea "${peers[@]}"; do
    if [ "$peer" != laurea ] && ! is_there "$peer"; then
      [ "$round" = 1 ] && echo "$peer is not installed" >&2
      continue
    fi
    count=$papers
    case $peer in weasyprint | libreoffice | xelatex) count=$((papers < ${SLOW:-12} ? papers : ${SLOW:-12})) ;; esac
    python3 benches/peers/papers.py "$peer" "$folder/plan" "$count" | tee -a "$folder/said.jsonl" >&2 ||
      echo "$peer: left out" >&2
  done
done

python3 - "$folder/said.jsonl" <<'PYTHON'
import json, os, platform, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
peers = list(dict.fromkeys(run["peer"] for run in runs))
median = lambda peer, figure: statistics.median(figure(run) for run in runs if run["peer"] == peer)
cpu = {peer: median(peer, lambda run: 1000 * run["processor"] / run["documents"]) for peer in peers}
rate = {peer: median(peer, lambda run: run["documents"] / run["seconds"]) for peer in peers}
model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
print(f"\n{os.cpu_count()} cores, {model}; medians of {sum(run['peer'] == peers[0] for run in runs)} rounds\n")
print("| | documents | processor ms a document | ratio | documents/s | peak MiB of a process | KiB a document |\n|---|---|---|---|---|---|---|")
for peer in peers:
    own = [run for run in runs if run["peer"] == peer]
    peak, size = max(run["peak_mib"] for run in own), own[0]["bytes"] / own[0]["documents"] / 1024
    print(f"| {peer} | {own[0]['documents']} | {cpu[peer]:.1f} | ×{cpu[peer] / cpu['laurea']:.1f} | {rate[peer]:.1f} | {peak} | {size:.0f} |")
PYTHON
