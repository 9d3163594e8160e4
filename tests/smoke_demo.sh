#!/usr/bin/env bash
# Starts `make demo` in a folder of its own, reads a few pages, ends it as Ctrl-C would, and looks for what is left running.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8123}
ONEDOOR_VAR=$(mktemp -d)
export ONEDOOR_VAR
log=$ONEDOOR_VAR/demo.log
curl -s -o /dev/null "http://127.0.0.1:$port/" && { echo "port $port is in use: bash tests/smoke_demo.sh PORT"; exit 1; }
setsid make demo PORT="$port" >"$log" 2>&1 &
demo=$!
trap 'kill -INT -- -$demo 2>/dev/null || true; rm -rf "$ONEDOOR_VAR"' EXIT

for _ in $(seq 300); do
    curl -fsS -o /dev/null "http://127.0.0.1:$port/readyz" 2>/dev/null && break
    kill -0 "$demo" 2>/dev/null || { cat "$log"; echo "make demo ended by itself"; exit 1; }
    sleep 1
done
for path in / /en/ /apply/ /track/ /postings/ "/search/?q=%E4%BD%8E%E4%BF%9D" /accounts/login/; do
    curl -fsSL -o /dev/null "http://127.0.0.1:$port$path" || { tail -50 "$log"; echo "no answer: $path"; exit 1; }
done
kill -INT -- "-$demo"
for _ in $(seq 20); do
    pgrep -g "$demo" >/dev/null || pgrep -f -- "--port $port" >/dev/null || { echo "demo: served and ended cleanly"; exit 0; }
    sleep 1
done
pgrep -ag "$demo" || pgrep -af -- "--port $port"
echo "processes outlived Ctrl-C"
exit 1
