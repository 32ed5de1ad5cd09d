#!/usr/bin/env bash
# Builds everything with one command: ./build.sh [--target=Default|Test|Run|Browser|Migrate|Benchmark|Faults|Publish] [--configuration=Debug|Release]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet tool restore --verbosity quiet >/dev/null
exec dotnet cake build.cake "$@"
