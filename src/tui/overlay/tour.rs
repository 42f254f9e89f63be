//! The tour of three minutes: what a chair can try, in order, on the board at hand.

use super::page::PageOverlay;
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// Each stop: a heading, and the keys to press with what they show.
const STOPS: &[(&str, &[(&str, &str)])] = &[
    (
        "The meeting (one minute)",
        &[
            ("1", "the meeting of today, published, with its agenda"),
            ("O * Ctrl-s", "who is here: everybody; called to order, and the clock runs"),
            ("]  [", "the next item, and the one before; each has its packet and timer"),
            ("i", "a note: type, Enter saves it and stays, Esc leaves and keeps what is typed"),
            ("d", "a decision: one letter for the outcome, then motion, rationale, conditions"),
            ("Ctrl-s", "on to the vote (y n a a member, Y the rest), the read-back, the lock"),
            ("u", "takes the decision back, and everything that came of it"),
        ],
    ),
    (
        "The queue (one minute)",
        &[
            ("2", "what is open, the most urgent first; READY says how much evidence is in order"),
            ("Enter", "one submission: tier and why, what is missing, open risks, history"),
            ("t", "triage: the questionnaire scores the tier and says which floors hold"),
            ("/", "filter: tier:1,2  due<+14d  is:overdue  @me, or any words"),
        ],
    ),
    (
        "The rest (one minute)",
        &[
            ("3 4 5 6", "models, risks, follow-ups and acceptances, incidents; all lists have the same keys"),
            (":", "every command and record by name, with its key"),
            ("?", "every key that holds where you are"),
            ("1 F", "adjourn: what is undecided, ownerless or without quorum is shown first"),
            ("x", "after adjournment: the minutes as Markdown, Confluence, HTML or JSON"),
        ],
    ),
];

/// The tour as a page.
pub fn page() -> PageOverlay {
    let mut lines = vec![Rich::plain(
        "Close this with Esc whenever you like; :tour brings it back. On the demo board nothing is kept.",
    )];
    for (title, keys) in STOPS {
        lines.push(Rich::blank());
        lines.push(Rich::of(*title, Role::Title));
        for (key, what) in *keys {
            lines.push(Rich::of(format!("  {key:<11}"), Role::Accent).and(*what, Role::Text).hang(13));
        }
    }
    PageOverlay::new("Tour", lines)
}
