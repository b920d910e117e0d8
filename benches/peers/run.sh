#!/bin/sh
# All comparisons with peers, one after the other: equality first, then medians.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/../.."
cargo build --release --quiet --bin linchpin --example peer_case --example preset_case
cargo run --release --quiet --example peer_case -- "$work" >&2
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1
python3 "$here/compare.py" target/release/examples/peer_case "$work"
python3 "$here/boario_case.py" target/release/linchpin "$work"
python3 "$here/preset_case.py" target/release/examples/preset_case "$work"
