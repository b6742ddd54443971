#!/bin/sh
# ./dualstar.sh check: at the first time everything is installed from this folder, without the Internet.
set -e
cd "$(dirname "$0")"
if ! cmp -s linux/lock.txt .venv/ready.txt; then
    python3.11 -m venv --clear .venv || { cat need-python.txt; exit 1; }
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links linux --require-hashes -r linux/lock.txt
    cp linux/lock.txt .venv/ready.txt
fi
exec .venv/bin/python -m pipeline "$@"
