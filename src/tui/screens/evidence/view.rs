//! How the evidence is drawn: a row a kind, what keeps it from the board below.

use ratatui::layout::Rect;

use super::Evidence;
use crate::domain::states::{AssessmentState, SubmissionState};
use crate::domain::text::counted;
use crate::policy::readiness::{Need, Standing};
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::theme::Role;

/// The pane of the kinds.
const PANE: &str = "evidence";
/// Columns of how a kind stands.
const STANDING: u16 = 10;

impl Evidence {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.blank(area);
        let (head, rest) = top(area, 1);
        let Some(dossier) = &self.dossier else {
            canvas.put(head.x + 1, head.y, head.width, &format!("reading {} …", self.id), Role::Dim);
            return;
        };
        let settled = dossier.needs.iter().filter(|need| need.is_settled()).count();
        let state = dossier.state.map(|state| format!("{state}  ")).unwrap_or_default();
        let right = format!("{state}{settled}/{} settled", dossier.needs.len());
        let wide = u16::try_from(measure::width(&right)).unwrap_or(0);
        let x = head.right().saturating_sub(wide + 1);
        let title = format!("Evidence of {} {} {}", self.id, dossier.name, dossier.version);
        canvas.put_cut(head.x + 1, head.y, x.saturating_sub(head.x + 2), title.trim_end(), Role::Title);
        let all = settled == dossier.needs.len();
        canvas.put(x, head.y, wide, &right, if all { Role::Good } else { Role::Warn });
        let notes = self.notes(usize::from(area.width.saturating_sub(4)));
        let most = rest.height / 3;
        let (rows, foot) = bottom(rest, u16::try_from(notes.len()).unwrap_or(u16::MAX).min(most) + 1);
        self.rows(canvas, rows, &dossier.needs);
        let (edge, foot) = top(foot, 1);
        canvas.rule(edge, "");
        canvas.lines(Rect { x: foot.x + 2, width: foot.width.saturating_sub(4), ..foot }, &notes, 0);
    }

    fn rows(&self, canvas: &mut Canvas<'_>, area: Rect, needs: &[Need]) {
        let height = usize::from(area.height).max(1);
        let from = (self.at + 1).saturating_sub(height.saturating_sub(1)).min(needs.len().saturating_sub(height));
        canvas.measured(PANE, area, needs.len());
        for ((at, need), y) in needs.iter().enumerate().skip(from).zip(area.y..area.bottom()) {
            let place = Rect { y, height: 1, ..area };
            canvas.hit(place, Target::Row(at));
            let here = at == self.at;
            if here {
                canvas.put(place.x + 1, y, 1, canvas.shell.glyphs.pointer, Role::Accent);
            }
            self.row(canvas, place, need, here);
        }
    }

    fn row(&self, canvas: &mut Canvas<'_>, place: Rect, need: &Need, here: bool) {
        let (sign, role) = match need.standing {
            Standing::Accepted | Standing::Waived => (canvas.shell.glyphs.tick, Role::Good),
            Standing::Submitted => (canvas.shell.glyphs.dot, Role::Warn),
            Standing::Missing | Standing::Undecided | Standing::Rejected | Standing::Stale | Standing::Touched => {
                (canvas.shell.glyphs.cross, Role::Bad)
            }
        };
        canvas.put(place.x + 3, place.y, 1, sign, role);
        let label = place.width / 2;
        let text = if here { Role::Accent } else { Role::Text };
        canvas.put_cut(place.x + 5, place.y, label.saturating_sub(5), &need.label, text);
        canvas.put_cut(place.x + label, place.y, STANDING, need.standing.word(), role);
        let piece = self.dossier.as_ref().and_then(|dossier| dossier.piece(need));
        let shown = match (need.artifact, piece) {
            (Some(id), Some(piece)) => format!("{id} {}{}", piece.title, if piece.has_text { " (text)" } else { "" }),
            (Some(id), None) => id.to_string(),
            (None, _) => match need.standing {
                Standing::Undecided => "does it apply? . says so".to_owned(),
                Standing::Submitted => "offered; n records it".to_owned(),
                Standing::Accepted => "the submission itself".to_owned(),
                _ => format!("due by {}; n records it", need.due),
            },
        };
        let x = place.x + label + STANDING + 1;
        canvas.put_cut(x, place.y, place.right().saturating_sub(x + 1), &shown, Role::Dim);
    }

    /// The refusal, else what keeps it from the board, else that nothing does.
    fn notes(&self, columns: usize) -> Vec<Rich> {
        let Some(dossier) = &self.dossier else { return Vec::new() };
        if let Some(refusal) = &self.error {
            return wrap(&[Rich::of(refusal.to_string(), Role::Bad)], columns);
        }
        let mut notes: Vec<Rich> = Vec::new();
        let assessment = match dossier.assessment {
            Some((id, AssessmentState::Final)) => format!("assessment {id} is final"),
            Some((id, state)) => format!("assessment {id} is in {state}: m opens it"),
            None => match dossier.earlier {
                Some(id) => format!("no assessment of its own, {id} is of an earlier submission: m records one"),
                None => "no assessment: m records one".to_owned(),
            },
        };
        notes.push(Rich::of(assessment, Role::Dim));
        if let Some(id) = dossier.planned {
            notes.push(Rich::of(format!("{id} is not issued, and does not count yet: v goes on with it"), Role::Warn));
        }
        if dossier.needs.iter().any(|need| need.standing == Standing::Touched) {
            let why = "touched: the change at hand concerns it, so that the piece of before does not carry over";
            notes.push(Rich::of(why, Role::Dim));
        }
        if dossier.state.is_some() {
            if dossier.obstacles.is_empty() {
                let ready = dossier.state == Some(SubmissionState::Ready);
                let way = if ready { "A puts it on the agenda" } else { "R marks it ready" };
                let settled = matches!(dossier.state, Some(SubmissionState::Scheduled | SubmissionState::Decided));
                let words = if settled {
                    "nothing is open".to_owned()
                } else {
                    format!("nothing keeps it from the board: {way}")
                };
                notes.push(Rich::of(words, Role::Good));
            } else {
                let count = i64::try_from(dossier.obstacles.len()).unwrap_or(0);
                notes.push(Rich::of(format!("{} to being ready", counted(count, "obstacle")), Role::Warn));
                notes.extend(dossier.obstacles.iter().map(|line| Rich::plain(line.clone()).hang(2)));
            }
        }
        wrap(&notes, columns)
    }
}
