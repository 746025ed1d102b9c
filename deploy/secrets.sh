#!/bin/sh
# Make the passwords of a stack, once: deploy/secrets.sh FOLDER
set -eu
folder=$1
[ ! -e "$folder/postgres_password" ] || exit 0

password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# The folder is for its owner only. The files in it are mounted one by one, for users that exist in containers alone.
mkdir -p "$folder"
chmod 700 "$folder"
umask 022

redis=$(password)
echo "requirepass $redis" >"$folder/redis_auth"
# With the user, as redis-cli wants it too.
printf %s "redis://default:$redis@redis:6379/0" >"$folder/redis_url"
for service in governance aeo news; do
  secret=$(password)
  printf %s "$secret" >"$folder/${service}_password"
  printf %s "postgresql://$service:$secret@postgres:5432/$service" >"$folder/${service}_database_url"
done
# Last: what is there when all the others are.
password >"$folder/postgres_password"
