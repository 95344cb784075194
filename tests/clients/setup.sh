#!/usr/bin/env bash
# setup.sh [nio] [js-sdk] [rust-sdk]: installs what the clients need (all three if none is named), from
# Debian, PyPI, npm and crates.io. Can be repeated; takes a second when all is there.
#
# Everything lands in ${CAUSEWAY_CACHE:-.cache}/clients, and node_modules beside js-sdk/package.json, where
# Node looks for it. Versions are pinned by requirements.txt, package-lock.json and Cargo.lock.
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
source tests/clients/lib.sh

# done_for NAME FILE: whether NAME was set up for just this FILE. mark_done remembers it.
done_for() { [ "$(cat "$cache/$1.done" 2>/dev/null)" = "$(sha256sum <"$2") $PWD" ]; }
mark_done() { echo "$(sha256sum <"$2") $PWD" >"$cache/$1.done"; }

setup_nio() {
	scripts/need python
	local wanted=tests/clients/nio/requirements.txt
	if done_for nio $wanted && [ -x "$venv/bin/python" ]; then return; fi
	echo "Installing matrix-nio into $venv"
	python3 -m venv --clear "$venv"
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement $wanted
	mark_done nio $wanted
}

setup_js_sdk() {
	scripts/need node
	local wanted=tests/clients/js-sdk/package-lock.json
	if done_for js-sdk $wanted && [ -x "$(node_22)" ]; then return; fi
	echo "Installing matrix-js-sdk and the Node.js it needs into tests/clients/js-sdk/node_modules"
	# npm warns that its own Node.js is too old for the SDK; it only installs, Node.js 22 comes as a package.
	npm ci --prefix tests/clients/js-sdk --no-audit --no-fund --loglevel error
	[ -x "$(node_22)" ] || fail "npm brought no Node.js for $(uname -m): only x86_64 and aarch64 have one."
	mark_done js-sdk $wanted
}

setup_rust_sdk() {
	scripts/need rust c
	if [ ! -x "$rust_target/debug/rust-sdk-scenarios" ]; then
		echo "Building matrix-sdk, the crate inside Element X (some 400 crates; minutes, the first time only)"
	fi
	# Its sources change seldom, and incremental files would double a big folder.
	CARGO_TARGET_DIR=$rust_target CARGO_INCREMENTAL=0 \
		cargo build --quiet --locked --manifest-path tests/clients/rust-sdk/Cargo.toml
}

mkdir -p "$cache"
[ $# -gt 0 ] || set -- nio js-sdk rust-sdk
for client in "$@"; do
	case "$client" in
	nio | js-sdk | rust-sdk) "setup_${client//-/_}" ;;
	*) fail "setup.sh: unknown client: $client (nio, js-sdk, rust-sdk)" ;;
	esac
done
