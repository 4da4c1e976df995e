#!/usr/bin/env bash
# Checks for what a build needs; installs missing Debian packages where that is possible without a question.
# Exit codes: 0 all there, 69 something is missing (standard error says what and how to get it).
set -euo pipefail

readonly least_swift=6.1  # Package.swift: swift-tools-version

if ! command -v swift >/dev/null; then
  echo "setup: swift is missing" >&2
  echo "  hint: install Swift $least_swift or newer from https://www.swift.org/install/" >&2
  exit 69
fi
version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "$least_swift" "$version" | sort -V | head -n 1)" != "$least_swift" ]; then
  echo "setup: Swift $version is too old: Sluice needs $least_swift or newer" >&2
  exit 69
fi

# Each library as "name for pkg-config:Debian package".
libraries=(libxml-2.0:libxml2-dev zlib:zlib1g-dev libxxhash:libxxhash-dev yaml-0.1:libyaml-dev)

missing_packages() {
  command -v python3 >/dev/null || echo python3
  if ! command -v pkg-config >/dev/null; then
    echo pkg-config
    printf '%s\n' "${libraries[@]#*:}"  # without pkg-config there is no way to ask for them
    return
  fi
  local library
  for library in "${libraries[@]}"; do
    pkg-config --exists "${library%%:*}" || echo "${library#*:}"
  done
}

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=(false)
if [ "$(id -u)" -eq 0 ]; then
  as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n env)
fi
if [ "${as_root[0]}" != false ] && command -v apt-get >/dev/null; then
  echo "setup: installing ${missing[*]}" >&2
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || true
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
fi

echo "setup: missing: ${missing[*]}" >&2
if command -v apt-get >/dev/null; then
  echo "  hint: sudo apt-get install ${missing[*]}" >&2
else
  echo "  hint: install your system's packages for these (the names above are Debian's)" >&2
fi
exit 69
