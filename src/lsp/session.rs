//! What all handlers share: the engine, the client, and what was agreed with it. Knows no
//! documents: those belong to the ordering service alone.
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use arc_swap::ArcSwap;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;

use super::{capabilities::Capabilities, configure::Layers, from_proto, handlers::testing::Gate};
use crate::{
    config::{self, Clock, Options},
    engine::{Engine, Notice, Settings, Start},
};

/// One client's session.
pub(super) struct Session {
    /// The way to the client.
    pub client: Client,
    /// Another server of ours ranks the lists of the same editor, and learns.
    pub is_companion: bool,
    /// The id under which items are reported as accepted; no other process has it.
    pub accepted_command: String,
    /// The time.
    pub clock: Clock,
    /// What tests wait at.
    pub gate: Gate,
    started: OnceLock<Started>,
}

/// What there is from `initialize` on.
pub(super) struct Started {
    /// The learner.
    pub engine: Engine,
    /// What the client can do.
    pub capabilities: Capabilities,
    /// What the user set.
    pub settings: ArcSwap<Settings>,
    /// Where the settings come from.
    pub layers: Layers,
    notify: UnboundedSender<Notice>,
    notices: Mutex<Option<UnboundedReceiver<Notice>>>,
}

impl Session {
    pub(super) fn new(client: Client, is_companion: bool) -> Session {
        Session {
            client,
            is_companion,
            accepted_command: format!("habitus.accepted.{:016x}", random()),
            clock: Clock::from_env(),
            gate: Gate::default(),
            started: OnceLock::new(),
        }
    }

    /// What there is from `initialize` on.
    pub(super) fn started(&self) -> Option<&Started> {
        self.started.get()
    }

    /// `initialize` came: agrees on what can be done and starts the engine. Only the first counts.
    pub(super) fn start(&self, params: &Value) -> &Started {
        self.started.get_or_init(|| self.begin(params))
    }

    fn begin(&self, params: &Value) -> Started {
        let (notify, notices) = unbounded_channel();
        let (options, complaints) = Options::read(&params["initializationOptions"]);
        let mut settings = options.settings();
        let data = data_folder(&mut settings, &notify);
        let (clock, to_engine) = (self.clock.clone(), notify.clone());
        let capabilities = Capabilities::read(params);
        let engine = Engine::start(Start {
            tells: capabilities.runs_commands,
            is_companion: self.is_companion,
            is_hurried: false,
            data,
            settings: settings.clone(),
            notify: Box::new(move |notice| {
                let _ = to_engine.send(notice);
            }),
            clock: Arc::new(move || clock.now()),
        });
        let folders = from_proto::folders(params);
        let capabilities = Capabilities::read(params);
        if capabilities.configuration {
            // Nothing is known of any folder until the client is asked.
            engine.keep_private(Some(Vec::new()));
        }
        tracing::info!(folders = folders.len(), "started");
        engine.folders(folders.clone());
        let started = Started {
            engine,
            capabilities,
            settings: ArcSwap::from_pointee(settings),
            layers: Layers::new(options, folders),
            notify,
            notices: Mutex::new(Some(notices)),
        };
        started.layers.complain(&started, complaints);
        started
    }

    /// Lets the engine put away what it learned.
    pub(super) fn stop(&self) {
        if let Some(started) = self.started() {
            started.engine.stop();
        }
    }
}

impl Started {
    /// Tells the client something, once it is ready.
    pub(super) fn notify(&self, notice: Notice) {
        let _ = self.notify.send(notice);
    }

    /// The notices to tell the client; `None` but for the first who asks.
    pub(super) fn take_notices(&self) -> Option<UnboundedReceiver<Notice>> {
        let notices = self.notices.lock();
        notices.unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The data folder. Where there is none nothing is learned, and the user hears of it.
fn data_folder(settings: &mut Settings, notify: &UnboundedSender<Notice>) -> PathBuf {
    config::data_folder().unwrap_or_else(|error| {
        settings.learning = false;
        let _ = notify.send(Notice::Fault(format!("Nothing is learned: {error:#}")));
        std::env::temp_dir().join("habitus")
    })
}

/// A number that no other process has: the standard library seeds its maps by the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish() ^ u64::from(std::process::id())
}
