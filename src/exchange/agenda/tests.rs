//! The agenda beforehand: what a member reads, and the hour in a named zone on both sides of the change of clocks.

use serde_json::json;

use crate::board::policy_in_force;
use crate::domain::ids::MeetingId;
use crate::exchange::basis::Basis;
use crate::exchange::confluence::{self, Options};
use crate::exchange::markdown;
use crate::exchange::rehearsal::Rehearsal;
use crate::exchange::template::wording::Wordings;

fn agenda(board: &Rehearsal, meeting: u32) -> super::Agenda {
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    let wording = &Wordings::built_in().agenda;
    super::read(Basis { view: &view, policy: &policy, now: board.env.now, wording }, MeetingId(meeting)).unwrap()
}

#[test]
fn a_weekly_hour_stays_that_hour_in_the_calendar() {
    let mut board = Rehearsal::empty();
    let text = crate::policy::DEFAULT_POLICY.replacen("time-zone = \"UTC\"", "time-zone = \"Europe/Berlin\"", 1);
    board.run(&json!({ "op": "policy.adopt", "text": text }));
    for (at, (day, utc, shown)) in [
        ("2027-03-23", "20270323T130000Z", "14:00 CET (Europe/Berlin)"),
        ("2027-03-30", "20270330T120000Z", "14:00 CEST (Europe/Berlin)"),
    ]
    .into_iter()
    .enumerate()
    {
        board.run(&json!({ "op": "meeting.draft", "date": day, "time": "14:00", "length": 60 }));
        let read = agenda(&board, u32::try_from(at).unwrap() + 1);
        let calendar = read.calendar(board.env.now).unwrap();
        assert!(calendar.contains(&format!("DTSTART:{utc}\r\n")), "{calendar}");
        assert!(markdown::write(&read.document()).replace('\\', "").contains(shown));
    }
}

#[test]
fn members_read_what_is_asked_and_how_complete_it_is() {
    let mut board = Rehearsal::met();
    board.run(
        &json!({ "op": "item.add", "meeting": "MRB-0003", "subject": "MDL-0001", "title": "Support assistant again" }),
    );
    board.run(
        &json!({ "op": "item.add", "meeting": "MRB-0003", "subject": "MRB-0002", "kind": "minutes", "consent": "yes" }),
    );
    let document = agenda(&board, 3).document();
    let anchors: Vec<&str> =
        document.headings().iter().filter(|one| one.level == 1).map(|one| one.anchor.as_str()).collect();
    assert_eq!(anchors, ["consent-agenda", "items", "beforehand", "record"], "consent comes first");
    let text = markdown::write(&document);
    for told in ["| **Tier** |", "| **Residual risk** |", "of 25", "| **Model** |"] {
        assert!(text.contains(told), "{told} is missing in {text}");
    }
    let page = confluence::write(&document, Options::default());
    assert_eq!(page.matches("<table").count(), page.matches("<colgroup>").count());
}
