#!/usr/bin/env bash
# Repeats the MovieLens-1M figures of docs/guides/quality.md: the 512 validation users of gSASRec.
# Usage: bench/quality/movielens.sh WORK [LENGTH [SEED …]]
# USER_TOWER=attention trains the self-attention user tower instead of the GRU.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:?Give a folder for datasets and bundles.}
length=${2:-200}
shift; shift || true
seeds=("${@:-17}")
tower=${USER_TOWER:-gru}
tandem() { dotnet run --project src/Cli -c Release -- "$@"; }

mkdir -p "$work"
[ -d "$work/ml-1m" ] || tandem import sequences ../shared/data/ml-1m --out "$work/ml-1m"
[ -d "$work/ml-1m-features" ] || tandem features build "$work/ml-1m" --holdout 2 --out "$work/ml-1m-features"
for seed in ${seeds[@]}; do
  bundle=$work/ml-1m-$tower-$length-$seed
  [ -d "$bundle" ] || tandem train "$work/ml-1m" --features "$work/ml-1m-features" --preset next-item --user-tower "$tower" --holdout 2 \
    --length "$length" --epochs 20 --batch 64 --lr 0.002 --dropout 0.2 --id-dropout 0.1 --seed "$seed" --resume --out "$bundle"
  tandem evaluate "$work/ml-1m" --bundle "$bundle" --protocol gsasrec --json | tail -1 > "$bundle.json"
  echo "seed $seed: $bundle.json"
done
