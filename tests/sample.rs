//! The sample board: it loads on any day, holds every state and outcome of the field, can be worked
//! with at once, and its record is sound.

use std::collections::BTreeSet;
use std::path::Path;

use boardroom::board::{self, Env};
use boardroom::domain::Refusal;
use boardroom::domain::field::FieldValue;
use boardroom::domain::ids::{MeetingId, RecordKind};
use boardroom::domain::operation::Request;
use boardroom::domain::record::{
    Acceptance, Artifact, Assessment, Decision, FollowUp, Incident, Item, Meeting, Model, Note, Person, Record, Risk,
    Row, Submission, Validation, Version,
};
use boardroom::domain::refusal::Rule;
use boardroom::domain::states::{
    AcceptanceState, Approval, Band, DecisionStatus, FollowUpState, Function, IncidentState, ItemKind, MeetingState,
    ModelKind, Origin, Outcome, RiskCategory, RiskState, Seat, Stage, SubmissionKind, SubmissionState, VoteMethod,
};
use boardroom::domain::value::Handle;
use boardroom::exchange::importer::{self, Asked, Kind};
use boardroom::exchange::mapping::How;
use boardroom::exchange::sample;
use boardroom::exchange::table_in::{Limits, Table};
use boardroom::policy::{Policy, acceptance, followup};
use boardroom::store::{Store, verify};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// A Monday, the day on which the specification's examples are set.
const MONDAY: &str = "2026-11-23T09:00:00Z";

/// The functions that hold a voting seat.
const VOTING: [Function; 7] = [
    Function::Mrm,
    Function::Security,
    Function::Privacy,
    Function::Legal,
    Function::Product,
    Function::Ml,
    Function::TrustSafety,
];
/// The kinds of item on today's agenda.
const TODAY: [ItemKind; 6] = [
    ItemKind::Minutes,
    ItemKind::Decision,
    ItemKind::Incident,
    ItemKind::Expiring,
    ItemKind::Review,
    ItemKind::Information,
];

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn today(now: &str) -> NaiveDate {
    moment(now).date_naive()
}

fn load(now: &str) -> Store {
    let mut store = Store::in_memory().expect("a store");
    sample::load(&mut store, moment(now)).unwrap_or_else(|refusal| panic!("on {now}: {refusal:?}"));
    store
}

fn all<R: Record>(store: &Store) -> Vec<Row<R>> {
    let view = store.view();
    let last = view.last_number(R::KIND).expect("a number");
    (1..=last).filter_map(|number| view.find::<R>(number).expect("a record")).collect()
}

/// Which values do not occur.
fn lacking<T: Copy + PartialEq + std::fmt::Debug>(known: &[T], found: impl IntoIterator<Item = T>) -> Vec<T> {
    let found: Vec<T> = found.into_iter().collect();
    known.iter().copied().filter(|value| !found.contains(value)).collect()
}

fn execute(store: &mut Store, now: &str, line: &serde_json::Value) -> Result<board::Receipt, Refusal> {
    let env = Env { now: moment(now), actor: Handle::from(sample::CHAIR), rehearsal: false };
    let reading = board::reading(&Policy::default(), &env);
    board::execute(store, &Request::read(line, &reading)?, &env)
}

#[test]
fn its_record_is_sound() {
    let report = verify(&load("2026-11-29T00:00:30Z"), &mut |_, _| true).expect("verifies");
    assert_eq!(report.differences, []);
    assert!(report.events > 900, "{} events", report.events);
}

#[test]
fn it_loads_on_any_day() {
    // A Monday, a Sunday in its first minute, a new year, a leap day at a month's end, a Friday night.
    for now in [MONDAY, "2026-11-29T00:00:30Z", "2027-01-01T08:00:00Z", "2028-02-29T06:00:00Z", "2026-10-16T22:00:00Z"]
    {
        let store = load(now);
        let latest = store.view().latest(i64::MAX, 1).expect("reads");
        assert!(latest[0].at < boardroom::domain::moment::stamp(moment(now)), "nothing is dated ahead of {now}");
        overdue_and_expired(&store, now);
    }
}

