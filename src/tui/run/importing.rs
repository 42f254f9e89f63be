//! The files that are to be imported, on a thread of their own; what was asked for last is looked at next.

use super::Options;
use super::worker::Worker;
use crate::tui::effect::{Msg, News};
use crate::tui::load::import::{self, Kept};
use crate::tui::screens::import::Task;

/// The thread, what waits for it, and what has been read.
#[derive(Default)]
pub struct Importing {
    worker: Worker,
    next: Option<Task>,
    kept: Kept,
}

impl Importing {
    /// Takes a task on; what is being looked at for an older one is stopped.
    pub fn ask(&mut self, task: Task, options: &Options) -> Vec<Msg> {
        self.worker.cancel();
        self.next = Some(task);
        self.begin(options)
    }

    fn begin(&mut self, options: &Options) -> Vec<Msg> {
        if self.worker.busy() {
            return Vec::new();
        }
        let Some(task) = self.next.take() else { return Vec::new() };
        let (kept, token) = (self.kept.clone(), task.token);
        let started = self.worker.start(options, move |desk| {
            let env = desk.env.clone();
            let teller = &desk.teller;
            import::carry_out(&task, &kept, &mut desk.store, &env, &mut |msg| teller.tell(msg))
        });
        started.err().map(|refusal| Msg::News(News::Done(token, Err(refusal)))).into_iter().collect()
    }

    /// What has been told since the last time; then the next task is begun.
    pub fn told(&mut self, options: &Options) -> Vec<Msg> {
        let mut told = self.worker.told();
        told.extend(self.begin(options));
        told
    }

    /// Whether something is being done, or waits to be.
    pub fn busy(&self) -> bool {
        self.worker.busy() || self.next.is_some()
    }

    /// Asks what is being done to stop.
    pub fn cancel(&mut self) {
        self.next = None;
        self.worker.cancel();
    }

    /// Stops, and waits for the end.
    pub fn end(&mut self) {
        self.cancel();
        self.worker.end();
    }
}
