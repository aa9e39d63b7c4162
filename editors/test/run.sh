#!/usr/bin/env bash
# Plays scenarios in real editors with the built server, and asks it what it recorded.
# usage: editors/test/run.sh [SCENARIO]... [nvim|hx|vscode]...      (default: all, in all)
# Editors come from install.sh. The server is $HABITUS, or target/debug/habitus. Screenshots, and what
# tells about a failure, are put into editors/test/out. RECORD=1 writes the fixtures of the tests anew.
set -euo pipefail
[ -z "${HABITUS:-}" ] || HABITUS=$(realpath -e -- "$HABITUS")
cd "$(dirname "$0")"
node=${HABITUS_PEERS:-$HOME/.cache/habitus-peers}/bin/node
[ -x "$node" ] || { echo "run editors/test/install.sh first" >&2; exit 2; }
exec "$node" run.mjs "$@" </dev/null
