# Shared by the scripts beside it; sourced, never run. Puts the shell in the repository's root.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# rustup installs here, and a fresh login shell may not know it yet.
case ":$PATH:" in *":$HOME/.cargo/bin:"*) ;; *) PATH="$PATH:$HOME/.cargo/bin" ;; esac

# Programs that `make` fetches for itself live inside the repository, beside the build results.
TOOLS="$PWD/.cache/tools"
PATH="$TOOLS/bin:$PATH"
export PATH

# Incremental files only help the next build of the same sources; a runner never has one.
if [ -n "${CI:-}" ]; then
	export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
fi

say() { printf '\n== %s\n' "$*"; }

# fail LINE: one line that says what is wrong and what to do.
fail() {
	printf '%s\n' "$*" >&2
	exit 1
}
