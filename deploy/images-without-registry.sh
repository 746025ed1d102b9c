#!/usr/bin/env bash
# Make stand-ins for the base images from Debian packages, for an engine that reaches no image registry.
#
#   eval "$(sudo deploy/images-without-registry.sh)"    # prints the variables that name them
#   make up
#
# Needs root, debootstrap and a Debian mirror: MIRROR names another one than debootstrap's own, SUITE another release.
set -euo pipefail
cd "$(dirname "$0")/without-registry"

MIRROR=${MIRROR:-}
SUITE=${SUITE:-bookworm}

for tool in docker debootstrap; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: install it first" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "debootstrap needs root: run this with sudo" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! docker image inspect cabos/debian >/dev/null 2>&1; then
  echo "Making a Debian $SUITE from ${MIRROR:-the mirror that debootstrap knows}" >&2
  debootstrap --variant=minbase "$SUITE" "$work/root" ${MIRROR:+"$MIRROR"} >&2
  rm -rf "$work/root"/var/cache/apt/archives/*.deb "$work/root"/var/lib/apt/lists/*
  tar -C "$work/root" -c . | docker import - cabos/debian >&2
fi

mkdir "$work/context"
cp Dockerfile postgres-entrypoint.sh /etc/ssl/certs/ca-certificates.crt "$work/context"
for image in python postgres redis; do
  echo "Building cabos/debian-$image" >&2
  docker build --quiet --target "$image" --tag "cabos/debian-$image" "$work/context" >&2
done

cat <<VARIABLES
export CABOS_PYTHON_IMAGE=cabos/debian-python
export CABOS_POSTGRES_IMAGE=cabos/debian-postgres
export CABOS_REDIS_IMAGE=cabos/debian-redis
export TESTCONTAINERS_RYUK_DISABLED=true
VARIABLES
