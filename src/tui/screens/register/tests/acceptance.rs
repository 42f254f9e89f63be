//! Acceptances under keys: which control is verified.

use super::*;

#[test]
fn a_control_is_chosen_and_its_form_keeps_a_draft_of_its_own() {
    let mut bench = bench(ScreenId::FollowUps, 120, 36);
    bench.keys("]");
    answer(&mut bench);
    bench.keys("V");
    let controls = || {
        vec![("1".to_owned(), "manual review @lin".to_owned(), true), ("2".to_owned(), "a cap @oka".to_owned(), false)]
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
