//! A terminal with the interface in it, and a screen emulator that reads it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::Hermetic;

/// The longest wait of a test; a slow machine may need seconds.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Ctrl-s.
pub const SAVE: &str = "\u{13}";
/// Escape.
pub const ESC: &str = "\u{1b}";

/// The item the board is on, as the agenda of three columns marks it.
pub fn marked(contents: &str) -> Option<String> {
    let line = contents.lines().find(|line| line.trim_start().starts_with('▸'))?;
    line.split('│').next().map(|item| item.trim().to_owned())
}

/// A terminal with the interface in it.
pub struct Terminal {
    pub master: Option<Box<dyn MasterPty + Send>>,
    pub keys: Option<Box<dyn Write + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub parser: Arc<Mutex<vt100::Parser>>,
    pub closed: Arc<AtomicBool>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn some(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a size")
}

impl Terminal {
    pub fn open(here: &Hermetic, columns: u16, rows: u16, set: &[(&str, &str)]) -> Self {
        Self::run(here, &[], columns, rows, set)
    }

    /// The same with arguments.
    pub fn run(here: &Hermetic, arguments: &[&str], columns: u16, rows: u16, set: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_boardroom"));
        command.args(arguments);
        command.env_clear();
        command.cwd(here.path(""));
        command.env("HOME", here.path(""));
        command.env("XDG_CONFIG_HOME", here.path("config"));
        command.env("XDG_DATA_HOME", here.path("data"));
        command.env("BOARDROOM_DB", here.db());
        command.env("BOARDROOM_NOW", &here.now);
        command.env("BOARDROOM_ACTOR", &here.actor);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("RUST_BACKTRACE", "0");
        command.env("PATH", "/usr/bin:/bin");
        for (name, value) in set {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(some(rows), some(columns), 0)));
        let mut output = pair.master.try_clone_reader().expect("its output");
        let shown = parser.clone();
        let closed = Arc::new(AtomicBool::new(false));
        let gone = closed.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                if gone.load(Ordering::Relaxed) {
                    break;
                }
                shown.lock().expect("the screen").process(&bytes[..count]);
            }
        });
        let keys = pair.master.take_writer().expect("its input");
        Self { master: Some(pair.master), keys: Some(keys), child, parser, closed }
    }

    pub fn screen(&self) -> String {
        self.parser.lock().expect("the screen").screen().contents()
    }

    pub fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().expect("an open terminal");
        writer.write_all(keys.as_bytes()).expect("keys are taken");
        writer.flush().expect("keys are taken");
    }

    pub fn until(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let begun = Instant::now();
        while !holds(self.parser.lock().expect("the screen").screen()) {
            assert!(begun.elapsed() < PATIENCE, "waited for {what}:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn wait_for(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Marks everybody as here, and calls the meeting on screen to order.
    pub fn call_to_order(&mut self) {
        self.press("O");
        self.wait_for("Who is here");
        self.press("*");
        self.wait_for("9 present of 9");
        self.press(SAVE);
        self.wait_for("in session");
    }

    /// Waits until what was read back is locked.
    pub fn locked(&self) {
        self.wait_for("DEC-");
        self.until("the read-back to close", |screen| !screen.contents().contains("Read back"));
    }

    /// Adjourns, whatever is left open.
    pub fn adjourn(&mut self) {
        self.press("F");
        self.wait_for("Adjourn");
        self.press("G\r");
        self.wait_for("draft minutes");
    }

    /// Waits for the end, and returns the exit code and how long it took.
    pub fn ended(&mut self) -> (u32, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return (status.exit_code(), begun.elapsed());
            }
            assert!(begun.elapsed() < PATIENCE, "it did not end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether the terminal is as the shell left it.
    pub fn given_back(&self) {
        self.until("the terminal to be given back", |screen| {
            !screen.alternate_screen()
                && !screen.bracketed_paste()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("a process").to_string();
        let sent = std::process::Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.expect("kill").success());
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.parser.lock().expect("the screen").screen_mut().set_size(some(rows), some(columns));
        self.master.as_ref().expect("an open terminal").resize(size(columns, rows)).expect("a new size");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
