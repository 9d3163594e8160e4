#!/bin/sh
# Pins what pyproject.toml asks for, with hashes, for four uses: running, developing, benchmarking, rules on Spark. The files name no host.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --no-header --no-annotate --quiet "$@"
}
pins=$(mktemp)
compile --group build --group dev --output-file requirements/dev.txt
# The smaller set must not drift from the larger one: the same version everywhere.
sed -n 's/ \\$//; /^[a-z].*==/p' requirements/dev.txt > "$pins"
compile --group build --constraint "$pins" --output-file requirements/runtime.txt
compile --group build --group dev --group bench --constraint "$pins" --output-file requirements/bench.txt
compile --group build --group dev --extra spark --constraint "$pins" --output-file requirements/spark.txt
rm "$pins"
