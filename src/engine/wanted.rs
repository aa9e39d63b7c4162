//! What the editor set for a project is kept with it, for `habitus learn` where no server runs; and how a
//! proxy fares, for `habitus status`.

use super::{Memory, Settings, Whose, learner::Learner, share::Stance};
use crate::store::{Slip, WANTED, WRAPPED};

impl Settings {
    /// What says how much of a project is learned, and for whom.
    fn wanted(&self, private: bool) -> Slip {
        let memory = self.memory;
        Slip::default()
            .with("history", self.history)
            .with("libraries", self.libraries)
            .with("private", private)
            .with("memory_project", memory.project)
            .with("memory_user", memory.user)
            .with("memory_libraries", memory.libraries)
            .with("memory_session", memory.session)
    }

    /// As an editor set them last; as they are by themselves where it said nothing.
    pub fn as_wanted(wanted: &Slip) -> Settings {
        let own = Settings::default();
        let whose = wanted.get::<String>("history");
        let whose = whose.and_then(|name| Whose::named(&name));
        let size = |name: &str, own: usize| wanted.get(name).unwrap_or(own);
        Settings {
            history: whose.unwrap_or(own.history),
            libraries: wanted.get("libraries").unwrap_or(own.libraries),
            private: wanted.get("private").unwrap_or(own.private),
            memory: Memory {
                project: size("memory_project", own.memory.project),
                user: size("memory_user", own.memory.user),
                libraries: size("memory_libraries", own.memory.libraries),
                session: size("memory_session", own.memory.session),
            },
            ..own
        }
    }
}

impl Learner {
    /// Keeps what the editor set, if there is one and it has spoken of the project.
    pub fn keep_wanted(&self) {
        if self.shared.is_hurried || !self.learning() {
            return;
        }
        let settings = self.shared.settings.load();
        for (folder, scope) in &self.scopes {
            let private = match self.stance(folder) {
                Stance::Unknown => continue,
                stance => stance == Stance::Private,
            };
            if let Err(error) = settings.wanted(private).keep(scope.dir(), WANTED) {
                tracing::warn!(%error, "what is set is not kept");
            }
        }
    }

    /// Keeps how the proxy round another server fared.
    pub fn keep_wrapped(&self, slip: &Slip) {
        for scope in self.scopes.values() {
            if let Err(error) = slip.keep(scope.dir(), WRAPPED) {
                tracing::warn!(%error, "what a proxy counted is not kept");
            }
        }
    }
}
