//! The queue of the sample board from full to empty by keys alone, in a real terminal.
//!
//! Empty means that no submission stands in submitted, in-review, returned or ready: each is on an agenda, where
//! the board has it, or ended. What is scheduled or decided is handed over and no longer the analyst's.

mod common;

use common::Hermetic;
use common::terminal::Terminal;

/// Everything that an analyst could still act on.
const TO_DO: &str = "state:submitted,in-review,returned,ready";
const SAVE: &str = "\u{13}";

/// Filters the intake, and waits for the first of what is found.
fn filter(terminal: &mut Terminal, query: &str, shown: &str) {
    terminal.press("/");
    terminal.wait_for("as before");
    terminal.press(&format!("\u{15}{query}\r"));
    terminal.until(&format!("{query} with {shown}"), |screen| {
        let text = screen.contents();
        text.contains(&format!("{shown} ")) && text.contains(&format!("filter {query}")) && !text.contains("as before")
    });
}

/// Saves the form with this title, and waits for it to close.
fn save(terminal: &mut Terminal, title: &str) {
    terminal.press(SAVE);
    terminal.until(&format!("{title} to close"), |screen| !screen.contents().contains(title));
}

/// Opens the evidence of the one submission, takes everything that it offers, and marks it ready.
fn ready(terminal: &mut Terminal, id: &str, settled: &str) {
    filter(terminal, &format!("state:in-review {id}"), " 1/34");
    terminal.press("E");
    terminal.wait_for(&format!("Evidence of {id}"));
    terminal.wait_for("settled");
    terminal.press("Y");
    terminal.wait_for(settled);
    if terminal.screen().contains("its own is not final") {
        terminal.press("m");
        terminal.wait_for("New assessment");
        terminal.press("2\t2\t\t\tapprove");
        save(terminal, "New assessment");
        terminal.wait_for("is final");
    }
    terminal.press("R");
    terminal.until(&format!("{id} to be ready"), |screen| {
        screen.contents().lines().any(|line| line.contains(&format!("Evidence of {id}")) && line.contains(" ready"))
    });
    terminal.press("q");
    terminal.until("the evidence to close", |screen| !screen.contents().contains("Evidence of"));
}

#[test]
fn the_sample_queue_is_brought_from_full_to_empty_by_keys_alone() {
    let here = Hermetic::with_sample();
    let waiting = |here: &Hermetic| here.ok(&["list", "intake", "--filter", TO_DO]).matches("INT-").count();
    assert_eq!(waiting(&here), 14);
    let mut terminal = Terminal::open(&here, 120, 36, &[]);
    terminal.wait_for("? help");
    terminal.press("2");
    terminal.wait_for("2 Intake");

    // Two that are complete are taken into review together, by one reviewer.
    filter(&mut terminal, "state:submitted", " 4/34");
    terminal.press("gg  ");
    terminal.wait_for("2 marked");
    terminal.press("t");
    terminal.wait_for("Triage 2 records");
    terminal.press("kim");
    save(&mut terminal, "Triage 2 records");
    terminal.until("both to be in review", |screen| !screen.contents().contains("INT-0032"));

    // One is returned by the triage form with what is missing, one is not the board's business.
    filter(&mut terminal, "state:submitted INT-0034", " 1/34");
    terminal.press("t");
    terminal.wait_for("Ctrl-s returns it with what is missing");
    save(&mut terminal, "Tier of INT-0034");
    filter(&mut terminal, "state:submitted", " 1/34");
    terminal.press(":out-of-scope\r");
    terminal.wait_for("Not the board's business INT-0033");
    terminal.press("decided by the insurer");
    save(&mut terminal, "Not the board's business");
    terminal.wait_for("none of");

    // What only waits for its evidence is made ready; one needs a validation first, with its report.
    filter(&mut terminal, "state:in-review INT-0031", " 1/34");
    terminal.press("E");
    terminal.wait_for("Validation report");
    terminal.press("v");
    terminal.wait_for("New validation");
    terminal.press("tran\tyes\t\t\t\t\t\t\tfit");
    save(&mut terminal, "New validation");
    terminal.press("jjjjjjjj");
    terminal.wait_for("▸ ✗ Validation report");
    terminal.press("n");
    terminal.wait_for("Validation report by a non-developer of MDL-0012");
    terminal.press("https://files.example/validation-3.1.pdf");
    save(&mut terminal, "Validation report by a non-developer of");
    terminal.press("q");
    terminal.until("the evidence to close", |screen| !screen.contents().contains("Evidence of"));
    for (id, settled) in [("INT-0031", "13/13"), ("INT-0032", "8/8"), ("INT-0025", "8/8"), ("INT-0030", "8/8")] {
        ready(&mut terminal, id, settled);
    }

    // One in review is returned; all that are returned are withdrawn at once, and the pilot too.
    filter(&mut terminal, "state:in-review INT-0028", " 1/34");
    terminal.press("r");
    terminal.wait_for("Return INT-0028");
    terminal.press("validation-report");
    save(&mut terminal, "Return INT-0028");
    for (query, first, title) in
        [("state:returned", " 4/34", "Withdraw 4 records"), ("state:in-review", " 1/34", "Withdraw INT-0022")]
    {
        filter(&mut terminal, query, first);
        terminal.press("*w");
        terminal.wait_for(title);
        terminal.press("comes back next year");
        save(&mut terminal, title);
        terminal.wait_for("none of");
    }

    // What is ready goes on the agenda in one act.
    filter(&mut terminal, "is:ready", " 8/34");
    terminal.press("*A");
    terminal.wait_for("On the agenda 8 records");
    save(&mut terminal, "On the agenda 8 records");
    terminal.wait_for("none of");
    filter(&mut terminal, TO_DO, "none of");
    assert_eq!(waiting(&here), 0);
    terminal.press("\u{3}");
    terminal.wait_for("Quit?");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended().0, 0);
    // The log that the keys made is whole.
    here.ok(&["verify"]);
}
