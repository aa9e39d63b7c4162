#!/usr/bin/env bash
# Puts real editors for the scenarios into one folder, with a command for each in its bin/:
# Neovim and Helix (and rust-analyzer) from Debian's unstable suite, VS Code as code-server from npm.
# Takes what it needs from package registries alone. Neovim, Helix and rust-analyzer run beside the
# host's own libc through their own loader, so that nothing on the host changes; what the host must
# have (tmux, Chromium, node) is installed with apt-get if it isn't there, as root or with sudo.
# Run again it does what is missing.
#
# usage: editors/test/install.sh [nvim|hx|vscode|rust-analyzer|pyright|all]...     (default: all)
# The folder is $HABITUS_PEERS, or ~/.cache/habitus-peers: 0.2 GB for nvim and hx, 1 GB for vscode,
# 1 GB for rust-analyzer. Other browsers than Debian's: set $CHROMIUM.
set -euo pipefail
exec </dev/null

# node doesn't read the system's certificates by itself; a machine may have some of its own.
certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -f "$certificates" ]; then export NODE_EXTRA_CA_CERTS=$certificates; fi

CODE_SERVER=4.139.1 # VS Code 1.139.1
PUPPETEER=25
PYRIGHT=1.1.414
NODE=24 # code-server wants exactly this one

peers=${HABITUS_PEERS:-$HOME/.cache/habitus-peers}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$peers/bin"
peers=$(cd "$peers" && pwd)

