//! The bundle for an audit: a folder with everything that an auditor asks for first, and a manifest of its sums.
//!
//! Nothing in it is written by hand: minutes, registers and reports come from the writers that the board itself
//! uses, the trace and the sample from the record. The folder appears whole or not at all.

mod folder;
mod frameworks;
mod index;
mod log;
mod papers;
mod rules;
mod sample;
mod trace;

use std::io;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;

use super::document::Document;
use super::registers::{self, Format};
use super::report::{Desk, Report as Page};
use super::template::wording::Wording;
use super::{html, kpis, listed, markdown, minutes};
use crate::board::{self, Env};
use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, MonitorId};
use crate::domain::record::{ControlTest, Decision, Meeting, Row};
use crate::domain::value::Handle;
use crate::exchange::basis::Basis;
use crate::exchange::csv_out::Delimiter;
use crate::insight::kpi::{self, Measure, Span};
use crate::insight::list::{self, Listed};
use crate::store::Report;
use crate::store::query::export::{DECISIONS, Filter};
use crate::store::query::list::List;
use crate::store::query::report::Adopted;
pub use folder::MANIFEST;
use folder::{Folder, safe, unwritten};
use log::Walk;
pub use sample::{Draw, USUAL};
use trace::{Criteria, Traced};

/// What is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first day of the period.
    pub since: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// How decisions are drawn for testing.
    pub draw: Draw,
}

/// What was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Files, without the manifest.
    pub files: usize,
    /// Decisions of the period.
    pub decisions: usize,
    /// Those drawn.
    pub drawn: Vec<String>,
    /// Rules that a decision does not keep: decision and rule.
    pub exceptions: Vec<String>,
}

