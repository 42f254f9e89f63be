//! The posture as it is seen and used.

use std::sync::Arc;

use super::*;
use crate::domain::ids::{IncidentId, ModelId, RiskId};
use crate::exchange::report::{Covering, Report};
use crate::insight::kpi::{Behind as Record, Better, Kpi, LeftOut, Part as Share, Point, Quotient, Unit, Window};
use crate::insight::posture::Month;
use crate::tui::effect::Effect;
use crate::tui::testing::Bench;

fn record(number: u32, counts: bool, what: &str) -> Record {
    Record { id: ModelId(number).record(), counts, what: what.to_owned() }
}

fn measured(key: Kpi, n: i64, d: i64, met: Option<bool>) -> Measure {
    let windows = Window::eight("2026-11-23".parse().unwrap(), Span::Quarter);
    let point = |(at, window): (i64, &Window)| Point { window: *window, n: at, d: 8, value: Quotient::percent(at, 8) };
    Measure {
        key,
        label: key.label().to_owned(),
        window: windows[7],
        n,
        d,
        value: Quotient::percent(n, d),
        unit: Unit::Percent,
        target: "≥ 90 %".to_owned(),
        met,
        direction: Better::Higher,
        trend: (0..).zip(&windows).map(point).collect(),
        parts: vec![Share {
            label: "tier 1".to_owned(),
            n: 1,
            d: 2,
            value: Quotient::percent(1, 2),
            unit: Unit::Percent,
            met: Some(false),
        }],
        records: vec![record(1, true, ""), record(9, false, "nothing watches drift")],
        left_out: vec![LeftOut { id: ModelId(4).record(), why: "withdrawn".to_owned() }],
        note: "oldest open: INT-0007".to_owned(),
    }
}

fn scorecard(span: Span) -> Scorecard {
    let months = Window::series("2026-11-23".parse().unwrap(), Span::Month, 12);
    let month = |window: Window| {
        let records = if window.label() == "2026-11" {
            let incident = |number: u32, counts, what: &str| Record {
                id: IncidentId(number).record(),
                counts,
                what: what.to_owned(),
            };
            vec![
                incident(7, true, "severity 1, 2026-11-03, contained"),
                incident(8, false, "near-miss, 2026-11-04, closed"),
            ]
        } else {
            Vec::new()
        };
        let there = u32::from(!records.is_empty());
        Month { window, severe: there, lesser: 0, near_misses: there, records }
    };
    Scorecard {
        span,
        measures: vec![
            measured(Kpi::InventoryCoverage, 9, 10, Some(true)),
            measured(Kpi::Reproducibility, 0, 0, None),
            measured(Kpi::MonitoringCoverage, 1, 2, Some(false)),
        ],
        months: months.into_iter().map(month).collect(),
    }
}

fn counted() -> PostureView {
    let mut posture = Posture {
        tiers: vec![(0, 1), (1, 9), (2, 17)],
        stages: vec![("production".to_owned(), 31), ("in-review".to_owned(), 6)],
        queue: vec![("submitted".to_owned(), 4)],
        unrated: 3,
        ..Posture::default()
    };
    posture.heat[4][4] = 2;
    posture.heat[3][2] = 7;
    let alarm = |number, what: &str| Alarm {
        kind: crate::domain::states::AlarmKind::Unapproved,
        id: ModelId(number).record(),
        record: String::new(),
        what: what.to_owned(),
        since: None,
        clears: "submit it to the board".to_owned(),
        owner: "rao".into(),
        tier: Some(1),
    };
    let alarms =
        vec![alarm(1, "credit-limit is in production without a current approval"), alarm(2, "so is churn-llm")];
    PostureView { posture, alarms }
}

fn bench(columns: u16, rows: u16) -> Bench {
    let mut bench = Bench::new(vec![(ScreenId::Posture, Box::new(PostureScreen::default()))], columns, rows);
    bench.loaded(Loaded::Posture(Box::new(counted())));
    bench.loaded(Loaded::Kpis(Box::new(scorecard(Span::Quarter))));
    bench
}