/// What hangs on the day must hang on it in the same way every day.
fn overdue_and_expired(store: &Store, now: &str) {
    let today = today(now);
    let overdue = all::<FollowUp>(store)
        .into_iter()
        .filter(|row| followup::is_overdue(row.state.state, row.due.0, today))
        .count();
    assert_eq!(overdue, 6, "overdue on {now}");
    let acceptances = all::<Acceptance>(store);
    let state = |row: &Row<Acceptance>| acceptance::state_on(&row.fields, row.state.state, today);
    assert_eq!(lacking(AcceptanceState::ALL, acceptances.iter().map(state)), [], "acceptances on {now}");
    let soon = today + Days::new(14);
    let expiring = acceptances
        .iter()
        .filter(|row| state(row) == AcceptanceState::Active && row.expiry.0.is_some_and(|expiry| expiry <= soon))
        .count();
    assert_eq!(expiring, 1, "about to expire on {now}");
}

#[test]
fn it_shows_every_state_of_models_and_submissions() {
    let store = load(MONDAY);
    let models = all::<Model>(&store);
    assert_eq!(models.len(), 44);
    // The sample's inventory says of each model what it is.
    assert_eq!(lacking(ModelKind::ALL, models.iter().map(|row| row.kind)), [ModelKind::Unknown]);
    assert_eq!(lacking(Origin::ALL, models.iter().map(|row| row.origin)), [Origin::Unknown]);
    assert_eq!(lacking(Stage::ALL, models.iter().map(|row| row.fields.stage)), []);
    assert_eq!(lacking(&[None, Some(1), Some(2), Some(3), Some(4)], models.iter().map(|row| row.tier.0)), []);
    let versions = all::<Version>(&store);
    // An approval expires by its date; nothing records it.
    let recorded: Vec<Approval> = versions.iter().map(|row| row.state.approval).collect();
    assert_eq!(lacking(Approval::ALL, recorded), [Approval::Expired]);
    let expired = |row: &&Row<Version>| row.state.approval_valid_until.0.is_some_and(|last| last < today(MONDAY));
    assert_eq!(versions.iter().filter(expired).count(), 1);
    let unapproved: Vec<&str> = models
        .iter()
        .filter(|model| model.fields.stage == Stage::Production)
        .filter(|model| {
            !versions.iter().any(|version| {
                version.model.0 == model.number
                    && version.label == model.state.current_version
                    && matches!(version.state.approval, Approval::Approved | Approval::Conditional)
            })
        })
        .map(|model| model.name.as_str())
        .collect();
    assert_eq!(unapproved, ["returns-fraud"], "one alarm by design");
    let submissions = all::<Submission>(&store);
    assert!(submissions.len() >= 25);
    assert_eq!(lacking(SubmissionState::ALL, submissions.iter().map(|row| row.state.state)), []);
    assert_eq!(lacking(SubmissionKind::ALL, submissions.iter().map(|row| row.kind)), []);
}

#[test]
fn it_shows_every_state_of_the_registers() {
    let store = load(MONDAY);
    let risks = all::<Risk>(&store);
    assert_eq!(risks.len(), 62);
    assert_eq!(lacking(RiskCategory::ALL, risks.iter().map(|row| row.category)), []);
    assert_eq!(lacking(RiskState::ALL, risks.iter().map(|row| row.fields.state)), []);
    assert_eq!(lacking(Band::ALL, risks.iter().filter_map(|row| row.residual_band())), []);
    assert!(risks.iter().any(|row| row.model.0 == 0), "a risk of the whole portfolio");
    let moved =
        |row: &&Row<Risk>| row.state.residual_before.0.is_some_and(|before| Some(before) != row.state.residual.0);
    assert!(risks.iter().filter(moved).count() >= 8, "risks with a trend");
    let followups = all::<FollowUp>(&store);
    assert_eq!(lacking(FollowUpState::ALL, followups.iter().map(|row| row.state.state)), []);
    let kinds = boardroom::domain::states::FollowUpKind::ALL;
    assert_eq!(lacking(kinds, followups.iter().map(|row| row.kind)), []);
    let incidents = all::<Incident>(&store);
    assert_eq!(lacking(IncidentState::ALL, incidents.iter().map(|row| row.fields.state)), []);
    assert_eq!(lacking(&[0, 1, 2, 3, 4], incidents.iter().filter_map(|row| row.severity.0)), [0_i64; 0]);
    assert!(all::<Validation>(&store).len() >= 25 && all::<Assessment>(&store).len() >= 45);
}

