#!/usr/bin/env bash
# Stops a silo with 200,000 users as Kubernetes does, while they go on, and prints the row of docs/guides/cluster.md:
# bench/handover.sh [--activations 200000] [--log FILE]. As bench/chaos.sh, as root where processes shall have network namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Chaos.Tests -c Release -v quiet --nologo
exec dotnet tests/Chaos.Tests/bin/Release/net10.0/Tandem.Chaos.Tests.dll handover "$@"
