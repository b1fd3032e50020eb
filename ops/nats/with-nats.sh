#!/usr/bin/env bash
# Runs a command with NATS_URL on a NATS server with JetStream that lives in a temporary folder and ends with it.
# Uses Debian's nats-server; installs it when it is missing and this is root.
set -euo pipefail

if ! command -v nats-server >/dev/null; then
  if [ "$(id -u)" != 0 ]; then
    echo "with-nats: nats-server is not installed (Debian package: nats-server)" >&2
    exit 1
  fi
  echo "with-nats: installing Debian's nats-server" >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nats-server >&2
fi

folder=$(mktemp -d /tmp/with-nats.XXXXXX)
# A port of -1 is one that the system chooses; the server writes down which.
nats-server -js -sd "$folder/data" -a 127.0.0.1 -p -1 --ports_file_dir "$folder" >"$folder/log" 2>&1 &
server=$!
stop() {
  kill -INT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

for _ in $(seq 100); do
  grep -q 'Server is ready' "$folder/log" && [ -s "$folder/nats-server_$server.ports" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done

NATS_URL=$(grep -o 'nats://127.0.0.1:[0-9]*' "$folder/nats-server_$server.ports" | head -n 1)
export NATS_URL
"$@"
