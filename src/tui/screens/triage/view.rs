//! How the questionnaire is drawn: a row a question, score and tier above, what follows below.

use ratatui::layout::Rect;

use super::people::with_load;
use super::{Line, Sheet, Triage};
use crate::domain::states::Applies;
use crate::policy::ArtifactDue;
use crate::policy::readiness::{Need, Standing};
use crate::tui::canvas::{Canvas, Target, bottom, left, top};
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::theme::Role;

/// The pane of the questions.
const PANE: &str = "triage";
/// Columns of a factor's label and weight.
const LABEL: u16 = 34;
/// From so many columns on no label is cut.
const ROOMY: u16 = 100;
/// Columns of its levels.
const LEVELS: u16 = 19;

impl Triage {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.blank(area);
        let (head, rest) = top(area, 1);
        let Some(sheet) = &self.sheet else {
            canvas.put(head.x + 1, head.y, head.width, &format!("reading {} …", self.id), Role::Dim);
            return;
        };
        self.head(canvas, head, sheet);
        let notes = self.notes(sheet, usize::from(area.width.saturating_sub(4)));
        let most = rest.height / 3;
        let (rows, foot) = bottom(rest, u16::try_from(notes.len()).unwrap_or(u16::MAX).min(most) + 1);
        self.rows(canvas, rows, sheet);
        let (edge, foot) = top(foot, 1);
        canvas.rule(edge, "");
        canvas.lines(Rect { x: foot.x + 2, width: foot.width.saturating_sub(4), ..foot }, &notes, 0);
    }

    fn head(&self, canvas: &mut Canvas<'_>, area: Rect, sheet: &Sheet) {
        let found = sheet.found(&self.answers);
        let name = sheet.policy.tier.get(usize::from(self.tier_now()) - 1).map_or("", |rules| rules.name.as_str());
        let by = match self.tier {
            Some(_) => format!(", found {}", found.tier),
            None if self.kept().is_some() => " kept".to_owned(),
            None if found.provisional() => " provisional".to_owned(),
            None => String::new(),
        };
        let by = match sheet.model.tier.0 {
            Some(tier) if tier == i64::from(self.tier_now()) => by,
            Some(tier) => format!("{by} · in force {tier}"),
            None => format!("{by} · none in force"),
        };
        // Of a questionnaire that nobody has begun, the score would only count what is unknown.
        let score = if self.kept().is_some() { String::new() } else { format!("score {}  ", found.score) };
        let right = format!("{score}TIER {} {}{by}", self.tier_now(), name.to_uppercase());
        let wide = u16::try_from(measure::width(&right)).unwrap_or(0);
        let x = area.right().saturating_sub(wide + 1);
        let title = format!("Tier of {} {}", self.id, sheet.model.name);
        canvas.put_cut(area.x + 1, area.y, x.saturating_sub(area.x + 2), &title, Role::Title);
        canvas.put(
            x,
            area.y,
            wide,
            &right,
            if found.blocked && self.kept().is_none() { Role::Bad } else { Role::Accent },
        );
    }

    fn rows(&self, canvas: &mut Canvas<'_>, area: Rect, sheet: &Sheet) {
        let lines = self.lines();
        let height = usize::from(area.height).max(1);
        let from = (self.at + 1).saturating_sub(height.saturating_sub(1)).min(lines.len().saturating_sub(height));
        canvas.measured(PANE, area, lines.len());
        for ((at, line), y) in lines.iter().enumerate().skip(from).zip(area.y..area.bottom()) {
            let place = Rect { y, height: 1, ..area };
            canvas.hit(place, Target::Row(at));
            if at == self.at {
                canvas.put(place.x + 1, y, 1, canvas.shell.glyphs.pointer, Role::Accent);
            }
            let (_, inside) = left(place, 3);
            self.row(canvas, inside, sheet, *line, at == self.at);
        }
    }

    fn row(&self, canvas: &mut Canvas<'_>, area: Rect, sheet: &Sheet, line: Line, here: bool) {
        let role = if here { Role::Accent } else { Role::Text };
        let (label, rest) = left(area, labels(sheet, area.width));
        match line {
            Line::Factor(at) => {
                let factor = &sheet.policy.tiering.factor[at];
                let answer = self.answers.factors.get(&factor.key).copied();
                canvas.put_cut(label.x, label.y, label.width.saturating_sub(5), &factor.label, role);
                canvas.put(label.right() - 4, label.y, 3, &format!("x{}", factor.weight), Role::Dim);
                let mut x = rest.x;
                for level in (0..=4).map(Some).chain([None]) {
                    let text = level.map_or_else(|| "x".to_owned(), |level: u8| level.to_string());
                    let (text, role) = if level == answer {
                        (format!("[{text}]"), Role::Accent)
                    } else {
                        (format!(" {text} "), Role::Dim)
                    };
                    x = canvas.put(x, rest.y, 3, &text, role);
                }
                let meaning = answer.and_then(|level| factor.levels.get(usize::from(level)));
                let meaning = meaning.map_or("unknown counts as 4", String::as_str);
                let x = rest.x + LEVELS + 1;
                canvas.put_cut(x, rest.y, rest.right().saturating_sub(x), meaning, Role::Dim);
            }
            Line::Fact(at) => {
                let fact = &sheet.policy.tiering.fact[at];
                let answer = self.answers.facts.get(&fact.key).copied().unwrap_or_default();
                let wide = area.width.saturating_sub(18);
                canvas.put_cut(area.x, area.y, wide, &fact.question, role);
                let mut x = area.x + wide + 1;
                for (word, applies) in [("yes", Applies::Yes), ("no", Applies::No), ("x", Applies::Unknown)] {
                    let (text, role) = if applies == answer {
                        (format!("[{word}]"), Role::Accent)
                    } else {
                        (format!(" {word} "), Role::Dim)
                    };
                    x = canvas.put(x, area.y, 6, &text, role);
                }
            }
            Line::Need(at) => {
                let needs = sheet.needs(self.tier_now());
                let Some(need) = needs.get(at) else { return };
                let ticked = self.ticked(need);
                let tick = if ticked { canvas.shell.glyphs.cross } else { " " };
                canvas.put(area.x, area.y, 3, &format!("[{tick}]"), if ticked { Role::Warn } else { Role::Dim });
                canvas.put_cut(area.x + 4, area.y, area.width.saturating_sub(18), &need.label, role);
                let standing = standing(need, ticked);
                let wide = u16::try_from(standing.len()).unwrap_or(0);
                canvas.put(area.right().saturating_sub(wide + 1), area.y, wide, &standing, Role::Dim);
            }
            Line::Signers => self.text(canvas, area, ("signed by", &self.signers), here),
            Line::Reviewer => self.text(canvas, area, ("reviewer", &self.reviewer), here),
            Line::Backup => self.text(canvas, area, ("backup", &self.backup), here),
            Line::Rationale => self.text(canvas, area, ("rationale", &self.rationale), here),
        }
    }

    #[expect(clippy::unused_self, reason = "a kind of row, drawn like the others")]
    fn text(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        (label, editor): (&str, &crate::tui::editor::Editor),
        here: bool,
    ) {
        let role = if here { Role::Accent } else { Role::Dim };
        canvas.put(area.x, area.y, 11, label, role);
        let (_, inside) = left(area, 12);
        editor.view(canvas, inside, here);
    }

    /// What is asked for by ready only, and is not there yet.
    fn due_by_ready(&self, sheet: &Sheet) -> Vec<String> {
        let needs = sheet.needs(self.tier_now());
        let later = needs.iter().filter(|need| need.due == ArtifactDue::Ready && !need.is_there());
        later.filter(|need| !self.ticked(need)).map(|need| need.kind.clone()).collect()
    }

    /// What follows from the answers, and what is wrong.
    fn notes(&self, sheet: &Sheet, columns: usize) -> Vec<Rich> {
        let found = sheet.found(&self.answers);
        let mut notes = Vec::new();
        if let Some(error) = &self.error {
            notes.push(Rich::of(error.to_string(), Role::Bad));
        }
        if !self.said.is_empty() {
            notes.push(Rich::of(self.said.clone(), Role::Dim));
        }
        notes.extend(self.meaning(sheet));
        let offered: Vec<String> = self.offered().into_iter().map(|person| with_load(sheet, person)).collect();
        if !offered.is_empty() {
            notes.push(Rich::of("people ", Role::Dim).and(offered.join("  "), Role::Match));
        }
        if self.is_of_another_tier(sheet) {
            let words = "the rationale on record is for another tier: write this one's, or it is made from the answers";
            notes.push(Rich::of(words, Role::Warn));
        }
        let kept = self.kept();
        if let Some(tier) = kept {
            let words = format!("nothing is answered: tier {tier} in force stays; the first answer finds it anew");
            notes.push(Rich::of(words, Role::Dim));
        }
        for reason in found.reasons.iter().filter(|_| kept.is_none()) {
            notes.push(Rich::of("floor ", Role::Dim).and(reason.clone(), Role::Text));
        }
        let missing = self.missing();
        if !missing.is_empty() {
            notes.push(Rich::of("missing ", Role::Dim).and(missing.join("  "), Role::Warn));
            let tier = if kept.is_some() { "" } else { ", and sets the tier" };
            notes.push(Rich::of(format!("Ctrl-s returns it with what is missing{tier}"), Role::Dim));
        } else if sheet.submission.is_some() {
            notes.push(Rich::of("Ctrl-s takes it into review, and starts the clock", Role::Dim));
        }
        let later = if sheet.submission.is_some() { self.due_by_ready(sheet) } else { Vec::new() };
        if !later.is_empty() {
            notes.push(Rich::of("due by ready ", Role::Dim).and(later.join("  "), Role::Text));
        }
        if kept.is_none() && !found.unknown.is_empty() {
            let unknown = format!("{} unknown: {}", found.unknown.len(), found.unknown.join(", "));
            notes.push(Rich::of(unknown, Role::Dim));
        }
        wrap(&notes, columns)
    }
}

