//! Which lists a register has: one table.

use crate::domain::ids::RecordKind;
use crate::tui::effect::List;
use crate::tui::keymap::Scope;
use crate::tui::screens::ScreenId;

/// A list of a register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tab {
    /// Which.
    pub list: List,
    /// What its rows are; events are no records.
    pub kind: Option<RecordKind>,
    /// Where its own keys hold.
    pub scope: Option<Scope>,
    /// What is said when there is nothing.
    pub empty: &'static str,
}

const fn tab(list: List, kind: RecordKind, scope: Scope, empty: &'static str) -> Tab {
    Tab { list, kind: Some(kind), scope: Some(scope), empty }
}

/// A list without keys of its own.
const fn watched(list: List, kind: RecordKind, empty: &'static str) -> Tab {
    Tab { list, kind: Some(kind), scope: None, empty }
}

/// The lists of a screen; none if it is no register.
pub(super) const fn tabs(screen: ScreenId) -> &'static [Tab] {
    match screen {
        ScreenId::Intake => {
            const { &[tab(List::Submissions, RecordKind::Submission, Scope::Intake, "Nothing was submitted yet; n submits")] }
        }
        ScreenId::Models => {
            const { &[tab(List::Models, RecordKind::Model, Scope::Models, "No model yet; n registers one")] }
        }
        ScreenId::Risks => {
            const { &[tab(List::Risks, RecordKind::Risk, Scope::Risks, "No risk yet; n identifies one")] }
        }
        ScreenId::FollowUps => {
            const {
                &[
                    tab(List::FollowUps, RecordKind::FollowUp, Scope::FollowUps, "No follow-up yet; n opens one"),
                    tab(
                        List::Acceptances,
                        RecordKind::Acceptance,
                        Scope::Acceptances,
                        "No acceptance yet; n proposes one",
                    ),
                ]
            }
        }
        ScreenId::Incidents => {
            const { &[tab(List::Incidents, RecordKind::Incident, Scope::Incidents, "No incident yet; n reports one")] }
        }
        ScreenId::Log => {
            const { &[Tab { list: List::Events, kind: None, scope: None, empty: "Nothing has happened yet" }] }
        }
        ScreenId::Alarms => const { &[Tab { list: List::Alarms, kind: None, scope: None, empty: "Nothing is wrong" }] },
        ScreenId::Oversight => {
            const {
                &[
                    tab(List::Reviews, RecordKind::Review, Scope::Reviews, "No review is open; n opens one"),
                    tab(List::Monitors, RecordKind::Monitor, Scope::Monitors, "No monitor yet; n defines one"),
                    tab(List::Drift, RecordKind::DriftEvent, Scope::Drift, "No drift yet; n records one"),
                    watched(List::ControlTests, RecordKind::ControlTest, "No control was tested yet; n records a test"),
                    watched(List::Metrics, RecordKind::ManualMetric, "No metric was entered yet; n enters one"),
                    tab(
                        List::Thematic,
                        RecordKind::ThematicReview,
                        Scope::Reviews,
                        "No thematic review yet; n opens one",
                    ),
                ]
            }
        }
        ScreenId::Meeting | ScreenId::Posture => &[],
    }
}

/// What a list shows at first: where things are done with, only what is not.
pub(super) const fn first_filter(list: List) -> &'static str {
    match list {
        List::Submissions | List::FollowUps | List::Acceptances | List::Incidents | List::Reviews => "is:open",
        _ => "",
    }
}
