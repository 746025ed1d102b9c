#!/usr/bin/env bash
# The stack in containers: deploy/stack.sh up|down (make up, make down)
set -euo pipefail
cd "$(dirname "$0")/.."

export CABOS_SECRETS=${CABOS_SECRETS:-$PWD/deploy/secrets}
project=${COMPOSE_PROJECT_NAME:-cabos}

refuse() { echo "$*" >&2; exit 1; }

docker version >/dev/null 2>&1 ||
  refuse "No container engine answers: install and start Docker (make run needs none)."

# Docker's own Compose where there is one, else the locked one.
compose=(docker compose)
docker compose version >/dev/null 2>&1 ||
  compose=("$(python -c 'import compose; print(compose.__path__[0])' 2>/dev/null)/docker-compose")
"${compose[@]}" version >/dev/null 2>&1 ||
  refuse "Docker Compose is missing: install Docker's compose plugin."

# Each published port must be free, or ours already; Compose knows them, also those of an .env file.
require_ports() {
  local settings name port
  settings=$("${compose[@]}" config --format json)
  python -c '
import json, sys
for name, container in json.load(sys.stdin)["services"].items():
    for port in container.get("ports", []):
        print(name, port["published"])' <<<"$settings" |
    while read -r name port; do
      [ "$("${compose[@]}" port "$name" 8000 2>/dev/null)" != "127.0.0.1:$port" ] || continue
      ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
        refuse "Port $port for ${name%-api} is taken: stop what listens there," \
          "or set CABOS_PORT_$(echo "${name%-api}" | tr a-z A-Z) to a free port."
    done
}

up() {
  require_ports
  if [ ! -e "$CABOS_SECRETS/postgres_password" ] && docker volume inspect "${project}_postgres" >/dev/null 2>&1; then
    refuse "The data of an earlier stack are there, but not its passwords ($CABOS_SECRETS):" \
      "bring them back, or remove the data with make down VOLUMES=1."
  fi
  deploy/secrets.sh "$CABOS_SECRETS"
  if [ -z "${CABOS_JWKS:-}" ] && [ ! -e "$CABOS_SECRETS/jwks.json" ]; then
    echo "Tokens for writes (Authorization: Bearer …), shown this once:"
    python -m main_job.issuer "$CABOS_SECRETS"
  fi

  "${compose[@]}" up --detach --build --wait --remove-orphans ||
    refuse "The stack is not healthy: ${compose[*]} ps --all and ${compose[*]} logs say more."
  for service in governance aeo news; do
    printf '%-11s http://%s\n' "$service" "$("${compose[@]}" port "$service-api" 8000)"
  done
}

down() {
  # The next development issuer is a new one, with new tokens.
  "${compose[@]}" down --remove-orphans ${VOLUMES:+--volumes}
  rm -f "$CABOS_SECRETS/jwks.json"
  [ -z "${VOLUMES:-}" ] || rm -rf "$CABOS_SECRETS"
}

case ${1:-} in
  up | down) "$1" ;;
  *) refuse "usage: deploy/stack.sh up|down" ;;
esac
