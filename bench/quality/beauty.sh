#!/usr/bin/env bash
# Repeats the Amazon Beauty figures of docs/guides/quality.md: three seeds, trained on all but each user's last two items, the blend
# fitted on the one before the last, the last one found among all items. Usage: bench/quality/beauty.sh WORK [SEED …]
# USER_TOWER=attention trains the self-attention user tower instead of the GRU.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:?Give a folder for datasets and bundles.}
shift
seeds=("${@:-1 2 3}")
data=../shared/data/amazon-beauty
tower=${USER_TOWER:-gru}
tandem() { dotnet run --project src/Cli -c Release -- "$@"; }

mkdir -p "$work"
[ -d "$work/beauty" ] || tandem import sequences $data/Beauty.txt.gz --attributes $data/Beauty_item2attributes.json.gz --out "$work/beauty"
[ -d "$work/beauty-features" ] || tandem features build "$work/beauty" --holdout 2 --out "$work/beauty-features"
for seed in ${seeds[@]}; do
  bundle=$work/beauty-$tower-$seed
  [ -d "$bundle" ] || tandem train "$work/beauty" --features "$work/beauty-features" --preset next-item --user-tower "$tower" --holdout 1 --seed "$seed" --resume --out "$bundle"
  tandem evaluate "$work/beauty" --bundle "$bundle" --protocol s3rec --json | tail -1 > "$bundle.json"
  echo "seed $seed: $bundle.json"
done
