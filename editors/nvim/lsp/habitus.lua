-- For Neovim 0.11 and newer: vim.lsp.enable('habitus')
-- Change settings with vim.lsp.config('habitus', { settings = { habitus = { learning = false } } })
return {
  cmd = { 'habitus', 'serve' },
  filetypes = { 'rust' },
  root_markers = { 'Cargo.lock', 'Cargo.toml', '.git' },
  settings = {
    habitus = {
      learning = true,
      completion = true,
    },
  },
  -- what is set holds from the first message on
  before_init = function(params, config)
    params.initializationOptions = config.settings
  end,
}
