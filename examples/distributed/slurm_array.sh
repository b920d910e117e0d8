#!/bin/sh
# A Linchpin batch as a Slurm array: one task a shard, then a job that merges them.
#
#   sbatch slurm_array.sh          # submits the array and, behind it, the merge
#
# TRIALS, SEED, SHARDS and OUT (on a file system that all nodes see) may be set in the environment. A task that is
# requeued starts where it stopped: --resume. A part's folder has the number of shards in its name: the third of 64 is
# another part than the third of 32.
#SBATCH --job-name=linchpin
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --output=linchpin-%A_%a.log
set -eu

TRIALS=${TRIALS:-1000000}
SEED=${SEED:-1}
SHARDS=${SHARDS:-64}
OUT=${OUT:-$PWD/linchpin-batch}
export TRIALS SEED SHARDS OUT

case ${STEP:-submit} in
submit)
    mkdir -p "$OUT"
    array=$(STEP=shard sbatch --parsable --export=ALL --array="1-$SHARDS" "$0")
    STEP=merge sbatch --export=ALL --dependency="afterok:$array" "$0"
    ;;
shard)
    part=$OUT/part-$SLURM_ARRAY_TASK_ID-of-$SHARDS
    if [ ! -e "$part/part.json" ]; then
        linchpin mc --trials "$TRIALS" --seed "$SEED" --threads 1 --quiet \
            --shard "$SLURM_ARRAY_TASK_ID/$SHARDS" --out "$part" --resume
    fi
    ;;
merge)
    linchpin merge "$OUT"/part-*-of-"$SHARDS" --out "$OUT/merged"
    ;;
esac
