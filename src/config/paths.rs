//! Where what is learned lies on the disk.
use std::{env, path::PathBuf};

use anyhow::{Context, Result};
use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The data folder: `HABITUS_DATA_DIR`, else the platform's place for state: `~/.local/state` on
/// Linux, `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows.
pub fn data_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("HABITUS_DATA_DIR").filter(|folder| !folder.is_empty()) {
        return std::path::absolute(&folder).context("HABITUS_DATA_DIR");
    }
    let places = choose_native_strategy().context("no home folder; set HABITUS_DATA_DIR")?;
    // Only XDG tells state from data. What is learned stays on this machine: on Windows not the
    // roaming folder.
    let place = places.state_dir().unwrap_or_else(|| {
        if cfg!(windows) {
            places.cache_dir()
        } else {
            places.data_dir()
        }
    });
    Ok(place.join("habitus"))
}
