//! The list under keys: the selection stays on its record, marks and ranges, filter, sort, window.

use std::sync::Arc;

use super::*;
use crate::domain::ids::{RecordId, RecordKind};
use crate::tui::effect::{Effect, Msg};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::screens::ScreenId;
use crate::tui::testing::Bench;
use ratatui::layout::Rect;

/// A screen of one list, and what it last selected, told as a message.
struct Screen(Listing);

impl Part for Screen {
    fn scopes(&self) -> Vec<Scope> {
        if self.0.typing() { vec![Scope::FilterLine] } else { vec![Scope::List, Scope::Move, Scope::Go] }
    }
    fn typing(&self) -> bool {
        self.0.typing()
    }
    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.0.typed(c, shell)
    }
    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        self.0.pasted(text, shell)
    }
    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        self.0.command(cmd, shell)
    }
    fn clicked(&mut self, target: crate::tui::canvas::Target, shell: &mut Shell) -> Handled {
        self.0.clicked(target, shell)
    }
    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        if matches!(news, News::Shown(_)) {
            self.0.refresh(shell);
        }
        if self.0.heard(news, shell) { Handled::Yes } else { Handled::No }
    }
    fn has_row(&self) -> bool {
        self.0.selected().is_some()
    }
    fn view(&self, canvas: &mut crate::tui::canvas::Canvas<'_>, area: Rect) {
        self.0.view(canvas, area, "4 Risks", true, "No risk yet; n identifies one");
    }
}

fn key(number: u32) -> i64 {
    RecordId { kind: RecordKind::Risk, number }.key()
}

fn row(number: u32) -> Row {
    let cells = [
        &format!("RSK-{number:04}"),
        "because of drift, 李雪 may be wrong",
        "credit-limit",
        "high 12",
        "identified",
        "rao",
        "2026-12-01",
    ];
    Row { key: key(number), cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), role: Role::Text }
}

fn ids(bench: &mut Bench, filter: &str, numbers: &[u32]) {
    ids_by(bench, List::Risks.table().first, filter, numbers);
}

fn ids_by(bench: &mut Bench, sort: Sort, filter: &str, numbers: &[u32]) {
    let ids = Arc::new(numbers.iter().map(|number| key(*number)).collect());
    bench.loaded(Loaded::Ids { list: List::Risks, filter: filter.to_owned(), sort, ids, total: 200 });
}

/// Answers every request for rows, and returns what else was asked.
fn answer(bench: &mut Bench) -> Vec<Effect> {
    let mut rest = Vec::new();
    for effect in bench.taken() {
        match effect {
            Effect::Load(Load::Rows { ids, .. }) => {
                let rows = ids.iter().map(|id| row(RecordId::from_key(*id).unwrap().number)).collect();
                bench.loaded(Loaded::Rows { list: List::Risks, rows });
            }
            other => rest.push(other),
        }
    }
    rest
}

fn bench(columns: u16, rows: u16) -> Bench {
    let mut bench = Bench::new(vec![(ScreenId::Risks, Box::new(Screen(Listing::new(List::Risks))))], columns, rows);
    ids(&mut bench, "", &(1..=200).collect::<Vec<_>>());
    answer(&mut bench);
    bench
}

