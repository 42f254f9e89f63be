//! From an operation to its events, or the refusal: which area decides which operation.

use super::case::Case;
use super::{
    acceptance, agenda, appraisal, correction, criteria, decision, delegation, entry, escalation, followup, lapse,
    meeting, model, motion, oversight, position, put, recurring, review, sitting, submission, tiering, undo,
    verification, view,
};
use crate::domain::Refusal;
use crate::domain::operation::Operation;

/// Decides one operation.
pub fn decide(case: &mut Case<'_>, operation: &Operation) -> Result<(), Refusal> {
    match operation {
        Operation::PersonAdd(person) => entry::add_person(case, person),
        Operation::PersonRevise(revise) => entry::revise_person(case, revise),
        Operation::PersonPut(put) => put::person(case, put),
        Operation::ModelRegister(fields) => model::register(case, fields).map(drop),
        Operation::ModelRevise(revise) => model::revise(case, revise),
        Operation::ModelPut(put) => put::model(case, put),
        Operation::ModelSetTier(tier) => tiering::set(case, tier),
        Operation::ModelTag(tags) => model::tag(case, tags),
        Operation::ModelLink(link) => put::link(case, link),
        Operation::VersionAdd(version) => model::add_version(case, version).map(drop),
        Operation::VersionPut(put) => put::version(case, put),
        Operation::VersionRevise(revise) => model::revise_version(case, revise),
        Operation::VersionRelease(release) => model::release(case, release),
        Operation::ArtifactReceive(artifact) => entry::receive_artifact(case, artifact),
        Operation::ArtifactPut(put) => put::artifact(case, put),
        Operation::ArtifactRevise(revise) => entry::revise_artifact(case, revise),
        Operation::AssessmentRecord(assessment) => appraisal::record_assessment(case, assessment),
        Operation::AssessmentRevise(revise) => appraisal::revise_assessment(case, revise),
        Operation::ValidationRecord(validation) => appraisal::record_validation(case, validation),
        Operation::ValidationRevise(revise) => appraisal::revise_validation(case, revise),
        Operation::RiskIdentify(risk) => entry::identify_risk(case, risk).map(drop),
        Operation::RiskRevise(revise) => entry::revise_risk(case, revise),
        Operation::RiskPut(put) => put::risk(case, put),
        Operation::IncidentReport(incident) => entry::report_incident(case, incident),
        Operation::IncidentRevise(revise) => entry::revise_incident(case, revise),
        Operation::IncidentAddEntry(entry) => entry::add_incident_entry(case, entry),
        Operation::PolicyAdopt(policy) => criteria::adopt(case, policy),
        Operation::Undo(which) => undo::undo(case, which),
        Operation::Redo(which) => undo::redo(case, which),
        Operation::Batch(_) | Operation::MeetingPassConsent(_) => {
            Err(Refusal::usage("batch", "a batch does not stand inside another").hint("ask for it by itself"))
        }
        other => decide_procedure(case, other),
    }
}

