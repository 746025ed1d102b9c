#!/usr/bin/env bash
# A browser for the tests of pages: the one that is there, else Debian's, else the one that Playwright fetches.
set -euo pipefail

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
bin=$(dirname "$0")/../.venv/bin
if "$bin/python" -c 'import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))'; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
  echo "Installing Chromium for the tests of pages (apt-get, once)"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -qq -y --no-install-recommends chromium >/dev/null
else
  echo "Fetching Chromium for the tests of pages (Playwright, once)"
  "$bin/playwright" install chromium
fi
