#!/usr/bin/env bash
# Builds the server and the bench, makes the peer's virtual environment, and runs: what `make bench` calls.
# All options of causeway-bench may follow, for example: bench/run.sh --quick --rows open,closed
# CAUSEWAY_BENCH_PALPO=/path/to/palpo measures palpo too.
set -euo pipefail
cd "$(dirname "$0")/.."
synapse=1.163.2
cache=${CAUSEWAY_CACHE:-.cache}/bench
venv=$cache/venv

if ! "$venv/bin/python" -c "from importlib.metadata import version; assert version('matrix-synapse') == '$synapse'" 2>/dev/null; then
  echo "bench: installing Synapse $synapse from PyPI into $venv"
  scripts/need python
  mkdir -p "$cache"
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet "matrix-synapse==$synapse"
fi

# palpo (bench/RESULTS.md says how it is built) keeps its data in PostgreSQL.
[ -z "${CAUSEWAY_BENCH_PALPO:-}" ] || scripts/need postgres

cargo build --release -p causeway -p bench
exec "${CARGO_TARGET_DIR:-target}/release/causeway-bench" --cache "$cache" --server "${CARGO_TARGET_DIR:-target}/release/causeway" "$@"
