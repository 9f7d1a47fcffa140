#!/usr/bin/env bash
# Lets a cluster on this machine be struck by faults while it is busy, and prints the table of docs/guides/cluster.md:
# bench/chaos.sh [FAULT …] [--seconds 60] [--log FOLDER] [--json]. As root, so that processes get network namespaces and a disk that can be
# filled; what the machine lacks is left out and said. `./test` installs the servers.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -f /usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 ] && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  apt-get install -y -q libfaketime >/dev/null 2>&1 || echo "libfaketime cannot be installed: the clock's fault is left out." >&2
fi
dotnet build tests/Chaos.Tests -c Release -v quiet --nologo
exec dotnet tests/Chaos.Tests/bin/Release/net10.0/Tandem.Chaos.Tests.dll faults "$@"
