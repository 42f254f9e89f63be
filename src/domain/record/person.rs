//! People and seats.

use crate::domain::field::is_default;
use crate::domain::states::{Active, Function, Seat};
use crate::domain::value::{Handle, Line, YesNo};
use crate::record;

record! {
    /// A person, with or without a seat on the board.
    pub struct Person("person") {
        /// Short unique name; never changes.
        handle: Handle, "Handle", required, "short and unique: okafor";
        /// Full name.
        name: Line, "Name", required, "as it stands in the minutes";
        /// E-mail address.
        email: Line, "E-mail", optional, "for invitations and Jira";
        /// What the person answers for.
        function: Function, "Function", optional, "mrm, ml, product, security, privacy, legal …";
        /// Seat on the board.
        seat: Seat, "Seat", optional, "chair, vice-chair, voter, secretary, advisor or none";
        /// Whose seat this person takes when that person is away.
        alternate_for: Handle, "Alternate for", optional, "the handle of a voter";
        /// Whether the person may sign acceptances.
        accountable_exec: YesNo, "Accountable executive", optional, "yes or no";
        /// The person's manager.
        manager: Handle, "Manager", optional, "a handle";
        /// Whether the person is still with the company.
        active: Active, "Active", optional, "yes or no";
        /// Account id in Confluence (Cloud) or user key (Data Center).
        account_id: Line, "Confluence account", optional, "links the name in exported minutes";
    }
}
