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

# npm_ci FOLDER: its packages, installed again when its lock has changed. npm warns that Debian's Node.js is too old
# for some of them; it only installs: what runs, runs on the Node.js 22 that comes as a package (node-linux-…).
npm_ci() {
	local stamp=$1/node_modules/.causeway-lock wanted
	wanted=$(sha256sum <"$1/package-lock.json")
	if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
	echo "Installing the packages of $1"
	npm ci --prefix "$1" --no-audit --no-fund --loglevel error
	echo "$wanted" >"$stamp"
}