/// What the pointer stands at.
fn at(bench: &mut Bench) -> String {
    let screen = bench.screen();
    let line = screen.lines().find(|line| line.contains("▸ RSK")).unwrap_or_default();
    line.trim_matches([' ', '▸', '▪']).split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn keys_move_the_selection_and_the_window_follows() {
    let mut bench = bench(80, 24);
    for (keys, found) in [
        ("jj", "RSK-0003"),
        ("k", "RSK-0002"),
        ("G", "RSK-0200"),
        ("k", "RSK-0199"),
        ("gg", "RSK-0001"),
        ("kk", "RSK-0001"),
        ("<PgDn>", "RSK-0019"),
        ("<c-u><c-u>", "RSK-0001"),
    ] {
        bench.keys(keys);
        answer(&mut bench);
        assert_eq!(at(&mut bench), found, "after {keys}");
    }
}

#[test]
fn the_selection_stays_on_its_record_through_sort_filter_and_refresh() {
    let mut bench = bench(80, 24);
    bench.keys("jjjj");
    assert_eq!(at(&mut bench), "RSK-0005");
    bench.keys("S");
    let asked = bench.taken();
    let sort = Sort { column: "residual", descending: false };
    assert!(asked.iter().any(|effect| matches!(effect, Effect::Load(Load::Ids { sort: by, .. }) if *by == sort)));
    ids_by(&mut bench, sort, "", &(1..=200).rev().collect::<Vec<_>>());
    answer(&mut bench);
    assert_eq!(at(&mut bench), "RSK-0005");
    ids_by(&mut bench, sort, "", &[9, 7, 5]);
    assert_eq!(at(&mut bench), "RSK-0005");
    // Gone: the selection stays where it was.
    ids_by(&mut bench, sort, "", &[9, 7, 3]);
    answer(&mut bench);
    assert_eq!(at(&mut bench), "RSK-0003");
    ids_by(&mut bench, sort, "", &[]);
    assert!(bench.screen().contains("No risk yet; n identifies one"));
}

#[test]
fn marks_ranges_and_all() {
    let mut bench = bench(80, 24);
    let marked = |bench: &mut Bench| bench.screen().lines().filter(|line| line.contains('▪')).count();
    bench.keys("<Space><Space>");
    assert_eq!((marked(&mut bench), at(&mut bench).as_str()), (2, "RSK-0003"));
    bench.keys("jvjj");
    assert_eq!(marked(&mut bench), 5);
    bench.keys("kk");
    assert_eq!(marked(&mut bench), 3, "a range shrinks again");
    bench.keys("vj");
    assert_eq!(marked(&mut bench), 3, "the range has ended");
    assert!(bench.screen().contains("3 marked"));
    bench.keys("*");
    assert!(bench.screen().contains("200 marked"));
    bench.keys("<Esc>");
    assert_eq!(marked(&mut bench), 0);
    bench.keys("jj*");
    ids(&mut bench, "", &[1, 2]);
    assert!(bench.screen().contains("2 marked"), "what is hidden is not marked");
}

#[test]
fn the_filter_is_tried_as_it_is_typed_and_points_out_mistakes() {
    let mut bench = bench(80, 24);
    let filters = |bench: &mut Bench| -> Vec<String> {
        let filter = |effect| match effect {
            Effect::Load(Load::Ids { filter, .. }) => Some(filter),
            _ => None,
        };
        answer(bench).into_iter().filter_map(filter).collect()
    };
    bench.keys("/drift");
    assert_eq!(filters(&mut bench).last().map(String::as_str), Some("drift"));
    bench.keys(" nosuch:");
    filters(&mut bench);
    bench.keys("y");
    assert_eq!(filters(&mut bench), [""; 0] as [&str; 0], "what cannot be read is not tried");
    bench.keys("x");
    let screen = bench.screen();
    assert!(screen.contains("nosuch"), "{screen}");
    bench.keys("<c-w><c-w><c-w><c-w>sta<Tab>");
    assert!(bench.screen().contains("filter state:"), "{}", bench.screen());
    bench.keys("<Esc>");
    assert_eq!(filters(&mut bench).last().map(String::as_str), Some(""), "escape goes back to the filter before");
    bench.keys("/is:open<Enter>");
    ids(&mut bench, "is:open", &[4]);
    assert!(bench.screen().contains("1/200") && bench.screen().contains("filter is:open"));
    bench.keys("<Esc>");
    assert_eq!(filters(&mut bench).last().map(String::as_str), Some(""));
}

#[test]
fn sort_columns_and_copy_are_menus_of_letters() {
    let mut bench = bench(120, 36);
    bench.keys("s");
    assert!(bench.screen().contains("Sort by"));
    bench.keys("o");
    let asked = bench.taken();
    let by = |effect: &Effect| matches!(effect, Effect::Load(Load::Ids { sort, .. }) if sort.column == "owner");
    assert!(asked.iter().any(by), "{asked:?}");
    assert!(bench.screen().contains("OWNER▲"));
    bench.keys("co");
    assert!(!bench.screen().contains("OWNER"));
    bench.keys("yi");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Copy { text, .. } if text == "RSK-0001")));
    bench.keys("yr");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Copy { text, .. } if text.contains('\t'))));
    bench.keys("ym");
    let id = RecordId { kind: RecordKind::Risk, number: 1 };
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Load(Load::Page(asked)) if *asked == id)));
    bench.keys("x");
    assert!(bench.screen().contains("Export risks (200 shown)"));
    bench.keys("<Enter>");
    assert!(bench.taken().iter().any(|effect| matches!(effect, Effect::Export(export) if export.path == "risks.csv")));
}