impl Triage {
    /// What the answers to the question under the cursor mean, each level of a factor and the whole of a question.
    fn meaning(&self, sheet: &Sheet) -> Option<Rich> {
        match self.lines().get(self.at)? {
            Line::Factor(at) => {
                let levels = sheet.policy.tiering.factor.get(*at)?.levels.iter().enumerate();
                let told: Vec<String> = levels.map(|(level, meaning)| format!("{level} {meaning}")).collect();
                (!told.is_empty()).then(|| Rich::of(told.join("  "), Role::Text))
            }
            Line::Fact(at) => Some(Rich::of(sheet.policy.tiering.fact.get(*at)?.question.clone(), Role::Text)),
            Line::Need(_) | Line::Signers | Line::Reviewer | Line::Backup | Line::Rationale => None,
        }
    }
}

/// The columns of the labels: as many as the longest needs where there is room.
fn labels(sheet: &Sheet, width: u16) -> u16 {
    let longest = sheet.policy.tiering.factor.iter().map(|factor| measure::width(&factor.label)).max();
    let wanted = u16::try_from(longest.unwrap_or(0)).unwrap_or(LABEL).saturating_add(6);
    if width < ROOMY { LABEL.min(width / 2) } else { wanted.max(LABEL).min(width / 2) }
}

/// How a kind of evidence stands, and whether that is counted as missing or may wait.
fn standing(need: &Need, ticked: bool) -> String {
    let missing = Standing::Missing.word();
    match (ticked, need.standing) {
        (true, Standing::Missing) => missing.to_owned(),
        (true, other) => format!("{other}, {missing}"),
        (false, other) if need.due == ArtifactDue::Ready && !need.is_there() => format!("{other}, due by ready"),
        (false, other) => other.to_string(),
    }
}