fn loads(bench: &mut Bench) -> Vec<Load> {
    let taken = bench.taken().into_iter();
    taken.filter_map(|effect| if let Effect::Load(load) = effect { Some(load) } else { None }).collect()
}

/// The query of the list that was asked for last.
fn filter(bench: &mut Bench) -> Option<(List, String)> {
    loads(bench).into_iter().rev().find_map(|load| match load {
        Load::Ids { list, filter, .. } => Some((list, filter)),
        _ => None,
    })
}

#[test]
fn the_posture_at_80_by_24_and_120_by_36() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        insta::assert_snapshot!(format!("posture_{columns}x{rows}"), bench(columns, rows).screen());
    }
}

#[test]
fn what_is_off_target_stands_first_and_opens_the_records_behind_it() {
    let mut bench = bench(80, 24);
    let screen = bench.screen();
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text} in {screen}"));
    assert!(at("Monitoring coverage") < at("Inventory coverage") && at("Inventory coverage") < at("Validation"));
    assert!(screen.contains("1 of 2 off target") && screen.contains("▁▂▃▄▅▅▆▇"), "{screen}");
    bench.taken();
    bench.keys("<Enter>");
    let ids = [9, 1, 4].map(|number| ModelId(number).record());
    assert_eq!(loads(&mut bench), [Load::Titles(ids.to_vec())]);
    bench.loaded(Loaded::Titles(vec![(ids[0], "churn\u{1b}[2J-llm".to_owned())]));
    let screen = bench.screen();
    let told =
        ["✗ MDL-0009", "churn", "nothing watches drift", "✓ MDL-0001", "left out: withdrawn", "tier 1: 50 % (1/2)"];
    assert!(told.iter().all(|text| screen.contains(text)), "{screen}");
    assert!(screen.contains("1 of 3 fall short (") && !screen.contains('\u{1b}'), "{screen}");
    bench.keys("j<Enter>");
    assert!(bench.state.shell.overlays.is_empty(), "the record is opened in place of its list");
    bench.keys("<Enter><Esc>");
    assert!(bench.state.shell.overlays.is_empty() && bench.screen().contains("off target"));
}

#[test]
fn a_cell_opens_its_risks_and_the_way_back_leads_to_the_cell() {
    let mut bench = bench(80, 24);
    bench.keys("<Tab>hhhh<Enter>");
    assert!(bench.screen().contains("no open risk has likelihood 5 and impact 1"), "{}", bench.screen());
    // Where the worst stand the cursor was to begin with.
    let mut bench = super::tests::bench(80, 24);
    bench.keys("<Tab><Enter>");
    let wanted = "likelihood:5 impact:5 -state:mitigated,closed";
    assert_eq!(filter(&mut bench), Some((List::Risks, wanted.to_owned())));
    let ids = vec![RiskId(3).record().key(), RiskId(4).record().key()];
    bench.loaded(Loaded::Ids {
        list: List::Risks,
        filter: wanted.to_owned(),
        sort: List::Risks.table().first,
        ids: Arc::new(ids),
        total: 62,
    });
    assert!(bench.screen().contains("2/62"), "{}", bench.screen());
    bench.keys("n");
    assert!(bench.screen().contains("that is done on Risks"), "{}", bench.screen());
    bench.keys("<Esc>");
    assert!(bench.screen().contains("2 open risks of likelihood 5 and impact 5: 25, critical"), "{}", bench.screen());
    bench.keys("jhh");
    assert!(bench.screen().contains("7 open risks of likelihood 4 and impact 3: 12, high"), "{}", bench.screen());
}

