//! Incidents under keys: led from their screen, each step with one key.

use super::*;

#[test]
fn a_record_that_was_just_made_has_the_cursor_before_the_next_key() {
    let mut bench = bench(ScreenId::Incidents, 80, 24);
    bench.keys("jn");
    bench.keys("a leak<c-s>");
    let token = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { token, .. } => Some(token),
        _ => None,
    });
    let made: RecordId = "INC-0009".parse().unwrap();
    let outcome = crate::tui::effect::Outcome { sentence: "Reported INC-0009".to_owned(), touched: vec![made] };
    bench.send(crate::tui::effect::Msg::News(News::Done(token.unwrap(), Ok(outcome))));
    bench.keys("a");
    assert!(bench.screen().contains("timeline of INC-0009"), "the next key is about it:\n{}", bench.screen());
    bench.keys("<Esc>");
    bench.taken();
    let ids = (1..=9).map(|number| RecordId { kind: RecordKind::Incident, number }.key()).collect();
    let first = List::Incidents.table().first;
    bench.loaded(Loaded::Ids {
        list: List::Incidents,
        filter: "is:open".to_owned(),
        sort: first,
        ids: Arc::new(ids),
        total: 9,
    });
    answer(&mut bench);
    assert!(bench.screen().contains("9/9"), "{}", bench.screen());
    // What changes a record that is there moves no cursor.
    let old = crate::tui::effect::Outcome { touched: vec!["INC-0001".parse().unwrap()], ..Default::default() };
    bench.send(crate::tui::effect::Msg::News(News::Done(crate::tui::effect::Token::default(), Ok(old))));
    bench.keys("a");
    assert!(bench.screen().contains("timeline of INC-0009"), "{}", bench.screen());
}

/// The operation that a form or a key asks for.
fn asked_of(bench: &mut Bench) -> Option<String> {
    bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { request, .. } => Some(format!("{:?}", request.operation)),
        _ => None,
    })
}

#[test]
fn an_incident_is_led_by_single_keys() {
    let mut bench = bench(ScreenId::Incidents, 120, 36);
    // Reported in a short form, noticed now.
    bench.keys("n");
    let screen = bench.screen();
    assert!(screen.contains("Title") && screen.contains("Detected") && !screen.contains("Root cause"), "{screen}");
    bench.keys("<Esc>");
    // An entry: the text has the focus, the moment is now.
    bench.keys("aseen again<c-s>");
    let asked = asked_of(&mut bench).unwrap();
    assert!(asked.contains("seen again") && asked.contains("IncidentAddEntry"), "{asked}");
    // A communication has a draft of its own: what is typed into the one does not turn up in the other.
    let mut bench = super::bench(ScreenId::Incidents, 120, 36);
    bench.keys("athey were told<Esc>m");
    assert!(!bench.screen().contains("they were told"), "{}", bench.screen());
    bench.keys("<Esc>a");
    assert!(bench.screen().contains("they were told"), "{}", bench.screen());
    let mut bench = super::bench(ScreenId::Incidents, 120, 36);
    bench.keys("mcustomers<Tab>11 informed<c-s>");
    let asked = asked_of(&mut bench).unwrap_or_else(|| panic!("{}", bench.screen()));
    assert!(asked.contains("customers") && asked.contains("11 informed"), "{asked}");
    let mut bench = super::bench(ScreenId::Incidents, 120, 36);
    // The runbook: the first step that is not ticked is under the cursor, and Enter ticks it.
    bench.keys("t");
    answer(&mut bench);
    assert!(bench.screen().contains("[x] step 1") && bench.screen().contains("[ ] step 2"), "{}", bench.screen());
    bench.keys("<Enter>");
    let asked = asked_of(&mut bench).unwrap();
    assert!(asked.contains("drift-spike:2") && asked.contains("step 2"), "{asked}");
    // Another runbook is one row behind the steps.
    bench.keys("t");
    answer(&mut bench);
    bench.keys("o");
    assert!(bench.screen().contains("a vendor is gone"), "{}", bench.screen());
    bench.keys("v");
    answer(&mut bench);
    bench.keys("<Enter>");
    let asked = asked_of(&mut bench).unwrap();
    assert!(asked.contains("vendor-outage:1") && asked.contains("fall back"), "{asked}");
    // The next state of what is reported is triaged.
    bench.keys(">");
    answer(&mut bench);
    answer(&mut bench);
    let screen = bench.screen();
    assert!(screen.contains("Triage INC-0001") && screen.contains("triaged"), "{screen}");
}
