#!/usr/bin/env bash
# Starts snac2 on loopback for as long as standard input stays open, and says on one line of standard output where it
# is and what its people's passwords are. Ends when whoever started it closes the pipe, or dies.
#
#   run.sh PORT AWAKE NAME...        (AWAKE: where somebody keeps it awake, see SnacAwake.cs)
set -euo pipefail

snac=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/usr/bin/snac
port=$1
awake=$2
shift 2
run=$(mktemp -d "${TMPDIR:-/tmp}/engagement-snac-XXXXXX")
server=
cleanup() {
  [[ -z $server ]] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$run"
}
trap cleanup EXIT

printf '%s\n' 127.0.0.1 "$port" "127.0.0.1:$port" "" "" | "$snac" init "$run/data" >/dev/null
# Over plain http, and what it sends its own users is sent at once instead of after two minutes, for as long as a test lasts.
# It delivers to itself: with its four threads all of them may be delivering, and none is left to take anything in.
sed -i -e 's/"protocol": "https"/"protocol": "http"/' -e 's/"queue_retry_minutes": 2/"queue_retry_minutes": 0/' \
  -e 's/"queue_retry_max": 10/"queue_retry_max": 1000000/' -e '0,/{/s//{ "num_threads": 32,/' "$run/data/server.json"

people=
for name in "$@"; do
  password=$("$snac" adduser "$run/data" "$name" 2>&1 | sed -n 's/^User password is //p')
  people+="${people:+,}\"$name\":\"$password\""
done

# Nobody's message, from somebody who cannot be looked up just now: it tries again and again, and so never sleeps.
"$snac" adduser "$run/data" awake >/dev/null 2>&1
mkdir -p "$run/data/user/awake/queue"
printf '{"type":"input","retries":0,"req":{},"message":{"type":"Create","id":"%s","actor":"%s","object":{"type":"Note","id":"%s"}}}' \
  "$awake" "$awake" "$awake" > "$run/data/user/awake/queue/0000000001.000000.json"

# It names what waits in its queues by the microsecond: of two messages that come in within one, the second takes the place of the first,
# and the first is lost (tid() and enqueue_shared_input() in its source). On one processor no two do.
cpu=$(taskset -cp $$ | sed -e 's/.*: //' -e 's/[-,].*//')
taskset -c "$cpu" "$snac" httpd "$run/data" >&2 &
server=$!
# A connection that opens is a server that listens.
for ((i = 0; i < 100; i++)); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { echo "snac stopped" >&2; exit 1; }
  sleep 0.1
done
echo "{\"url\":\"http://127.0.0.1:$port\",\"people\":{$people}}"
cat >/dev/null
