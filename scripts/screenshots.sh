#!/usr/bin/env bash
# Photographs the English HTML report of the nightly example: reports/nightly…/**/NAME.en.html → docs/NAME.en.png.
# Exit codes: 66 no report there yet, 69 no Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

browser=""
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then browser=$name && break; fi
done
if [ -z "$browser" ]; then
  echo "screenshots: no Chromium found" >&2
  echo "  hint: sudo apt-get install chromium" >&2
  exit 69
fi

mapfile -t pages < <(find reports -path 'reports/nightly*' -name '*.en.html' | LC_ALL=C sort)
if [ ${#pages[@]} -eq 0 ]; then
  echo "screenshots: no HTML report of the nightly example; run 'make report' first" >&2
  exit 66
fi

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p docs
for page in "${pages[@]}"; do  # sorted by period, so the newest of one name wins
  picture=docs/$(basename "${page%.html}").png
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
    --window-size=1280,1700 --screenshot="$PWD/$picture" "file://$PWD/$page" >/dev/null 2>&1
  echo "$picture"
done
