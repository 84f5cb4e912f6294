#!/usr/bin/env bash
# A sweep as a job array of 20 parts on a cluster that runs Slurm. Send it off with: sbatch slurm-array.sh SWEEP.yaml
# A part that is killed or out of time goes on where it was left when it is sent off again.
#SBATCH --job-name=haicsim-sweep
#SBATCH --array=1-20
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=08:00:00
set -euo pipefail
sweep=${1:?name the sweep file}

# All parts write below one folder that every machine sees, each a log of its own
srun haicsim sweep "$sweep" --out results/array \
    --shard "${SLURM_ARRAY_TASK_ID}/20" --workers "${SLURM_CPUS_PER_TASK}" --max-hours 7.8

# When all parts are done, once: haicsim sweep SWEEP.yaml --out results/array