say() { printf '%s\n' "install: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# host PROGRAM PACKAGE...: apt-get installs the packages unless the program is there.
host() {
  command -v "$1" >/dev/null && return
  say "the host gets ${*:2}"
  if [ -z "${updated:-}" ]; then as_root apt-get update -q >&2; updated=1; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${@:2}" >&2
}

# The mirror that this host uses, if it is a Debian.
mirror() {
  local found
  found=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
  printf '%s\n' "${found:-http://deb.debian.org/debian}"
}

# An apt of its own that knows the unstable suite alone, and thinks that nothing is installed.
private_apt() {
  local apt=$peers/apt
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || host no-such-program debian-archive-keyring
  mkdir -p "$apt"/etc/{preferences.d,apt.conf.d} "$apt"/state/lists/partial "$apt"/cache/archives/partial
  : >"$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) sid main" >"$apt/etc/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::Etc "$apt/etc";
Dir::Etc::SourceList "$apt/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$apt/state";
Dir::State::Status "$apt/status";
Dir::Cache "$apt/cache";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
APT::Install-Recommends "false";
Debug::NoLocking "true";
Binary::apt-get::Acquire::AllowInsecureRepositories "false";
CONF
  export APT_CONFIG=$apt/apt.conf
}

# sid PACKAGE...: unpacks packages of the unstable suite, and all that they stand on, into $peers/sid.
sid() {
  (
    host dpkg-deb dpkg
    private_apt
    apt-get update -q >&2
    apt-get install -yq --download-only "$@" >&2
    mkdir -p "$peers/sid"
    for deb in "$peers"/apt/cache/archives/*.deb; do dpkg -x "$deb" "$peers/sid"; done
    rm -rf "$peers/apt"
  )
}

# command NAME [VARIABLE=VALUE]...: a program of $peers/sid as $peers/bin/NAME.
command_of() {
  local loader root=$peers/sid libraries
  loader=$(find "$root" -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(find "$root" -name libc.so.6 -printf '%h\n' | head -n 1)
  {
    echo '#!/bin/sh'
    for variable in "${@:2}"; do echo "export $variable"; done
    echo "exec $loader --library-path $libraries $root/usr/bin/$1 \"\$@\""
  } >"$peers/bin/$1"
  chmod +x "$peers/bin/$1"
}

install_nvim() {
  host tmux tmux
  install_node
  [ -x "$peers/sid/usr/bin/nvim" ] || sid neovim
  command_of nvim "VIMRUNTIME=$peers/sid/usr/share/nvim/runtime"
  "$peers/bin/nvim" --version | head -n 1
}

install_hx() {
  host tmux tmux
  install_node
  [ -x "$peers/sid/usr/bin/hx" ] || sid hx
  command_of hx "HELIX_RUNTIME=$peers/sid/usr/lib/hx/runtime"
  "$peers/bin/hx" --version
}

install_rust_analyzer() {
  [ -x "$peers/sid/usr/bin/rust-analyzer" ] || sid rust-analyzer rust-src
  local library
  library=$(find "$peers"/sid/usr/src -maxdepth 2 -path '*/rustc-*/library' | sort | tail -n 1)
  # Old checkouts name toolchains that cannot be had; the host's need not have the library's source.
  command_of rust-analyzer 'RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-stable}' "RUST_SRC_PATH=$library"
  "$peers/bin/rust-analyzer" --version
}

# A second language server, of another language.
install_pyright() {
  install_node
  [ -e "$peers/npm/node_modules/pyright" ] || npm_quietly install --prefix "$peers/npm" "pyright@$PYRIGHT"
  {
    echo '#!/bin/sh'
    echo "exec $peers/bin/node $peers/npm/node_modules/pyright/langserver.index.js --stdio"
  } >"$peers/bin/pyright-langserver"
  chmod +x "$peers/bin/pyright-langserver"
  echo "pyright $PYRIGHT"
}

npm_quietly() { npm "$@" --ignore-scripts --no-audit --no-fund --loglevel=error >&2; }

# The package of the binary itself: the one named node only fetches this by a script.
install_node() {
  host npm nodejs npm
  local arch
  case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
  node=$peers/npm/node_modules/node-linux-$arch/bin
  if [ ! -x "$node/node" ]; then
    mkdir -p "$peers/npm"
    echo '{"private":true}' >"$peers/npm/package.json"
    npm_quietly install --prefix "$peers/npm" "node-linux-$arch@$NODE"
  fi
  ln -sf "$node/node" "$peers/bin/node"
}

browser() {
  if [ -n "${CHROMIUM:-}" ]; then echo "$CHROMIUM"; return; fi
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then command -v "$name"; return; fi
  done
  host chromium chromium
  command -v chromium
}

# An extension as code-server lists it.
extension() {
  printf '{"identifier":{"id":"habitus.%s"},"version":"0.1.0","location":{"$mid":1,"path":"%s","scheme":"file"},"relativeLocation":"%s","metadata":{"installedTimestamp":1,"pinned":true,"source":"vsix"}}' "$1" "$target/$1" "$1"
}

# Our extension, built as its own package says, and what tools do there, in a folder that code-server reads.
install_extension() {
  local source=$here/../vscode target=$peers/extensions
  (cd "$source" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && npm run --silent bundle >&2)
  rm -rf "$target"
  mkdir -p "$target/habitus"
  cp -r "$source/package.json" "$source/dist" "$target/habitus/"
  cp -r "$here/tools" "$here/rust-analyzer" "$target/"
  (cd "$source" && NODE_PATH=node_modules npx esbuild "$here/rust-analyzer/extension.js" --bundle --external:vscode \
    --format=cjs --platform=node --target=node20 --log-level=warning --allow-overwrite --outfile="$target/rust-analyzer/extension.js")
  cat >"$target/extensions.json" <<JSON
[$(extension habitus), $(extension tools), $(extension rust-analyzer)]
JSON
}

install_vscode() {
  install_node
  local code=$peers/npm/node_modules/code-server
  export PATH="$node:$PATH"
  if [ ! -e "$peers/npm/vscode-is-whole" ]; then
    npm_quietly install --prefix "$peers/npm" "code-server@$CODE_SERVER" "puppeteer-core@$PUPPETEER"
    npm_quietly install --prefix "$code/lib/vscode" --omit=dev
    npm_quietly install --prefix "$code/lib/vscode/extensions" --omit=dev
    touch "$peers/npm/vscode-is-whole"
  fi
  install_extension
  printf '#!/bin/sh\nexec "%s/node" "%s/out/node/entry.js" "$@"\n' "$node" "$code" >"$peers/bin/code-server"
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$(browser)" >"$peers/bin/chromium"
  chmod +x "$peers/bin/code-server" "$peers/bin/chromium"
  HOME=$peers "$peers/bin/code-server" --version # it writes a configuration into HOME
  "$peers/bin/chromium" --version --no-sandbox
}

[ $# -gt 0 ] || set -- all
for what in "$@"; do
  case $what in
    nvim) install_nvim ;;
    hx) install_hx ;;
    vscode) install_vscode ;;
    rust-analyzer) install_rust_analyzer ;;
    pyright) install_pyright ;;
    all) install_nvim; install_hx; install_vscode; install_rust_analyzer; install_pyright ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
say "commands: $peers/bin"
