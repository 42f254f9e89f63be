//! Standard output as commands use it: aligned tables and a pager on a terminal, plain text in a pipe.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::environment::Environment;
use crate::domain::text::clean_text;

/// Whether to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where a command writes.
pub struct Out {
    /// Whether a person reads it on a terminal.
    pub terminal: bool,
    /// Whether to colour.
    pub color: bool,
    /// Whether only what was asked for is printed.
    pub quiet: bool,
    pager: Option<String>,
}

impl Out {
    /// Standard output in this environment.
    pub fn new(environment: &Environment, color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Auto => environment.stdout_terminal && !environment.no_color && environment.term != "dumb",
            Color::Always => true,
            Color::Never => false,
        };
        let pager = environment.pager.clone().unwrap_or_else(|| "less -FRX".to_owned());
        Self {
            terminal: environment.stdout_terminal,
            color,
            quiet,
            pager: environment.stdout_terminal.then_some(pager),
        }
    }

    /// Prints a text as it is, through the pager if it is longer than the terminal.
    pub fn print(&self, text: &str) -> io::Result<()> {
        // The size is asked only of a terminal: elsewhere the answer would cost two processes.
        if let Some(pager) = &self.pager {
            let rows = crossterm::terminal::size().map_or(24, |(_, rows)| usize::from(rows));
            if text.lines().count() >= rows && page(pager, text).is_ok() {
                return Ok(());
            }
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// Prints a text from the record: nothing in it can drive the terminal.
    pub fn print_record(&self, text: &str) -> io::Result<()> {
        self.print(&clean_text(text))
    }

    /// Prints a line that only tells what happened; `--quiet` leaves it out.
    pub fn tell(&self, line: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.print(&format!("{line}\n")) }
    }

    /// Prints JSON.
    pub fn json(&self, value: &Value) -> io::Result<()> {
        self.print(&format!("{value:#}\n"))
    }

    /// Paints a heading.
    pub fn bold(&self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A table: columns as wide as what stands in them; on a terminal the widest gives way.
    pub fn table(&self, headings: &[&str], rows: &[Vec<String>]) -> String {
        let mut widths: Vec<usize> = headings.iter().map(|heading| heading.width()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        if self.terminal {
            let columns = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
            shrink(&mut widths, columns);
        }
        let heading: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let mut text = self.bold(line(&heading, &widths).trim_end());
        text.push('\n');
        for row in rows {
            text.push_str(line(row, &widths).trim_end());
            text.push('\n');
        }
        text
    }
}

fn page(pager: &str, text: &str) -> io::Result<()> {
    let mut words = pager.split_whitespace();
    let program = words.next().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let mut child = Command::new(program).args(words).stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // Whoever quits the pager has read enough.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().map(drop)
}

/// Gives columns away from the widest until the line fits.
fn shrink(widths: &mut [usize], columns: usize) {
    let gaps = widths.len().saturating_sub(1) * 2;
    while widths.iter().sum::<usize>() + gaps > columns {
        let Some(widest) = widths.iter_mut().max() else { return };
        if *widest <= 8 {
            return;
        }
        *widest -= 1;
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let cell = fit(&clean_text(cell).replace('\n', " "), *width);
        line.push_str(&cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
    }
    line
}

/// The text, cut with a sign if it is wider.
fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for sign in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        if kept.width() + sign.width() + 1 > width {
            break;
        }
        kept.push_str(sign);
    }
    kept.push('…');
    kept
}

/// Standard output for long results: buffered, and it notices when nobody reads any more.
pub struct Pipe {
    out: io::BufWriter<io::StdoutLock<'static>>,
    /// Whether the reader has gone.
    pub closed: bool,
}

impl Pipe {
    /// Standard output.
    pub fn new() -> Self {
        Self { out: io::BufWriter::with_capacity(1 << 16, io::stdout().lock()), closed: false }
    }

    fn noticed<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.closed |= error.kind() == io::ErrorKind::BrokenPipe;
        }
        result
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        self.noticed(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.noticed(result)
    }
}

/// A bar on standard error for work of more than a second; nothing in a pipe.
pub struct Progress {
    label: &'static str,
    begun: std::time::Instant,
    shown: Option<u64>,
    enabled: bool,
}

impl Progress {
    /// A bar with a label.
    pub fn new(environment: &Environment, quiet: bool, label: &'static str) -> Self {
        let enabled = environment.stderr_terminal && !quiet;
        Self { label, begun: std::time::Instant::now(), shown: None, enabled }
    }

    /// Says how far the work is.
    pub fn at(&mut self, done: u64, all: u64) {
        if !self.enabled || self.begun.elapsed().as_millis() < 1000 {
            return;
        }
        let share = (done * 100).checked_div(all).unwrap_or(0).min(100);
        if self.shown == Some(share) {
            return;
        }
        self.shown = Some(share);
        let filled = usize::try_from(share / 5).unwrap_or(0);
        let _ = write!(io::stderr(), "\r{} {}{} {share:>3} %", self.label, "#".repeat(filled), "-".repeat(20 - filled));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Out {
        Out { terminal: false, color: false, quiet: false, pager: None }
    }

    #[test]
    fn a_table_lines_up_wide_characters_and_shows_no_control_characters() {
        let rows = vec![vec!["MDL-0001".to_owned(), "李 雪".to_owned()], vec!["x".to_owned(), "a\x1b[31mb".to_owned()]];
        let text = plain().table(&["ID", "NAME"], &rows);
        assert_eq!(text.lines().next(), Some("ID        NAME"));
        assert!(text.contains("MDL-0001  李 雪\n"), "{text}");
        assert!(!text.contains('\x1b'), "{text:?}");
    }

    #[test]
    fn the_widest_column_gives_way() {
        let mut widths = [8, 100, 10];
        shrink(&mut widths, 60);
        assert_eq!(widths, [8, 38, 10]);
        assert_eq!(fit("a long title", 6), "a lon…");
    }
}
