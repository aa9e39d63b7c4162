//! Rust source as a tree and as tokens. Never recurses over nodes; a broken text costs suggestions, not the server.
