//! What tower-lsp routes to: the life cycle, typed as it wants it, and a table of raw methods.
use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tower_lsp::{
    ClientSocket, LanguageServer, LspService, async_trait,
    jsonrpc::Result,
    lsp_types::{
        InitializeParams, InitializeResult, InitializedParams, Registration, RegistrationParams,
        request::RegisterCapability,
    },
};

use super::{
    ask::ask,
    beside, capabilities, configure, handlers, notices,
    session::{Session, Started},
};
use crate::config;

/// How long a client may take to register something.
const LIMIT: Duration = Duration::from_secs(60);

/// How long a client that shuts down waits for what was learned last.
const FLUSH: Duration = Duration::from_secs(2);

/// The server as tower-lsp sees it.
pub(super) struct Backend {
    pub session: Arc<Session>,
}

/// tower-lsp won't have a method of its own table replaced, and reads its params strictly. So a
/// raw method is registered under a name that no client knows, and renamed when it arrives.
macro_rules! routes {
    ($($method:literal => $handler:path,)+) => {
        fn raw_name(method: &str) -> Option<&'static str> {
            match method {
                $($method => Some(concat!("raw:", $method)),)+
                _ => None,
            }
        }

        /// The service with all its methods.
        pub(super) fn build(is_companion: bool) -> (LspService<Backend>, ClientSocket) {
            let service = LspService::build(move |client| Backend {
                session: Arc::new(Session::new(client, is_companion)),
            });
            let service = service$(.custom_method(concat!("raw:", $method), $handler))+;
            let service = match config::is_testing() {
                true => handlers::testing::register(service),
                false => service,
            };
            service.finish()
        }
    };
}

routes! {
    "textDocument/completion" => handlers::completion::handle,
    "completionItem/resolve" => handlers::resolve::handle,
    "workspace/executeCommand" => handlers::execute_command::handle,
    "habitus/flush" => handlers::flush::handle,
    "habitus/status" => handlers::control::status,
    "habitus/why" => handlers::control::why,
    "habitus/pause" => handlers::control::pause,
    "habitus/resume" => handlers::control::pause,
    "habitus/doctor" => handlers::control::doctor,
    "habitus/uninstall" => handlers::control::uninstall,
    "habitus/episodes" => handlers::episodes::handle,
    "habitus/forget" => handlers::profile::forget,
    "habitus/reset" => handlers::profile::reset,
    "habitus/export" => handlers::profile::export,
    "habitus/import" => handlers::profile::import,
}

/// Whether a request is served at all.
pub(super) fn serves(method: &str) -> bool {
    let is_test = config::is_testing() && handlers::testing::METHODS.contains(&method);
    raw_name(method).is_some() || method == "shutdown" || is_test
}

/// The name and params under which tower-lsp knows a method.
pub(super) fn route(method: &str, params: Value) -> (String, Option<Value>) {
    match raw_name(method) {
        Some(name) => (name.to_owned(), Some(params)),
        None if method == "shutdown" => (method.to_owned(), None), // it wants none
        None => (method.to_owned(), Some(params)),
    }
}

#[async_trait]
impl LanguageServer for Backend {
    /// Answered by the ordering service; see there.
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(InitializeResult::default())
    }

    async fn initialized(&self, _: InitializedParams) {
        let Some(started) = self.session.started() else {
            return;
        };
        // Only the first time.
        if let Some(notices) = started.take_notices() {
            tokio::spawn(notices::tell(self.session.clone(), notices));
            tokio::spawn(beside::watch(self.session.clone()));
            configure::changed(&self.session, Value::Null);
            self.register(started).await;
        }
    }

    async fn shutdown(&self) -> Result<()> {
        let session = self.session.clone();
        let flushing = tokio::task::spawn_blocking(move || {
            if let Some(started) = session.started() {
                started.engine.flush();
            }
        });
        let _ = tokio::time::timeout(FLUSH, flushing).await;
        Ok(())
    }
}

impl Backend {
    async fn register(&self, started: &Started) {
        let registrations: Vec<_> = capabilities::registrations(&started.capabilities)
            .into_iter()
            .map(|(method, options)| Registration {
                id: format!("habitus/{method}"),
                method: method.to_owned(),
                register_options: Some(options),
            })
            .collect();
        if !registrations.is_empty() {
            let params = RegistrationParams { registrations };
            ask::<RegisterCapability>(&self.session.client, params, LIMIT).await;
        }
    }
}
