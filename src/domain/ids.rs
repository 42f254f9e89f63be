//! Identifiers: human-readable, numbered per board and kind (`MDL-0142`), and the integer key under
//! which a record stands in the store.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::refusal::Misread;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $prefix:literal, $word:literal;)*) => {
        /// What sort of record an identifier names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum RecordKind { $($(#[$doc])* $kind,)* }

        impl RecordKind {
            /// Every kind, in the order of their codes.
            pub const ALL: &'static [RecordKind] = &[$(RecordKind::$kind,)*];

            /// The letters before the number.
            pub const fn prefix(self) -> &'static str { match self { $(RecordKind::$kind => $prefix,)* } }

            /// What an identifier of this kind looks like.
            pub const fn example(self) -> &'static str { match self { $(RecordKind::$kind => concat!($prefix, "-0001"),)* } }

            /// The field's word for one such record.
            pub const fn word(self) -> &'static str { match self { $(RecordKind::$kind => $word,)* } }

            /// The number that stands for the kind in keys; never reused.
            pub const fn code(self) -> i64 { match self { $(RecordKind::$kind => $code,)* } }
        }
    };
}

kinds! {
    /// A person, with or without a seat.
    Person = 1, "PER", "person";
    /// A model in the inventory.
    Model = 2, "MDL", "model";
    /// A version of a model; approval is kept per version.
    Version = 3, "VER", "version";
    /// A submission to the board.
    Submission = 4, "INT", "submission";
    /// A piece of evidence.
    Artifact = 5, "ART", "artifact";
    /// A model risk assessment.
    Assessment = 6, "ASM", "assessment";
    /// A validation.
    Validation = 7, "VAL", "validation";
    /// A risk in the register.
    Risk = 8, "RSK", "risk";
    /// A follow-up; a condition is one.
    FollowUp = 9, "FUP", "follow-up";
    /// A risk acceptance or other exception.
    Acceptance = 10, "ACC", "acceptance";
    /// An incident.
    Incident = 11, "INC", "incident";
    /// A meeting of the board.
    Meeting = 12, "MRB", "meeting";
    /// An item on a meeting's agenda.
    Item = 13, "ITM", "agenda item";
    /// A note taken in a meeting.
    Note = 14, "NTE", "note";
    /// A decision of the board.
    Decision = 15, "DEC", "decision";
    /// A periodic review.
    Review = 16, "REV", "periodic review";
    /// A monitor on a model.
    Monitor = 17, "MON", "monitor";
    /// A drift event.
    DriftEvent = 18, "DRF", "drift event";
    /// A thematic review.
    ThematicReview = 19, "THM", "thematic review";
    /// A test of a control.
    ControlTest = 20, "CTL", "control test";
    /// A manual metric.
    ManualMetric = 21, "MET", "manual metric";
    /// An early consultation.
    Consultation = 22, "CON", "consultation";
    /// A saved view.
    SavedView = 23, "VEW", "view";
}

/// Bits left of the number in a record's integer key.
const KIND_SHIFT: u32 = 40;

/// One record of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// What sort of record.
    pub kind: RecordKind,
    /// Its number on this board, from 1.
    pub number: u32,
}

impl RecordId {
    /// The integer that names this record in the store.
    pub const fn key(self) -> i64 {
        (self.kind.code() << KIND_SHIFT) | self.number as i64
    }

    /// Reads a key back.
    pub fn from_key(key: i64) -> Option<Self> {
        let kind = RecordKind::ALL.iter().copied().find(|kind| kind.code() == key >> KIND_SHIFT)?;
        let number = u32::try_from(key & ((1 << KIND_SHIFT) - 1)).ok()?;
        Some(Self { kind, number })
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}", self.kind.prefix(), self.number)
    }
}

impl FromStr for RecordId {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        let unknown = || Misread::new(format!("`{text}` is not an identifier"), "write it like MDL-0142");
        let (prefix, number) = text.trim().split_once('-').ok_or_else(unknown)?;
        let kind = RecordKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.prefix().eq_ignore_ascii_case(prefix))
            .ok_or_else(unknown)?;
        let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(unknown)?;
        Ok(Self { kind, number })
    }
}

