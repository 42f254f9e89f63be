//! The interface in a real terminal, timed from outside: every piece of output carries the moment it came.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::{binary, folder, large};

/// With this a drawing ends: what came before it is on screen, whole.
const FRAME: &[u8] = b"\x1b[?2026l";
/// Without output for so long, nothing more comes of a key.
const QUIET: Duration = Duration::from_millis(25);

/// A program in a terminal, with what it has drawn.
pub struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    begun: Instant,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    /// Starts the interface on a board.
    pub fn open(db: &Path) -> Self {
        let mut command = CommandBuilder::new(binary());
        command.env_clear();
        command.env("BOARDROOM_DB", db);
        Self::start(command)
    }

    /// Starts any program.
    pub fn start(mut command: CommandBuilder) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 })
            .expect("a terminal");
        for (name, value) in [
            ("HOME", folder().to_str().unwrap_or("/tmp")),
            ("BOARDROOM_ACTOR", "okafor"),
            ("BOARDROOM_NOW", large::NOW),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
        ] {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let (tell, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 16_000];
            while let Ok(count) = reader.read(&mut bytes)
                && count > 0
                && tell.send((Instant::now(), bytes[..count].to_vec())).is_ok()
            {}
        });
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let size = |number| std::num::NonZeroU16::new(number).expect("a size");
        Self { child, keys, output, parser: vt100::Parser::new(size(36), size(120), 0), begun, _master: pair.master }
    }

    /// Waits until the screen says so; how long that took since `from`.
    fn since(&mut self, from: Instant, holds: impl Fn(&str) -> bool) -> Duration {
        let mut last = from;
        while !holds(&self.parser.screen().contents()) {
            let (at, bytes) = self.output.recv_timeout(Duration::from_secs(30)).unwrap_or_else(|_| {
                panic!("the screen never says so:\n{}", self.parser.screen().contents());
            });
            last = at;
            self.parser.process(&bytes);
        }
        last - from
    }

    /// Waits until the screen says so; how long that took since the start.
    pub fn until(&mut self, holds: impl Fn(&str) -> bool) -> Duration {
        self.since(self.begun, holds)
    }

    /// Presses keys, and waits until nothing more comes of them; how long it took to the first whole drawing.
    pub fn press(&mut self, keys: &str) -> Duration {
        let begun = Instant::now();
        self.keys.write_all(keys.as_bytes()).expect("keys are taken");
        let mut drawn = Vec::new();
        let mut took = None;
        loop {
            let patience = if took.is_none() { Duration::from_secs(30) } else { QUIET };
            match self.output.recv_timeout(patience) {
                Ok((at, bytes)) => {
                    self.parser.process(&bytes);
                    drawn.extend_from_slice(&bytes);
                    if took.is_none() && drawn.windows(FRAME.len()).any(|window| window == FRAME) {
                        took = Some(at - begun);
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        took.unwrap_or_else(|| panic!("nothing is drawn after {keys:?}:\n{}", self.parser.screen().contents()))
    }

    /// Presses keys, and waits until the screen says so; how long that took.
    pub fn press_until(&mut self, keys: &str, holds: impl Fn(&str) -> bool) -> Duration {
        let begun = Instant::now();
        self.keys.write_all(keys.as_bytes()).expect("keys are taken");
        let took = self.since(begun, holds);
        self.quiet();
        took
    }

    /// Waits until nothing more is drawn.
    pub fn quiet(&mut self) {
        while let Ok((_, bytes)) = self.output.recv_timeout(QUIET) {
            self.parser.process(&bytes);
        }
    }

    /// Memory that is resident, in KiB.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let field = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        field.and_then(|text| text.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
    }

    /// Processor time that all threads have taken.
    pub fn busy(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.id())).into_iter().flatten().flatten();
        let spent = |path: std::path::PathBuf| {
            let text = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
            text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0)
        };
        Duration::from_nanos(threads.map(|thread| spent(thread.path())).sum())
    }

    fn id(&self) -> u32 {
        self.child.process_id().unwrap_or(0)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