#[test]
fn its_meetings_resolved_everything_a_board_resolves() {
    let store = load(MONDAY);
    let decisions = all::<Decision>(&store);
    let carried = |row: &&Row<Decision>| matches!(row.state.status, DecisionStatus::Final | DecisionStatus::Superseded);
    assert_eq!(lacking(Outcome::ALL, decisions.iter().filter(carried).map(|row| row.outcome)), []);
    let statuses: Vec<DecisionStatus> = decisions.iter().map(|row| row.state.status).collect();
    assert_eq!(lacking(DecisionStatus::ALL, statuses), [DecisionStatus::Void, DecisionStatus::Lapsed]);
    assert_eq!(lacking(VoteMethod::ALL, decisions.iter().map(|row| row.method)), []);
    assert!(
        decisions.iter().any(|row| !row.dissent.is_empty()) && decisions.iter().any(|row| !row.contested.is_empty())
    );
    assert!(decisions.iter().any(|row| row.recused.0.len() >= 2), "recusals of several members");
    let ratified = decisions.iter().any(|row| {
        let original = decisions.iter().find(|other| other.number == row.supersedes.0);
        original
            .is_some_and(|other| !other.functions_missing.0.is_empty() || other.quorum_present < other.quorum_required)
    });
    assert!(ratified, "a provisional decision was ratified");
    let outside: Vec<DecisionStatus> =
        decisions.iter().filter(|row| row.meeting.0 == 0).map(|row| row.state.status).collect();
    assert_eq!(outside, [DecisionStatus::Provisional, DecisionStatus::Final, DecisionStatus::Final], "one was pulled");
    let meetings = all::<Meeting>(&store);
    let states: Vec<MeetingState> = meetings.iter().map(|row| row.state.state).collect();
    assert_eq!(states.iter().filter(|state| **state == MeetingState::MinutesAdopted).count(), 9);
    assert_eq!(states[states.len() - 2..], [MeetingState::Adjourned, MeetingState::Published]);
    let kinds = boardroom::domain::states::MeetingKind::ALL;
    assert_eq!(lacking(kinds, meetings.iter().map(|row| row.kind)), []);
    let view = store.view();
    let passages = |row: &Row<Meeting>| view.passages(MeetingId(row.number)).expect("passages");
    assert!(meetings.iter().any(|row| passages(row).iter().any(|passage| !passage.arrived)), "somebody left early");
    assert!(all::<Note>(&store).len() >= 20);
    assert!(meetings.iter().filter(|row| row.kind == kinds[0]).count() >= 8);
}

#[test]
fn its_evidence_can_be_read_and_its_people_are_many() {
    let store = load(MONDAY);
    let artifacts = all::<Artifact>(&store);
    let kinds: BTreeSet<&str> = artifacts.iter().map(|row| row.kind.as_str()).collect();
    assert!(kinds.len() >= 18, "{kinds:?}");
    assert!(artifacts.iter().all(|row| row.text.as_str().starts_with("# ")), "every artifact can be read as Markdown");
    let people = all::<Person>(&store);
    assert_eq!(people.iter().filter(|row| row.seat.votes()).count(), 9);
    assert_eq!(lacking(Seat::ALL, people.iter().map(|row| row.seat)), []);
    let voting = people.iter().filter(|row| row.seat.votes()).map(|row| row.function);
    assert_eq!(lacking(&VOTING, voting), []);
    assert!(people.iter().any(|row| row.name.as_str() == "李 雪"));
    assert!(
        all::<Submission>(&store).iter().any(|row| row.summary.as_str().chars().count() > 150),
        "one very long title"
    );
}

