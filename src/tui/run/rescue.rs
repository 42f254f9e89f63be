//! What must survive: when the program is told to end, panics, or its terminal is gone, the drafts are
//! written and the terminal is given back.

use std::io::IsTerminal;
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle as SignalHandle, Signals};

use super::terminal::restore;
use super::{Options, drafts};
use crate::domain::Refusal;
use crate::tui::draft::{Draft, Drafts};

/// How long a signal waits for a drawing to end.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often it is looked whether the terminal is still there.
const WATCH: Duration = Duration::from_secs(1);

/// What the threads share.
struct Shared {
    unsaved: Mutex<Vec<Draft>>,
    generation: AtomicU64,
    drawing: Mutex<()>,
    resumed: AtomicBool,
    over: AtomicBool,
    options: Options,
}

impl Shared {
    /// Writes what was typed in the last moment.
    fn save(&self) {
        let unsaved = std::mem::take(&mut *lock(&self.unsaved));
        if !unsaved.is_empty()
            && let Ok(file) = drafts::File::open(&self.options)
        {
            for draft in unsaved {
                let _ = file.keep(&draft);
            }
        }
    }

    /// Ends the process in good order.
    fn die(&self, code: i32) -> ! {
        let begun = Instant::now();
        // While half an escape sequence is out, what follows would be taken for its rest.
        while self.drawing.try_lock().is_err() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        restore();
        self.save();
        std::process::exit(code)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The watch over a running interface.
pub struct Rescue {
    shared: Arc<Shared>,
    signals: SignalHandle,
}

impl Rescue {
    /// Listens for signals.
    pub fn begin(options: &Options) -> Result<Self, Refusal> {
        let shared = Arc::new(Shared {
            unsaved: Mutex::default(),
            generation: AtomicU64::new(0),
            drawing: Mutex::default(),
            resumed: AtomicBool::new(false),
            over: AtomicBool::new(false),
            options: options.clone(),
        });
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])
            .map_err(|error| Refusal::store("signals", format!("they cannot be listened to: {error}")))?;
        let handle = signals.handle();
        let heard = shared.clone();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                if signal == SIGCONT {
                    heard.resumed.store(true, Ordering::Relaxed);
                } else {
                    heard.die(128 + signal);
                }
            }
        });
        Ok(Self { shared, signals: handle })
    }

    /// Watches over the terminal, and gives it back when the program panics.
    pub fn watch(&self) {
        let shared = self.shared.clone();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !shared.over.load(Ordering::Relaxed) {
                restore();
                shared.save();
            }
            before(info);
        }));
        // A terminal that vanishes without a signal would leave a process that nobody sees.
        if std::io::stdin().is_terminal() {
            let shared = self.shared.clone();
            std::thread::spawn(move || {
                while !shared.over.load(Ordering::Relaxed) {
                    std::thread::sleep(WATCH);
                    if !std::io::stdin().is_terminal() && !shared.over.load(Ordering::Relaxed) {
                        shared.die(128 + SIGHUP);
                    }
                }
            });
        }
    }

    /// Knows what is not written yet.
    pub fn know(&self, drafts: &Drafts) {
        if self.shared.generation.swap(drafts.generation(), Ordering::Relaxed) != drafts.generation() {
            *lock(&self.shared.unsaved) = drafts.unsaved();
        }
    }

    /// Holds signals off while something is drawn.
    pub fn drawing(&self) -> MutexGuard<'_, ()> {
        lock(&self.shared.drawing)
    }

    /// Whether the process was stopped and goes on.
    pub fn take_resumed(&self) -> bool {
        self.shared.resumed.swap(false, Ordering::Relaxed)
    }

    /// The interface has ended by itself.
    pub fn end(&self) {
        self.shared.over.store(true, Ordering::Relaxed);
        self.signals.close();
    }
}
