//! The child process: starting it, greeting it, and the three ways in which it ends.
use std::{
    io::BufReader,
    ops::{Deref, DerefMut},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use url::Url;

use super::{Buffer, Connection};

/// A language server in a child process; it is killed when this is dropped.
pub struct Client {
    child: Child,
    connection: Connection,
}

impl Deref for Client {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Client {
    /// Starts a server. Its stdin and stdout are taken; stderr is as the command says.
    pub fn spawn(mut command: Command) -> Result<Client> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("can't start {command:?}"))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("no pipes to {command:?}");
        };
        let connection = Connection::start(BufReader::new(stdout), stdin);
        Ok(Client { child, connection })
    }

    /// `initialize` with one workspace folder, then `initialized`: the server's capabilities and
    /// name. `options` are also what `workspace/configuration` is answered from.
    pub fn initialize(&self, root: &Path, options: Value, capabilities: Value) -> Result<Value> {
        let uri = uri(root)?;
        self.set_settings(options.clone());
        self.initialize_with(json!({
            "processId": std::process::id(),
            "clientInfo": { "name": "habitus-client" },
            "rootUri": uri,
            "workspaceFolders": [{ "uri": uri, "name": "root" }],
            "initializationOptions": options,
            "capabilities": capabilities,
        }))
    }

    /// `initialize` with these params, then `initialized`.
    pub fn initialize_with(&self, params: Value) -> Result<Value> {
        let result = self.request("initialize", params)?;
        self.set_encoding(result["capabilities"]["positionEncoding"].as_str());
        self.notify("initialized", json!({}))?;
        Ok(result)
    }

    /// Opens a Rust file with this text, which need not be on the disk.
    pub fn open(&self, path: &Path, text: &str) -> Result<Buffer> {
        self.open_as(&uri(path)?, "rust", text)
    }

    /// Opens a document by its URI and language.
    pub fn open_as(&self, uri: &str, language: &str, text: &str) -> Result<Buffer> {
        Buffer::open(self.connection.clone(), uri, language, text)
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the process has ended by itself.
    pub fn wait_exit(&mut self, limit: Duration) -> Result<ExitStatus> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        bail!("the server still lives after {limit:?}")
    }

    /// `shutdown`, `exit`, and the exit code; stdin stays open all the while.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        self.request("shutdown", Value::Null)?;
        self.notify("exit", Value::Null)?;
        self.wait_exit(Duration::from_secs(10))
    }

    /// Ends it as a power failure would (SIGKILL).
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// A file's URI.
fn uri(path: &Path) -> Result<String> {
    let url = Url::from_file_path(path).map_err(|()| anyhow!("not absolute: {path:?}"))?;
    Ok(url.into())
}