/// Writes the bundle to a folder that is not there yet. `check` is what verification said of the store;
/// `progress` hears of steps done and all steps.
pub fn write(
    desk: &Desk<'_>,
    check: &Report,
    wanted: Wanted,
    wording: &Wording,
    to: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Packed, Refusal> {
    let folder = Folder::begin(to)?;
    let view = desk.view();
    let decisions = view.decisions_between(wanted.since, wanted.until, desk.policy().time_zone.0)?;
    let meetings = view.meetings_between(wanted.since, wanted.until)?;
    let adopted = view.criteria_adopted()?;
    let tests = view.control_tests_between(wanted.since, wanted.until)?;
    let all = u64::try_from(meetings.len() + decisions.len() + registers::ALL.len() + STEPS).unwrap_or(u64::MAX);
    let mut bundle = Bundle { desk, wanted, wording, folder, done: 0, all, progress };
    for meeting in &meetings {
        bundle.minutes(meeting)?;
    }
    bundle.registers()?;
    bundle.lists()?;
    let measures = bundle.kpis()?;
    bundle.page("reports/posture", &Page::Posture(Span::Quarter).document(desk)?)?;
    bundle.criteria(&adopted)?;
    let traced = bundle.trace(&adopted, &decisions)?;
    bundle.frameworks()?;
    let drawn = wanted.draw.of(&decisions);
    bundle.sample(&drawn)?;
    bundle.control_tests(&tests)?;
    let walk = bundle.log(check)?;
    let drawn: Vec<String> = drawn.iter().map(|(_, row)| row.id().to_string()).collect();
    let exceptions = exceptions(&decisions, &traced);
    bundle.data("trace/exceptions.csv", |out| papers::exceptions_csv(out, &exceptions))?;
    let facts = index::Facts {
        meetings: meetings.len(),
        decisions: decisions.len(),
        drawn: &drawn,
        exceptions: &exceptions,
        tests: &tests,
        adopted: &adopted,
        measures: &measures,
        walk: &walk,
        check,
    };
    bundle.page("README", &index::document(desk, wanted, &facts))?;
    let files = bundle.folder.len();
    bundle.folder.finish(to)?;
    let exceptions = exceptions.into_iter().map(|(decision, rule, _)| format!("{decision} {rule}")).collect();
    Ok(Packed { files, decisions: decisions.len(), drawn, exceptions })
}

/// What is kept beside the registers, and listed whole.
const LISTS: [List; 9] = [
    List::People,
    List::Assessments,
    List::Validations,
    List::Monitors,
    List::Drift,
    List::Reviews,
    List::Thematic,
    List::Alarms,
    List::Metrics,
];

/// Steps that are always there: lists, KPIs, posture, criteria, trace, frameworks, sample, tests, log, index.
const STEPS: usize = 10;

/// Each rule that a decision does not keep: decision, rule, why.
fn exceptions(decisions: &[Row<Decision>], traced: &[Traced<'_>]) -> Vec<(String, String, String)> {
    let each = decisions.iter().zip(traced).flat_map(|(row, traced)| {
        traced.exceptions().map(move |one| (row.id().to_string(), format!("R{:02}", one.rule), one.why.clone()))
    });
    each.collect()
}

struct Bundle<'a, 'd, 'p> {
    desk: &'a Desk<'d>,
    wanted: Wanted,
    wording: &'a Wording,
    folder: Folder,
    done: u64,
    all: u64,
    progress: &'p mut dyn FnMut(u64, u64),
}

impl Bundle<'_, '_, '_> {
    fn step(&mut self) {
        self.done += 1;
        (self.progress)(self.done, self.all);
    }

    /// A document in the two formats that need no other program.
    fn page(&mut self, name: &str, document: &Document) -> Result<(), Refusal> {
        self.folder.text(&format!("{name}.md"), &markdown::write(document))?;
        self.folder.text(&format!("{name}.html"), &html::write(document))?;
        self.step();
        Ok(())
    }

    /// A file that a CSV or JSON writer fills.
    fn data(&mut self, name: &str, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<(), Refusal> {
        self.folder.file(name, |out| write(out).map_err(|error| unwritten(Path::new(name), &error)))
    }

    /// The minutes as they stand on the record; what was corrected when they were adopted is in them.
    fn minutes(&mut self, meeting: &Row<Meeting>) -> Result<(), Refusal> {
        let desk = self.desk;
        let (view, meeting_id) = (desk.pages.history, MeetingId(meeting.number));
        let basis = Basis { view, policy: desk.policy(), now: desk.pages.moment, wording: self.wording };
        let read = minutes::read(basis, meeting_id)?;
        self.page(&format!("minutes/{}", safe(&meeting.id().to_string())), &read.document())
    }

    /// Every register as it stands; of the decisions those of the period, which are what is traced and drawn from.
    fn registers(&mut self) -> Result<(), Refusal> {
        let (desk, wanted) = (self.desk, self.wanted);
        for register in &registers::ALL {
            let of_period = Filter { since: Some(wanted.since), until: Some(wanted.until), meeting: None };
            let filter = if register.name == DECISIONS.name { of_period } else { Filter::default() };
            self.folder.file(&format!("registers/{}.csv", safe(register.name)), |out| {
                let format = Format::Csv(Delimiter::Comma);
                registers::write(out, desk.view(), desk.policy(), register, format, &filter, desk.pages.moment)
            })?;
            self.step();
        }
        Ok(())
    }

    /// What is kept beside the registers, with every column, as it stood on the day; and every reading of every monitor.
    fn lists(&mut self) -> Result<(), Refusal> {
        let (desk, view, policy) = (self.desk, self.desk.view(), self.desk.policy());
        let today = list::today(policy, desk.pages.moment);
        let env = Env { now: desk.pages.moment, actor: Handle::default(), rehearsal: false };
        let reading = board::reading(policy, &env);
        for one in LISTS {
            let whole = Listed::read(one, "", None, &reading)
                .map_err(|_| Refusal::data(one.name(), "cannot be listed without a filter"))?;
            let keys = whole.keys(view, policy, today)?;
            let rows = list::rows(view, policy, one, &keys, today)?;
            self.data(&format!("registers/{}.csv", safe(one.name())), |out| listed::csv(out, one, &rows))?;
        }
        let mut readings = Vec::new();
        for monitor in view.all_monitors()? {
            let taken = view.latest_readings(MonitorId(monitor.number), u32::MAX)?;
            readings.push((monitor, taken));
        }
        self.data("registers/readings.csv", |out| papers::readings_csv(out, &readings))?;
        self.step();
        Ok(())
    }

    fn kpis(&mut self) -> Result<Vec<Measure>, Refusal> {
        let desk = self.desk;
        let facts = kpi::facts(desk.pages.history, desk.policy())?;
        let measures = kpi::all(&facts, desk.policy(), desk.today, Span::Quarter);
        self.data("kpis/kpis.csv", |out| kpis::csv(out, &measures))?;
        self.folder.text("kpis/kpis.json", &format!("{:#}\n", kpis::json(&measures)))?;
        self.step();
        Ok(measures)
    }

    /// The text of each edition, byte for byte: its sum in the manifest is the digest that decisions cite.
    fn criteria(&mut self, adopted: &[Adopted]) -> Result<(), Refusal> {
        for (number, edition) in (1..).zip(adopted) {
            self.folder.text(&criteria_file(number, edition), &edition.text)?;
        }
        let desk = self.desk;
        self.data("criteria/criteria.csv", |out| papers::criteria_csv(out, desk, adopted))?;
        self.step();
        Ok(())
    }

    fn trace<'r>(&mut self, adopted: &[Adopted], decisions: &'r [Row<Decision>]) -> Result<Vec<Traced<'r>>, Refusal> {
        let desk = self.desk;
        let criteria = Criteria::read(adopted);
        let mut document = papers::trace(desk, self.wanted, decisions.len());
        let mut lines = String::new();
        let mut traced = Vec::with_capacity(decisions.len());
        for row in decisions {
            let one = Traced::follow(desk, &criteria, row)?;
            lines.push_str(&one.json(desk).to_string());
            lines.push('\n');
            one.section(desk, &mut document);
            traced.push(one);
            self.step();
        }
        self.folder.text("trace/decisions.jsonl", &lines)?;
        self.page("trace/decisions", &document)?;
        Ok(traced)
    }

    fn frameworks(&mut self) -> Result<(), Refusal> {
        let policy = self.desk.policy();
        self.data("frameworks/frameworks.csv", |out| frameworks::csv(out, policy))?;
        self.page("frameworks/frameworks", &frameworks::document(policy))
    }

    fn sample(&mut self, drawn: &[(String, &Row<Decision>)]) -> Result<(), Refusal> {
        let (desk, wanted) = (self.desk, self.wanted);
        self.data("sample/sample.csv", |out| papers::sample_csv(out, desk, drawn))?;
        let document = papers::sample(desk, wanted, drawn)?;
        self.page("sample/sample", &document)
    }

    fn control_tests(&mut self, tests: &[Row<ControlTest>]) -> Result<(), Refusal> {
        let desk = self.desk;
        self.data("control-tests/control-tests.csv", |out| papers::tests_csv(out, tests))?;
        self.page("control-tests/control-tests", &papers::tests(desk, self.wanted, tests))
    }

    fn log(&mut self, check: &Report) -> Result<Walk, Refusal> {
        let view = self.desk.pages.history;
        let walk = self.folder.file("log/events.jsonl", |out| log::write(out, view))?;
        let chain: Value = log::chain(view, &walk, check)?;
        self.folder.text("log/chain.json", &format!("{chain:#}\n"))?;
        self.step();
        Ok(walk)
    }
}

/// The name of an edition's file: its place, then its label as far as it is safe in a name.
fn criteria_file(number: usize, edition: &Adopted) -> String {
    format!("criteria/{number:02}-{}.toml", safe(&edition.version))
}
