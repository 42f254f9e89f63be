//! Posture: where the portfolio stands. Counts of the record as it is now, and what is wrong today.

use ratatui::layout::Rect;

use crate::store::query::alarms::Alarm;
use crate::store::query::posture::Posture;
use crate::tui::canvas::{Canvas, Target, top};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::overlay::Scroll;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::{Glyphs, Role};

/// The pane of the counts.
const PANE: &str = "posture";
/// The longest bar, in columns.
const BAR: u32 = 24;

/// What the screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostureView {
    /// Counts.
    pub posture: Posture,
    /// What is wrong today.
    pub alarms: Vec<Alarm>,
}

/// The screen.
#[derive(Debug, Default)]
pub struct PostureScreen {
    view: Option<PostureView>,
    /// Which alarm is selected.
    at: usize,
    scroll: Scroll,
}

impl PostureScreen {
    fn alarms(&self) -> &[Alarm] {
        self.view.as_ref().map_or(&[], |view| &view.alarms)
    }
}

impl Part for PostureScreen {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Posture, Scope::Move, Scope::Go]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::Down => self.at = (self.at + 1).min(self.alarms().len().saturating_sub(1)),
            Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::Open => match self.alarms().get(self.at) {
                Some(alarm) => shell.go_to(alarm.id),
                None => shell.say("no alarm stands"),
            },
            _ if self.scroll.command(cmd, shell.seen.pane(PANE)) => {}
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, _shell: &mut Shell) -> Handled {
        let Target::Row(row) = target else { return Handled::No };
        self.at = row.min(self.alarms().len().saturating_sub(1));
        Handled::Yes
    }

    fn scrolled(&mut self, _pane: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.scroll.by(isize::from(lines), shell.seen.pane(PANE));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Shown(_) | News::Changed | News::Done(_, Ok(_)) => shell.load(Load::Posture),
            News::Loaded(Loaded::Posture(view)) => {
                self.at = self.at.min(view.alarms.len().saturating_sub(1));
                self.view = Some((**view).clone());
            }
            _ => {}
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        !self.alarms().is_empty()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (head, body) = top(area, 1);
        let title = format!("7 Posture   as of {}", canvas.shell.reading.today);
        canvas.put_cut(head.x + 1, head.y, head.width.saturating_sub(2), &title, Role::Title);
        let Some(view) = &self.view else { return };
        let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
        let mut lines = counts(&view.posture, canvas.glyphs());
        lines.push(Rich::blank());
        lines.push(Rich::rule(if view.alarms.is_empty() {
            "no alarm stands".to_owned()
        } else {
            format!("alarms {}", view.alarms.len())
        }));
        let first = lines.len();
        let mark = canvas.glyphs().pointer;
        for (at, alarm) in view.alarms.iter().enumerate() {
            let (sign, role) = if at == self.at { (mark, Role::Accent) } else { (" ", Role::Text) };
            let line =
                Rich::of(format!("{sign} R{:02} {} ", alarm.rule, alarm.id), role).and(alarm.what.clone(), Role::Text);
            lines.push(line.hang(2));
        }
        // The selected alarm stays on screen: lines are one row each up to the alarms, and wrap after them.
        let before = wrap(&lines[..(first + self.at + 1).min(lines.len())], usize::from(body.width)).len();
        let wrapped = wrap(&lines, usize::from(body.width));
        let from = self.scroll.from.max(if self.at == 0 { 0 } else { before.saturating_sub(usize::from(body.height)) });
        canvas.measured(PANE, body, wrapped.len());
        canvas.lines(body, &wrapped, from);
    }
}

/// Bars of tiers, stages and queue, and the heat map of open risks.
fn counts(posture: &Posture, glyphs: &Glyphs) -> Vec<Rich> {
    let mut lines = vec![Rich::rule("models by tier")];
    let tiers = posture
        .tiers
        .iter()
        .map(|(tier, count)| (if *tier == 0 { "no tier".to_owned() } else { format!("tier {tier}") }, *count));
    lines.extend(bars(tiers.collect(), glyphs));
    lines.push(Rich::rule("models by stage"));
    lines.extend(bars(posture.stages.clone(), glyphs));
    lines.push(Rich::rule("submissions in the queue"));
    lines.extend(bars(posture.queue.clone(), glyphs));
    lines.push(Rich::rule("open risks: likelihood down, impact across; ! high, !! critical"));
    lines.push(Rich::of(format!("     {:>6}{:>6}{:>6}{:>6}{:>6}", 1, 2, 3, 4, 5), Role::Dim));
    for likelihood in (1..=5_usize).rev() {
        let mut line = Rich::of(format!("{likelihood:>5}"), Role::Dim);
        for impact in 1..=5_usize {
            let count = posture.heat[likelihood - 1][impact - 1];
            let (sign, role) = match likelihood * impact {
                17.. => ("!!", Role::Bad),
                10..=16 => ("!", Role::Warn),
                _ => ("", Role::Text),
            };
            let cell = if count == 0 { "·".to_owned() } else { format!("{count}{sign}") };
            line = line.and(format!("{cell:>6}"), if count == 0 { Role::Dim } else { role });
        }
        lines.push(line);
    }
    if posture.unrated > 0 {
        lines.push(Rich::of(format!("     not rated: {}", posture.unrated), Role::Dim));
    }
    lines
}

fn bars(counts: Vec<(String, u32)>, glyphs: &Glyphs) -> Vec<Rich> {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    counts
        .into_iter()
        .map(|(label, count)| {
            let columns = usize::try_from((count * BAR).div_ceil(most)).unwrap_or(0);
            Rich::entry(&label, 12, "")
                .and(glyphs.bar.repeat(columns), Role::Accent)
                .and(format!(" {count}"), Role::Text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::screens::ScreenId;
    use crate::tui::testing::Bench;

    #[test]
    fn counts_are_shown_at_every_size_and_an_alarm_is_opened() {
        let mut posture = Posture {
            tiers: vec![(0, 1), (1, 9), (2, 17)],
            stages: vec![("production".to_owned(), 31)],
            ..Posture::default()
        };
        posture.heat[4][4] = 2;
        let alarm = |number| Alarm {
            rule: 15,
            id: crate::domain::ids::ModelId(number).record(),
            what: "is in production".to_owned(),
        };
        let view = PostureView { posture, alarms: vec![alarm(1), alarm(2)] };
        let mut bench = Bench::new(vec![(ScreenId::Posture, Box::new(PostureScreen::default()))], 80, 24);
        bench.keys("7");
        bench.loaded(Loaded::Posture(Box::new(view)));
        let screen = bench.screen();
        assert!(screen.contains("tier 2") && screen.contains("17") && screen.contains("2!!"), "{screen}");
        bench.keys("j");
        assert!(bench.screen().contains("MDL-0002"), "{}", bench.screen());
    }
}