/// Submissions, acceptances, follow-ups, meetings.
fn decide_procedure(case: &mut Case<'_>, operation: &Operation) -> Result<(), Refusal> {
    match operation {
        Operation::SubmissionSubmit(fields) => submission::submit(case, fields).map(drop),
        Operation::SubmissionRevise(revise) => submission::revise(case, revise),
        Operation::SubmissionPut(put) => put::submission(case, put),
        Operation::SubmissionTriage(triage) => submission::triage(case, triage),
        Operation::SubmissionReturn(back) => submission::send_back(case, back),
        Operation::SubmissionResubmit(step) => submission::resubmit(case, step),
        Operation::SubmissionMarkReady(step) => submission::mark_ready(case, step),
        Operation::SubmissionWithdraw(step) => submission::withdraw(case, step),
        Operation::SubmissionOutOfScope(step) => submission::out_of_scope(case, step),
        Operation::SubmissionSchedule(schedule) => agenda::schedule(case, schedule),
        Operation::AcceptancePropose(fields) => acceptance::propose(case, fields),
        Operation::AcceptanceRevise(revise) => acceptance::revise(case, revise),
        Operation::AcceptanceActivate(activate) => acceptance::activate(case, activate),
        Operation::AcceptanceVerify(request) => verification::verify(case, request),
        Operation::AcceptanceClose(step) => acceptance::close(case, step),
        Operation::AcceptanceRevoke(step) => acceptance::revoke(case, step),
        Operation::FollowUpOpen(fields) => followup::open(case, fields).map(drop),
        Operation::FollowUpRevise(revise) => followup::revise(case, revise),
        Operation::FollowUpPut(put) => put::follow_up(case, put),
        Operation::FollowUpStart(step) => followup::start(case, step),
        Operation::FollowUpHandIn(step) => followup::hand_in(case, step),
        Operation::FollowUpSendBack(step) => followup::send_back(case, step),
        Operation::FollowUpClose(step) => followup::close(case, step),
        Operation::FollowUpCancel(step) => followup::cancel(case, step),
        Operation::FollowUpExtend(extension) => followup::extend(case, extension),
        Operation::MeetingDraft(fields) => meeting::draft(case, fields),
        Operation::MeetingRevise(revise) => meeting::revise(case, revise),
        Operation::MeetingPublish(step) => meeting::publish(case, step),
        Operation::MeetingOpen(open) => meeting::open(case, open),
        Operation::MeetingArrive(step) => meeting::pass(case, step, true),
        Operation::MeetingDepart(step) => meeting::pass(case, step, false),
        Operation::MeetingPreside(step) => sitting::preside(case, step),
        Operation::MeetingRecess(step) => meeting::recess(case, step),
        Operation::MeetingResume(step) => meeting::resume(case, step),
        Operation::MeetingAdjourn(step) => meeting::adjourn(case, step),
        Operation::MeetingAdoptMinutes(adopt) => meeting::adopt_minutes(case, adopt),
        Operation::ItemAdd(fields) => agenda::add(case, fields),
        Operation::ItemRevise(revise) => agenda::revise(case, revise),
        Operation::ItemMove(place) => agenda::move_to(case, place),
        Operation::ItemRemove(step) => agenda::remove(case, step),
        Operation::ItemCall(step) => agenda::call(case, step),
        Operation::ItemTimer(step) => agenda::timer(case, step),
        Operation::ItemDone(step) => agenda::done(case, step),
        Operation::RecusalRecord(recuse) => meeting::recuse(case, recuse),
        Operation::RecusalWithdraw(recuse) => meeting::withdraw_recusal(case, recuse),
        Operation::NoteTake(note) => meeting::take_note(case, note),
        Operation::NoteRevise(revise) => meeting::revise_note(case, revise),
        Operation::DecisionRecord(motion) => decision::record(case, motion),
        Operation::DecisionSign(request) => delegation::sign(case, request),
        Operation::DecisionPull(request) => delegation::pull(case, request),
        Operation::DecisionCorrect(correction) => correction::correct(case, correction),
        Operation::DecisionAnswer(answer) => escalation::answer(case, answer),
        Operation::MotionPut(put) => motion::put(case, put),
        Operation::MotionWithdraw(step) => motion::withdraw(case, step),
        Operation::PositionFile(position) => position::file(case, position),
        Operation::PositionWithdraw(position) => position::withdraw(case, position),
        Operation::MeetingRecur(recur) => recurring::draft(case, recur),
        other => decide_oversight(case, other),
    }
}

/// Monitors, reviews, control tests, metrics, the gate.
fn decide_oversight(case: &mut Case<'_>, operation: &Operation) -> Result<(), Refusal> {
    match operation {
        Operation::MonitorDefine(monitor) => oversight::define_monitor(case, monitor),
        Operation::MonitorRevise(revise) => oversight::revise_monitor(case, revise),
        Operation::ReadingTake(readings) => oversight::take_readings(case, readings),
        Operation::DriftNotice(event) => oversight::notice_drift(case, event),
        Operation::DriftRevise(revise) => oversight::revise_drift(case, revise),
        Operation::ReviewOpen(review) => review::open(case, review),
        Operation::ReviewRevise(revise) => review::revise(case, revise),
        Operation::ThematicOpen(review) => oversight::open_thematic(case, review),
        Operation::ThematicRevise(revise) => oversight::revise_thematic(case, revise),
        Operation::ControlTestRecord(test) => oversight::record_test(case, test),
        Operation::ControlTestRevise(revise) => oversight::revise_test(case, revise),
        Operation::MetricEnter(metric) => oversight::enter_metric(case, metric),
        Operation::MetricRevise(revise) => oversight::revise_metric(case, revise),
        Operation::MetricPut(metric) => oversight::put_metric(case, metric),
        Operation::ConsultationNote(fields) => entry::note_consultation(case, fields),
        Operation::ConsultationRevise(revise) => entry::revise_consultation(case, revise),
        Operation::ViewSave(fields) => view::save(case, fields),
        Operation::ViewRevise(revise) => view::revise(case, revise),
        Operation::Lapse(lapsed) => lapse::record(case, lapsed),
        Operation::VersionGate(ask) => oversight::answer_gate(case, ask),
        other => Err(Refusal::usage(other.name(), "this operation is not decided here")),
    }
}