#[test]
fn todays_meeting_can_be_held() {
    let mut store = load(MONDAY);
    let meeting = store.view().next_meeting(today(MONDAY)).expect("reads").expect("a meeting today");
    assert_eq!((meeting.date.0, meeting.state.state), (Some(today(MONDAY)), MeetingState::Published));
    let items = store.view().items(MeetingId(meeting.number)).expect("items");
    let kinds = items.iter().map(|row| row.kind);
    assert_eq!(lacking(&TODAY, kinds), []);
    assert_eq!((items.len(), items.iter().filter(|row| row.consent.0).count()), (11, 3));
    assert_eq!(items.iter().filter_map(|row| row.timebox.0).sum::<i64>(), 58);
    let place = |needle: &str| {
        let row: &Row<Item> = items.iter().find(|row| row.title.as_str().contains(needle)).expect("an item");
        row.id().to_string()
    };
    let (minutes, credit) = (items[0].id().to_string(), place("credit-limit 4.2"));
    let board = ["okafor", "weiss", "li", "rao", "adeyemi", "lindqvist", "tanaka", "haddad", "lin"];
    let mut run = |line: serde_json::Value| execute(&mut store, "2026-11-23T14:05:00Z", &line);
    run(serde_json::json!({"op": "meeting.open", "meeting": meeting.id().to_string(), "present": board}))
        .expect("opens");
    run(serde_json::json!({"op": "decision.record", "item": minutes, "outcome": "procedural", "motion": "Resolved: adopted.", "method": "without-objection"}))
        .expect("adopts the minutes");
    let votes = "okafor for\nweiss for\nli against\nadeyemi for\nlindqvist for\ntanaka abstain\nhaddad for";
    let mut motion = serde_json::json!({"op": "decision.record", "item": credit, "outcome": "conditional", "motion": "Resolved: approved.",
        "conditions": "KS of segment B within .10 of segment A @lin +3w !pre", "votes": votes});
    let refused = run(motion.clone()).expect_err("the residual risk is high");
    assert_eq!(refused.rule, Some(Rule(2)), "{refused:?}");
    motion["acceptances"] = "ACC-0007".into();
    let unsigned = run(motion.clone()).expect_err("nobody has signed the acceptance");
    assert_eq!(unsigned.rule, Some(Rule(2)), "{unsigned:?}");
    run(serde_json::json!({"op": "acceptance.revise", "id": "ACC-0007", "signed_on": "today"})).expect("signs");
    run(motion).expect("carries, with the acceptance granted");
    let made = store.view().last_number(RecordKind::Decision).expect("a number");
    let decision = store.view().get::<Decision>(made).expect("the decision");
    assert_eq!(decision.state.status, DecisionStatus::Final);
    assert_eq!(decision.recused.text(), "rao; lin");
    assert_eq!(verify(&store, &mut |_, _| true).expect("verifies").differences, []);
}

#[test]
fn every_column_of_its_registers_is_understood() {
    let store = Store::in_memory().expect("a store");
    let env = Env { now: moment(MONDAY), actor: Handle::from(sample::CHAIR), rehearsal: false };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    for (file, kind) in [("people.csv", Kind::People), ("models.csv", Kind::Models), ("risks.csv", Kind::Risks)] {
        let text = std::fs::File::open(folder.join(file)).expect("a file");
        let table = Table::read(file, text, None, Limits::default()).expect("a table");
        let plan = store.snapshot(|view| importer::plan(kind, &table, &Asked::new(view, &env)?, &mut |_, _| true));
        let report = plan.expect("a plan").report;
        assert_eq!((report.unmapped, report.notes), (Vec::new(), Vec::new()), "{file}");
        assert!(report.mapped.iter().all(|filled| filled.how == How::Name), "{file}");
    }
}