#[test]
fn a_hundred_thousand_rows_ask_for_a_window_only() {
    let mut bench = bench(200, 60);
    ids(&mut bench, "", &(1..=100_000).collect::<Vec<_>>());
    for keys in ["G", "gg", "<PgDn>", "<PgDn>", "<PgDn>", "G"] {
        bench.keys(keys);
        let asked = bench.taken().into_iter().filter_map(|effect| match effect {
            Effect::Load(Load::Rows { ids, .. }) => Some(ids.len()),
            _ => None,
        });
        assert!(asked.sum::<usize>() <= 200, "{keys}");
    }
}

#[test]
fn a_click_on_a_heading_sorts_and_a_paste_needs_a_place() {
    let mut bench = bench(80, 24);
    let screen = bench.screen();
    let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains("OWNER")).unwrap();
    let x = line[..line.find("OWNER").unwrap()].chars().count();
    let click = |x: usize, y: usize| {
        let place = |number: usize| u16::try_from(number).unwrap();
        Msg::Mouse(crate::tui::effect::Mouse { x: place(x), y: place(y), act: crate::tui::effect::MouseAct::Click })
    };
    bench.send(click(x, y));
    assert!(bench.screen().contains("sort owner"), "{}", bench.screen());
    bench.send(click(10, y + 3));
    assert_eq!(at(&mut bench), "RSK-0003");
    bench.send(Msg::Paste("jjj\nG".to_owned()));
    assert_eq!(at(&mut bench), "RSK-0003");
    assert!(bench.screen().contains("nothing here takes a paste"));
}

#[test]
fn every_size_is_drawn() {
    for (columns, rows) in [(0, 0), (1, 1), (59, 16), (60, 16), (80, 24), (120, 36), (200, 60)] {
        let mut bench = bench(columns, rows);
        bench.keys("jj/state:x");
        bench.screen();
    }
}

/// The numbers of the rows that are asked for.
fn rows_asked(bench: &mut Bench) -> Vec<u32> {
    let asked = bench.taken().into_iter().filter_map(|effect| match effect {
        Effect::Load(Load::Rows { ids, .. }) => Some(ids),
        _ => None,
    });
    asked.flatten().map(|id| RecordId::from_key(id).unwrap().number).collect()
}

#[test]
fn only_the_rows_on_show_are_asked_for_and_a_larger_screen_asks_for_more() {
    let mut bench = Bench::new(vec![(ScreenId::Risks, Box::new(Screen(Listing::new(List::Risks))))], 80, 24);
    ids(&mut bench, "", &(1..=200).collect::<Vec<_>>());
    assert_eq!(rows_asked(&mut bench), (1..=26).collect::<Vec<_>>());
    bench.keys("jjj");
    assert_eq!(rows_asked(&mut bench), Vec::<u32>::new(), "they are there");
    bench.keys("<PgDn><PgDn>");
    let asked = rows_asked(&mut bench);
    assert!(asked.len() <= 40 && asked.first() == Some(&27), "{asked:?}");
    bench.size = (80, 60);
    bench.send(Msg::Resize(80, 60));
    let after = rows_asked(&mut bench);
    assert!(after.len() >= 36 && after.first() > asked.last(), "{after:?}");
}

#[test]
fn what_was_read_in_another_order_is_not_taken() {
    let mut bench = bench(80, 24);
    bench.keys("S");
    assert!(bench.screen().contains("200/200 …"), "it is said that another order is being read: {}", bench.screen());
    let first = List::Risks.table().first;
    let other = Arc::new(vec![key(9)]);
    bench.loaded(Loaded::Ids { list: List::Risks, filter: String::new(), sort: first, ids: other, total: 200 });
    assert!(bench.screen().contains("200/200 …"), "{}", bench.screen());
    ids_by(&mut bench, Sort { descending: !first.descending, ..first }, "", &[9, 8]);
    assert!(bench.screen().contains("2/200  sort left"), "{}", bench.screen());
}

#[test]
fn whom_nobody_knows_is_pointed_at_before_the_filter_is_kept() {
    let mut bench = bench(80, 24);
    let person = |handle: &str| crate::tui::effect::Candidate { value: handle.to_owned(), label: String::new() };
    bench.loaded(Loaded::Candidates(crate::tui::effect::Pick::People, Arc::new(vec![person("rao"), person("lin")])));
    bench.keys("/owner:roa<Enter>");
    let screen = bench.screen();
    assert!(screen.contains("nobody is called `roa`") && screen.contains("rao"), "{screen}");
    bench.keys("<BS><BS>ao<Enter>");
    assert!(!bench.screen().contains("nobody is called"), "{}", bench.screen());
    assert!(bench.screen().contains("filter owner:rao"), "{}", bench.screen());
}
