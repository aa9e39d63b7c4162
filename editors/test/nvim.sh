#!/usr/bin/env bash
# Types into a real Neovim (0.11+) with the built server, and takes a row from its list.
# usage: editors/test/nvim.sh [HABITUS]     the program; without it target/debug/habitus
# Neovim is $NVIM, or nvim from PATH. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
habitus=$(realpath "${1:-target/debug/habitus}")
nvim=${NVIM:-nvim}
"$nvim" --version | head -1

folder=$(mktemp -d)
pid=
finish() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap finish EXIT

mkdir -p "$folder/bin" "$folder/project/src" "$folder/data" "$folder/s/nvim"
ln -s "$habitus" "$folder/bin/habitus"
printf '[package]\nname = "p"\nversion = "0.1.0"\n' >"$folder/project/Cargo.toml"
printf 'fn distinctive_name() {}\n\nfn main() {\n    \n}\n' >"$folder/project/src/main.rs"
cat >"$folder/init.lua" <<'LUA'
vim.opt.swapfile = false
vim.opt.completeopt = { 'menuone', 'noselect' }
vim.lsp.enable('habitus')
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
  end,
})
LUA

export HABITUS_DATA_DIR="$folder/data" PATH="$folder/bin:$PATH"
export XDG_CONFIG_HOME="$folder/c" XDG_DATA_HOME="$folder/d" XDG_STATE_HOME="$folder/s" XDG_CACHE_HOME="$folder/x"
socket=$folder/socket
"$nvim" --headless --clean --listen "$socket" --cmd "set rtp^=$PWD/editors/nvim" -u "$folder/init.lua" \
  "$folder/project/src/main.rs" >"$folder/out" 2>&1 </dev/null &
pid=$!

ask() { "$nvim" --server "$socket" --remote-expr "$1" 2>/dev/null || true; }
press() { "$nvim" --server "$socket" --remote-send "$1"; }
# await WHAT EXPRESSION WANTED: waits until Neovim's answer contains WANTED
await() {
  local answer=
  for _ in $(seq 100); do
    answer=$(ask "$2")
    case $answer in *"$3"*) echo "ok: $1"; return ;; esac
    sleep 0.1
  done
  echo "FAILED: $1; $2 is: $answer" >&2
  ask "execute('messages')" >&2
  cat "$folder/out" "$folder"/s/nvim/lsp.log >&2 2>/dev/null || true
  exit 1
}

await "the server is attached" "luaeval('#vim.lsp.get_clients({ name = \"habitus\", bufnr = 0 })')" 1
await "it says that it completes" "luaeval('tostring(vim.lsp.get_clients()[1].server_capabilities.completionProvider ~= nil)')" true
press '4GA'
press 'dist<C-x><C-o>'
await "a row is shown" "json_encode(complete_info(['items']))" distinctive_name
for _ in 1 2 3 4 5; do # whichever row it is
  case $(ask "getline(4)") in *distinctive_name*) break ;; esac
  press '<C-n>'
done
await "it is selected" "getline(4)" distinctive_name
press '<C-y>'
await "the list is closed" "pumvisible()" 0
await "it is taken" "'[' .. getline(4) .. ']'" '[    distinctive_name'
press '<Esc>'
await "nothing went wrong" "'[' .. v:errmsg .. ']'" '[]'
press ':qa!<CR>'
wait "$pid" || true
pid=
echo "all is well"
