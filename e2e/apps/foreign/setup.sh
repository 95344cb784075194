#!/usr/bin/env bash
# setup.sh: mini-apps that others wrote, unchanged, out of packages of PyPI and npm into
# ${CAUSEWAY_CACHE:-.cache}/foreign-apps. None of them becomes a part of Causeway. Can be repeated.
#
#   chat.xdc         webxdcbot 0.1.0 (MIT): a chat, built by Vite
#   pixelsocial.xdc  pixelsocial 0.15.0 (AGPL-3.0): posts, likes and replies, built of Preact and Dexie (IndexedDB)
#   reference.md     webxdc's own reference with its example, as in deltachat-node 1.138.0 (GPL-3.0)
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
scripts/need python node

wanted=$PWD/e2e/apps/foreign/requirements.txt
node_package=deltachat-node@1.138.0
node_sha512=d1e1fe1a6266427c6a7dca15f672dc7db88a7b269a3a95881d9e5ec7f8ea97c8f1a222a65aab0ce336ccda22c9a2ea8fbedbf5d04935191546f71712f1a112a0

cache=$(mkdir -p "${CAUSEWAY_CACHE:-.cache}/foreign-apps" && cd "${CAUSEWAY_CACHE:-.cache}/foreign-apps" && pwd)
stamp="$(sha256sum <"$wanted") $node_package"
if [ "$(cat "$cache/done" 2>/dev/null)" = "$stamp" ]; then exit 0; fi
echo "Fetching mini-apps that others wrote into $cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
	--require-hashes --requirement "$wanted" --dest "$work"
for wheel in "$work"/*.whl; do python3 -m zipfile -e "$wheel" "$work"; done
cp "$work/webxdcbot/app.xdc" "$cache/chat.xdc"
cp "$work/pixelsocial/app.xdc" "$cache/pixelsocial.xdc"

# Only packed, so that nothing of it runs.
(cd "$work" && npm pack --silent "$node_package" >/dev/null)
archive=$work/${node_package/@/-}.tgz
echo "$node_sha512  $archive" | sha512sum --check --status || fail "$node_package is another than it was."
tar -xzOf "$archive" package/draft/webxdc-dev-reference.md >"$cache/reference.md"
echo "$stamp" >"$cache/done"
