#!/usr/bin/env bash
# Runs a command with DATABASE_URL on a PostgreSQL that lives in a temporary folder and ends with it.
# Uses Debian's server binaries; installs them when they are missing and this is root.
set -euo pipefail

find_bin() {
  local pg
  for pg in /usr/lib/postgresql/*/bin; do
    [ -x "$pg/initdb" ] && [ -x "$pg/postgres" ] && echo "$pg"
  done | sort -V | tail -n 1
}

bin=$(find_bin)
if [ -z "$bin" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "with-postgres: PostgreSQL's server is not installed (Debian package: postgresql)" >&2
    exit 1
  fi
  echo "with-postgres: installing Debian's postgresql" >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2
  bin=$(find_bin)
fi

folder=$(mktemp -d /tmp/with-postgres.XXXXXX)
port=$((20000 + RANDOM % 20000))
as_owner=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi

"${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U postgres --auth=trust -E UTF8 --no-locale >/dev/null
"${as_owner[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" \
  -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c shared_buffers=256MB \
  >"$folder/log" 2>&1 &
server=$!
stop() {
  kill -INT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

for _ in $(seq 100); do
  "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done

export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
"$@"
