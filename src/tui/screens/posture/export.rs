//! The posture on paper: which report to write, and where.

use std::collections::BTreeMap;

use crate::choice;
use crate::domain::field::{FieldKind, FieldSpec};
use crate::exchange::report::{Covering, Report};
use crate::insight::kpi::Span;
use crate::tui::effect::{Effect, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::shell::Shell;

choice! {
    /// A report that is written from this screen.
    pub enum Paper {
        /// Where the portfolio stands.
        #[default]
        Posture = "posture",
        /// One page for executives.
        Memo = "memo",
    }
}

/// Asks which report, and where to.
pub fn ask(shell: &mut Shell) -> Token {
    let token = shell.token();
    let fields = vec![
        FieldSpec {
            name: "report",
            label: "Report",
            kind: || FieldKind::Choice(Paper::WORDS),
            required: true,
            hint: "posture: the quarter or month on screen; memo: one page on the last meeting",
        },
        FieldSpec {
            name: "path",
            label: "File",
            kind: || FieldKind::Line,
            required: false,
            hint: "name.html, .md or .xml (Confluence); blank names it itself",
        },
    ];
    let spec = FormSpec::answer(token, "export", "Write a report", fields);
    form::open(spec.with("report", Paper::default().word()), shell);
    token
}

/// Asks for the file that a form named; `window` is what is on screen.
pub fn answered(fields: &BTreeMap<String, String>, span: Span, window: &str, shell: &mut Shell) {
    let paper = fields.get("report").and_then(|word| Paper::of(word)).unwrap_or_default();
    let report = match paper {
        Paper::Posture => Report::Posture(span),
        Paper::Memo => Report::Memo(Covering::Last),
    };
    let named = fields.get("path").map(|path| path.trim()).filter(|path| !path.is_empty());
    let path = named.map_or_else(|| format!("{paper}-{window}.html"), str::to_owned);
    shell.ask(Effect::Report { report, path });
}
