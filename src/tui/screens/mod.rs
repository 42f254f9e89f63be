//! The screens: one file each, with its own state, update and view.

pub mod evidence;
pub mod import;
pub mod meeting;
pub mod posture;
pub mod register;
pub mod triage;

use crate::domain::ids::RecordKind;
use crate::tui::cmd::Cmd;
use crate::tui::part::Part;

macro_rules! screens {
    ($($(#[doc = $doc:literal])* $name:ident = $title:literal, $cmd:ident;)*) => {
        /// A screen.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ScreenId { #[default] $($(#[doc = $doc])* $name,)* }

        impl ScreenId {
            /// Every screen, in the order of their numbers.
            pub const ALL: &'static [ScreenId] = &[$(ScreenId::$name,)*];
            /// Its name.
            pub const fn title(self) -> &'static str { match self { $(ScreenId::$name => $title,)* } }
            /// The command that shows it.
            pub const fn cmd(self) -> Cmd { match self { $(ScreenId::$name => Cmd::$cmd,)* } }
            /// The screen that a command shows.
            pub fn of(cmd: Cmd) -> Option<Self> { Self::ALL.iter().copied().find(|screen| screen.cmd() == cmd) }
        }
    };
}

screens! {
    /// The agenda and the live meeting.
    Meeting = "Meeting", Meeting;
    /// Submissions.
    Intake = "Intake", Intake;
    /// The inventory.
    Models = "Models", Models;
    /// The risk register.
    Risks = "Risks", Risks;
    /// Follow-ups and acceptances.
    FollowUps = "Follow-ups", FollowUps;
    /// Incidents.
    Incidents = "Incidents", Incidents;
    /// Measures, heat map, alarms.
    Posture = "Posture", Posture;
    /// The event log.
    Log = "Log", EventLog;
    /// Every alarm.
    Alarms = "Alarms", Alarms;
    /// Reviews, monitors, drift, control tests, manual metrics.
    Oversight = "Oversight", Oversight;
}

impl ScreenId {
    /// Whether it has a number, and a place in the header.
    pub fn is_numbered(self) -> bool {
        !matches!(self, Self::Log | Self::Alarms | Self::Oversight)
    }

    /// The screen on which records of a kind are listed.
    pub const fn of_kind(kind: RecordKind) -> Option<Self> {
        match kind {
            RecordKind::Submission => Some(Self::Intake),
            RecordKind::Model => Some(Self::Models),
            RecordKind::Risk => Some(Self::Risks),
            RecordKind::FollowUp | RecordKind::Acceptance => Some(Self::FollowUps),
            RecordKind::Incident => Some(Self::Incidents),
            RecordKind::Meeting | RecordKind::Item => Some(Self::Meeting),
            RecordKind::Review
            | RecordKind::Monitor
            | RecordKind::DriftEvent
            | RecordKind::ThematicReview
            | RecordKind::ControlTest
            | RecordKind::ManualMetric => Some(Self::Oversight),
            RecordKind::Person
            | RecordKind::Version
            | RecordKind::Artifact
            | RecordKind::Assessment
            | RecordKind::Validation
            | RecordKind::Note
            | RecordKind::Decision
            | RecordKind::Consultation
            | RecordKind::SavedView => None,
        }
    }
}

/// Every screen, empty until it is shown.
pub fn all() -> Vec<(ScreenId, Box<dyn Part>)> {
    let registers = [
        ScreenId::Intake,
        ScreenId::Models,
        ScreenId::Risks,
        ScreenId::FollowUps,
        ScreenId::Incidents,
        ScreenId::Log,
        ScreenId::Alarms,
        ScreenId::Oversight,
    ];
    let mut screens: Vec<(ScreenId, Box<dyn Part>)> =
        vec![(ScreenId::Meeting, Box::new(meeting::MeetingScreen::default()))];
    screens.push((ScreenId::Posture, Box::<posture::PostureScreen>::default()));
    for screen in registers {
        screens.push((screen, Box::new(register::Register::new(screen))));
    }
    screens
}
