//! Payloads of what happens while the board sits: motions, and who presides.

use serde::{Deserialize, Serialize};

use super::payload::payloads;
use crate::domain::field::is_default;
use crate::domain::ids::{ItemId, MeetingId, RecordId};
use crate::domain::record::Moved;
use crate::domain::value::Handle;

payloads! {
    /// A motion that came before the board, was amended, or is before it no longer.
    MotionMove {
        /// The item.
        item: ItemId,
        /// Its meeting.
        meeting: MeetingId,
        /// Before.
        from: Moved,
        /// After; blank if no motion is before the board any more.
        to: Moved,
    } about x => [x.item.record(), x.meeting.record()];
    /// Whom those present chose to preside where neither chair nor vice-chair may.
    Presidency {
        /// The meeting.
        meeting: MeetingId,
        /// Before; blank is by rule.
        from: Handle,
        /// After; blank is by rule.
        to: Handle,
    } about x => [x.meeting.record()];
}
