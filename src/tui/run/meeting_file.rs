//! A meeting as a file: its minutes once it is over, its agenda before; the path's ending decides the format.

use crate::board::{Env, policy_in_force};
use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, RecordId};
use crate::domain::record::Meeting;
use crate::exchange::basis::Basis;
use crate::exchange::document::Document;
use crate::exchange::template::wording::Wordings;
use crate::exchange::{agenda, confluence, html, markdown, minutes};
use crate::store::Store;

/// The text of a meeting's file.
pub fn text(store: &Store, env: &Env, wording: &Wordings, meeting: RecordId, ending: &str) -> Result<String, Refusal> {
    store.snapshot(|view| {
        let policy = policy_in_force(view)?;
        let id = MeetingId(meeting.number);
        let basis = Basis { view, policy: &policy, now: env.now, wording: &wording.minutes };
        if view.get::<Meeting>(id.0)?.state.state.is_over() {
            let read = minutes::read(basis, id)?;
            return if ending == "json" { Ok(read.json()) } else { written(&read.document(), ending) };
        }
        let read = agenda::read(Basis { wording: &wording.agenda, ..basis }, id)?;
        if ending == "ics" { read.calendar(env.now) } else { written(&read.document(), ending) }
    })
}

/// A document in the format of an ending.
pub fn written(document: &Document, ending: &str) -> Result<String, Refusal> {
    match ending {
        "md" => Ok(markdown::write(document)),
        "html" | "htm" => Ok(html::write(document)),
        "xml" => Ok(confluence::write(document, confluence::Options::default())),
        _ => Err(Refusal::usage("file", format!("`.{ending}` is no format for this"))
            .hint("end the name in .md, .html or .xml (Confluence); minutes also in .json, agendas in .ics")),
    }
}
