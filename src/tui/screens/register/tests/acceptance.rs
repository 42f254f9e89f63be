//! Acceptances under keys: which control is verified.

use super::*;

#[test]
fn a_control_is_chosen_and_its_form_keeps_a_draft_of_its_own() {
    let mut bench = bench(ScreenId::FollowUps, 120, 36);
    bench.keys("]");
    answer(&mut bench);
    bench.keys("V");
    let controls = || {
        let step = |place: &str, text: &str, done| (place.to_owned(), text.to_owned(), done);
        let steps = vec![step("1", "manual review @lin", true), step("2", "a cap @oka", false)];
        Checklist { steps, ..Checklist::default() }
    };
    let id: RecordId = "ACC-0001".parse().unwrap();
    bench.loaded(Loaded::Checklist(id, controls()));
    assert!(
        bench.screen().contains("[x] manual review @lin") && bench.screen().contains("[ ] a cap"),
        "{}",
        bench.screen()
    );
    // The first that nobody has found effective is under the cursor.
    bench.keys("<Enter>");
    assert!(bench.screen().contains("Verify for ACC-0001: a cap @oka"), "{}", bench.screen());
    bench.keys("partial<Tab>half of them<Esc>V");
    bench.loaded(Loaded::Checklist(id, controls()));
    bench.keys("<Up><Enter>");
    let screen = bench.screen();
    assert!(screen.contains("manual review @lin") && !screen.contains("half of them"), "{screen}");
    bench.keys("effective<Tab>sampled 20<c-s>");
    let asked = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { request, .. } => Some(format!("{:?}", request.operation)),
        _ => None,
    });
    let asked = asked.unwrap_or_else(|| panic!("{}", bench.screen()));
    assert!(
        asked.contains("AcceptanceVerify") && asked.contains("Line(\"1\")") && asked.contains("sampled 20"),
        "{asked}"
    );
}

#[test]
fn a_renewal_takes_over_what_the_old_acceptance_says_but_its_end() {
    let renewed = |last: &str| {
        let mut bench = bench(ScreenId::FollowUps, 120, 40);
        bench.keys("]");
        answer(&mut bench);
        bench.keys("<Enter>r");
        let old = [
            ("kind", "risk"),
            ("model", "MDL-0007"),
            ("risks", "RSK-0001; RSK-0002"),
            ("rationale", "small pilot"),
            ("controls", "manual review @lin"),
            ("requester", "rao"),
            ("accountable_exec", "moreau"),
            ("signed_on", "2026-11-01"),
            ("expiry", last),
        ];
        let id: RecordId = "ACC-0001".parse().unwrap();
        bench.loaded(Loaded::Fields { id, revision: 1, fields: fields(&old) });
        bench
    };
    let mut bench = renewed("2199-12-30");
    let screen = bench.screen();
    assert!(screen.contains("Renew ACC-0001"), "{screen}");
    bench.keys("+60d<c-s>");
    let asked = bench.taken().into_iter().find_map(|effect| match effect {
        Effect::Run { request, .. } => Some(request.operation.arguments()),
        _ => None,
    });
    let asked = asked.unwrap_or_else(|| panic!("{}", bench.screen()));
    let of = |name: &str| asked.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    assert_eq!((of("renewal_of"), of("effective")), ("ACC-0001".to_owned(), "2199-12-31".to_owned()));
    assert_eq!((of("risks"), of("controls")), ("RSK-0001; RSK-0002".to_owned(), "manual review @lin".to_owned()));
    assert_eq!((of("rationale"), of("accountable_exec")), ("small pilot".to_owned(), "moreau".to_owned()));
    assert_eq!((of("signed_on"), of("requester")), (String::new(), String::new()), "signed and asked for anew");
    // What has run out is renewed from today on.
    let mut bench = renewed("2020-01-01");
    let today = bench.state.shell.reading.today.to_string();
    assert!(bench.screen().contains(&today), "{}", bench.screen());
}
