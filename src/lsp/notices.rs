//! What the engine has to say, brought to the user: faults as a message, once each, and long work
//! as progress. Nothing else ever shows up in an editor; what need not be acted on goes into its log.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::lsp_types::{
    MessageType, NumberOrString, WorkDoneProgressCreateParams, notification::Notification,
    request::WorkDoneProgressCreate,
};

use super::{ask::ask, session::Session};
use crate::engine::Notice;

const LIMIT: Duration = Duration::from_secs(10);

/// `$/progress`, raw.
enum Progress {}

impl Notification for Progress {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

/// Tells notices as they come, one after the other.
pub(super) async fn tell(session: Arc<Session>, mut notices: UnboundedReceiver<Notice>) {
    let Some(started) = session.started() else {
        return;
    };
    let mut teller = Teller {
        session: &session,
        shows_progress: started.capabilities.progress,
        told: HashSet::new(),
        running: HashMap::new(),
        begun: 0,
    };
    while let Some(notice) = notices.recv().await {
        teller.tell(notice).await;
    }
}

struct Teller<'a> {
    session: &'a Session,
    shows_progress: bool,
    told: HashSet<String>,
    /// Tokens of the tasks that are shown.
    running: HashMap<String, String>,
    begun: usize,
}

impl Teller<'_> {
    async fn tell(&mut self, notice: Notice) {
        match notice {
            Notice::Fault(text) => self.fault(text).await,
            Notice::Remark(text) => self.remark(text).await,
            Notice::Progress {
                task,
                percent,
                message,
                done,
            } => self.progress(task, percent, message, done).await,
        }
    }

    async fn fault(&mut self, text: String) {
        if self.told.insert(text.clone()) {
            let message = format!("Habitus: {text}");
            let client = &self.session.client;
            client.show_message(MessageType::WARNING, message).await;
        }
    }

    async fn remark(&mut self, text: String) {
        if self.told.insert(text.clone()) {
            let message = format!("Habitus: {text}");
            let client = &self.session.client;
            client.log_message(MessageType::INFO, message).await;
        }
    }

    async fn progress(&mut self, task: String, percent: Option<u32>, message: String, done: bool) {
        if !self.shows_progress {
            return;
        }
        if done {
            if let Some(token) = self.running.remove(&task) {
                let value = json!({ "kind": "end", "message": message });
                self.report(&token, value).await;
            }
            return;
        }
        let mut value = json!({ "kind": "report", "message": message });
        let token = match self.running.get(&task) {
            Some(token) => token.clone(),
            None => {
                let Some(token) = self.begin().await else {
                    return;
                };
                value["kind"] = json!("begin");
                value["title"] = json!(task);
                self.running.insert(task, token.clone());
                token
            }
        };
        if let Some(percent) = percent.or((value["kind"] == "begin").then_some(0)) {
            value["percentage"] = json!(percent.min(100));
        }
        self.report(&token, value).await;
    }

    /// A token that the client agreed to; a client that doesn't answer is never asked again.
    async fn begin(&mut self) -> Option<String> {
        self.begun += 1;
        let token = format!("habitus/{}", self.begun);
        let params = WorkDoneProgressCreateParams {
            token: NumberOrString::String(token.clone()),
        };
        let answer = ask::<WorkDoneProgressCreate>(&self.session.client, params, LIMIT).await;
        self.shows_progress = answer.is_some();
        answer.map(|()| token)
    }

    async fn report(&self, token: &str, value: Value) {
        let params = json!({ "token": token, "value": value });
        let client = &self.session.client;
        client.send_notification::<Progress>(params).await;
    }
}
