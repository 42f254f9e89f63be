//! Long work on a thread of its own, with its own connection: it tells how far it has come, and can
//! be cancelled.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::board::Env;
use crate::domain::Refusal;
use crate::exchange::template::wording::Wordings;
use crate::store::Store;
use crate::tui::effect::Msg;

use super::Options;

/// What a piece of work has at hand.
pub struct Desk {
    /// A connection of its own.
    pub store: Store,
    /// Who acts, and when it began.
    pub env: Env,
    /// The wording of what is written.
    pub wording: Arc<Wordings>,
    /// To be told through.
    pub teller: Teller,
}

/// Tells what comes of a piece of work while it is done.
pub struct Teller {
    tell: Sender<Msg>,
    cancelled: Arc<AtomicBool>,
}

impl Desk {
    /// Tells how far it has come; false if it is to stop.
    pub fn progress(&self, words: String) -> bool {
        self.teller.tell(Msg::Progress(words))
    }
}

impl Teller {
    /// Tells something before it is done; false if it is to stop.
    pub fn tell(&self, msg: Msg) -> bool {
        let _ = self.tell.send(msg);
        !self.cancelled.load(Ordering::Relaxed)
    }
}

/// The thread, one piece of work at a time.
pub struct Worker {
    tell: Sender<Msg>,
    told: Receiver<Msg>,
    cancelled: Arc<AtomicBool>,
    running: Option<std::thread::JoinHandle<()>>,
}

impl Default for Worker {
    fn default() -> Self {
        let (tell, told) = channel();
        Self { tell, told, cancelled: Arc::default(), running: None }
    }
}

impl Worker {
    /// Whether something is being done.
    pub fn busy(&self) -> bool {
        self.running.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Does a piece of work; what it returns is told. Refused while another is being done.
    pub fn start(
        &mut self,
        options: &Options,
        work: impl FnOnce(&mut Desk) -> Msg + Send + 'static,
    ) -> Result<(), Refusal> {
        if self.busy() {
            return Err(Refusal::state("", "something else is still being done").hint("wait for it, or Esc stops it"));
        }
        self.cancelled = Arc::default();
        let (tell, cancelled, options) = (self.tell.clone(), self.cancelled.clone(), options.clone());
        self.running = Some(std::thread::spawn(move || {
            let done = match options.open() {
                Ok(store) => {
                    let (env, wording) = (options.env(), options.settings.wording.clone());
                    work(&mut Desk { store, env, wording, teller: Teller { tell: tell.clone(), cancelled } })
                }
                Err(refusal) => Msg::Refused(refusal),
            };
            let _ = tell.send(Msg::Progress(String::new()));
            let _ = tell.send(done);
        }));
        Ok(())
    }

    /// Asks what is being done to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// What has been told since the last time.
    pub fn told(&self) -> Vec<Msg> {
        self.told.try_iter().collect()
    }

    /// Waits for what is being done; a panic there has been reported by its hook.
    pub fn end(&mut self) {
        if let Some(thread) = self.running.take() {
            let _ = thread.join();
        }
    }
}
