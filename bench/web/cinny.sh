#!/usr/bin/env bash
# Builds Cinny, a well-liked Matrix web client, from its npm package, beside the other things that are fetched. Prints
# where it is. A minute or two, the first time only.
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
version=4.5.1
folder=$(mkdir -p "${CAUSEWAY_CACHE:-.cache}/bench/cinny" && cd "${CAUSEWAY_CACHE:-.cache}/bench/cinny" && pwd)

if [ ! -e "$folder/package/dist/index.html" ]; then
	echo "Building Cinny $version into $folder" >&2
	(
		cd "$folder"
		npm pack --silent "cinny@$version" >/dev/null
		tar xzf "cinny-$version.tgz"
		cd package
		# Its own list of dependencies asks for two versions of vite.
		npm install --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel error
		NODE_OPTIONS=--max-old-space-size=4096 npx --no-install vite build
	) >"$folder/build.log" 2>&1 || fail "Cinny does not build: $folder/build.log"
fi
echo "$folder/package/dist"