#[test]
fn bars_months_and_alarms_open_too() {
    let mut bench = bench(80, 24);
    bench.keys("<Tab><Tab>");
    for (keys, list, wanted) in [
        ("<Enter>", List::Models, "tier:none -stage:retired"),
        ("<Esc>jj<Enter>", List::Models, "tier:2 -stage:retired"),
        ("<Esc>j<Enter>", List::Models, "stage:production"),
        ("<Esc>G<Enter>", List::Submissions, "state:submitted"),
    ] {
        bench.keys(keys);
        assert_eq!(filter(&mut bench), Some((list, wanted.to_owned())), "{keys}");
    }
    bench.keys("<Esc><Tab>");
    let screen = bench.screen();
    assert!(screen.contains("alarms 2") && screen.contains("in production without a current approval"), "{screen}");
    bench.keys("<Tab>");
    assert!(bench.screen().contains("2026-11: 1 incident, 1 of severity 1 or 2, near-misses 1"), "{}", bench.screen());
    bench.keys("<Enter>");
    let screen = bench.screen();
    assert!(screen.contains("✗ INC-0007") && screen.contains("left out: near-miss"), "{screen}");
    bench.keys("<Esc>j<Enter>");
    assert!(bench.screen().contains("no incident was detected in 2026-10"), "{}", bench.screen());
}

#[test]
fn kpis_are_read_only_while_the_screen_is_on_show() {
    let screens: Vec<(ScreenId, Box<dyn Part>)> = vec![
        (ScreenId::Risks, Box::new(crate::tui::screens::register::Register::new(ScreenId::Risks))),
        (ScreenId::Posture, Box::new(PostureScreen::default())),
    ];
    let mut bench = Bench::new(screens, 80, 24);
    let asked = |bench: &mut Bench| {
        loads(bench).into_iter().filter(|load| matches!(load, Load::Kpis(_) | Load::Posture)).count()
    };
    bench.send(crate::tui::effect::Msg::News(News::Changed));
    assert_eq!(asked(&mut bench), 0, "another screen is not kept waiting");
    bench.keys("7");
    assert_eq!(asked(&mut bench), 2);
    bench.loaded(Loaded::Kpis(Box::new(scorecard(Span::Quarter))));
    bench.keys("47");
    assert_eq!(asked(&mut bench), 1, "nothing has changed: only the counts are read again");
    bench.keys("4");
    bench.send(crate::tui::effect::Msg::News(News::Changed));
    bench.keys("7");
    assert_eq!(asked(&mut bench), 2);
}

#[test]
fn months_and_quarters_are_not_mixed_up() {
    let mut bench = bench(120, 36);
    bench.taken();
    bench.keys("jm");
    assert_eq!(loads(&mut bench), [Load::Kpis(Span::Month)]);
    bench.loaded(Loaded::Kpis(Box::new(scorecard(Span::Quarter))));
    assert!(bench.screen().contains('…'), "an answer to an older question is not shown: {}", bench.screen());
    let mut months = scorecard(Span::Month);
    months.measures[0].met = Some(false);
    bench.loaded(Loaded::Kpis(Box::new(months)));
    let screen = bench.screen();
    assert!(screen.contains("2 of 2 off target"), "{screen}");
    // The selection stayed on its KPI, which now stands first.
    assert!(screen.contains("Models in production with owner, use case"), "{screen}");
}

#[test]
fn every_pane_draws_at_every_size() {
    for columns in [60, 79, 80, 109, 110, 200] {
        for rows in [16, 19, 24, 30, 60] {
            let mut bench = bench(columns, rows);
            for _ in 0..Pane::COUNT {
                assert!(bench.screen().contains("7 Posture"), "{columns} x {rows}");
                bench.keys("GggjlkhG<Tab>");
            }
        }
    }
}

#[test]
fn the_posture_is_written_to_a_file_that_names_itself_or_is_named() {
    let written = |bench: &mut Bench| {
        bench.taken().into_iter().find_map(|effect| match effect {
            Effect::Report { report, path } => Some((report, path)),
            _ => None,
        })
    };
    let mut bench = bench(80, 24);
    bench.keys("x");
    assert!(bench.screen().contains("Write a report"), "{}", bench.screen());
    bench.keys("<Ctrl-s>");
    let wanted = (Report::Posture(Span::Quarter), "posture-2026-Q4.html".to_owned());
    assert_eq!(written(&mut bench), Some(wanted));
    bench.keys("x<Ctrl-u>memo<Tab>page.md<Ctrl-s>");
    assert_eq!(written(&mut bench), Some((Report::Memo(Covering::Last), "page.md".to_owned())));
    bench.keys("x<Esc>");
    assert_eq!(written(&mut bench), None, "nothing is written that was not asked for");
}
