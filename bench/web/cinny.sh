#!/usr/bin/env bash
# Builds Cinny, a well-liked Matrix web client, from a checkout of github.com/cinnyapp/cinny in CINNY_SOURCE, and prints
# where the result is; prints nothing without a checkout. (npm has a package of this name, but no sources are in it.)
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

if [ -z "${CINNY_SOURCE:-}" ]; then exit; fi
if [ ! -e "$CINNY_SOURCE/dist/index.html" ]; then
	echo "Building Cinny in $CINNY_SOURCE (minutes, the first time only)" >&2
	(
		cd "$CINNY_SOURCE"
		npm ci --ignore-scripts --no-audit --no-fund --loglevel error
		NODE_OPTIONS=--max-old-space-size=4096 npx --no-install vite build
	) >"$CINNY_SOURCE/build.log" 2>&1 || fail "Cinny does not build: $CINNY_SOURCE/build.log"
fi
echo "$CINNY_SOURCE/dist"