/// The records that a text names by their identifiers, in the order of their mention.
pub fn named_in(text: &str) -> impl Iterator<Item = RecordId> {
    text.split(|one: char| !(one.is_ascii_alphanumeric() || one == '-')).filter_map(|word| word.parse().ok())
}

impl Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|misread: Misread| serde::de::Error::custom(misread.sentence))
    }
}

macro_rules! newtypes {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The record this names.
            pub const fn record(self) -> RecordId { RecordId { kind: RecordKind::$kind, number: self.0 } }
        }

        impl From<$name> for RecordId {
            fn from(id: $name) -> RecordId { id.record() }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.record().fmt(f) }
        }

        impl FromStr for $name {
            type Err = Misread;
            fn from_str(text: &str) -> Result<Self, Misread> {
                let id: RecordId = text.parse()?;
                if id.kind == RecordKind::$kind { Ok(Self(id.number)) } else {
                    Err(Misread::new(
                        format!("`{text}` is not {} {}", super::text::article(RecordKind::$kind.word()), RecordKind::$kind.word()),
                        format!("write it like {}-0001", RecordKind::$kind.prefix()),
                    ))
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.record())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|misread: Misread| serde::de::Error::custom(misread.sentence))
            }
        }

        impl super::field::FieldValue for $name {
            fn kind() -> super::field::FieldKind { super::field::FieldKind::Record(RecordKind::$kind) }
            fn read(text: &str, _: &super::field::Reading) -> Result<Self, Misread> { text.parse() }
            fn text(&self) -> String { if self.0 == 0 { String::new() } else { self.to_string() } }
            fn cell(&self) -> super::field::Cell {
                if self.0 == 0 { super::field::Cell::Null } else { super::field::Cell::Int(i64::from(self.0)) }
            }
            fn from_cell(cell: super::field::Cell) -> Self { Self(u32::try_from(cell.int()).unwrap_or(0)) }
        }
    )*};
}

newtypes! {
    /// A person's number; people are named by handle wherever a human reads.
    PersonId => Person;
    /// A model.
    ModelId => Model;
    /// A version of a model.
    VersionId => Version;
    /// A submission.
    SubmissionId => Submission;
    /// An artifact.
    ArtifactId => Artifact;
    /// An assessment.
    AssessmentId => Assessment;
    /// A validation.
    ValidationId => Validation;
    /// A risk.
    RiskId => Risk;
    /// A follow-up.
    FollowUpId => FollowUp;
    /// An acceptance.
    AcceptanceId => Acceptance;
    /// An incident.
    IncidentId => Incident;
    /// A meeting.
    MeetingId => Meeting;
    /// An agenda item.
    ItemId => Item;
    /// A note.
    NoteId => Note;
    /// A decision.
    DecisionId => Decision;
    /// A periodic review.
    ReviewId => Review;
    /// A monitor.
    MonitorId => Monitor;
    /// A drift event.
    DriftEventId => DriftEvent;
    /// A thematic review.
    ThematicReviewId => ThematicReview;
    /// A test of a control.
    ControlTestId => ControlTest;
    /// A manual metric.
    ManualMetricId => ManualMetric;
    /// An early consultation.
    ConsultationId => Consultation;
    /// A saved view.
    SavedViewId => SavedView;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_survive_text_and_key() {
        for kind in RecordKind::ALL {
            for number in [1, 9999, 10_000, u32::MAX] {
                let id = RecordId { kind: *kind, number };
                assert_eq!(id.to_string().parse(), Ok(id));
                assert_eq!(RecordId::from_key(id.key()), Some(id));
            }
        }
        assert!("MDL-0".parse::<RecordId>().is_err());
        assert!("MDL142".parse::<ModelId>().is_err());
        assert!("RSK-0001".parse::<ModelId>().is_err());
        assert_eq!("int-0007".parse(), Ok(SubmissionId(7)));
        let named: Vec<String> = named_in("Resolved: (FUP-0002), dec-1; XFUP-0003 and A-FUP-0004 stand. RSK-0005.")
            .map(|id| id.to_string())
            .collect();
        assert_eq!(named, ["FUP-0002", "DEC-0001", "RSK-0005"]);
    }
}
