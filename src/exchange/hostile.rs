//! A document that holds every construct, with hostile text in every field: what all writers are
//! tested with.

use chrono::NaiveDate;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::build::{bullets, code, expand, facts, heading, line, link, numbered, panel, paragraph, table};
use super::confluence::{self, Site};
use super::document::{
    Bars, Block, Cell, Chart, Code, Colour, Decided, Document, Figure, Flow, Grid, Inline, Inlines, Layout, List,
    PanelKind, Person, Stacks, Task, Trend,
};
use super::prose::prose;
use super::{html, markdown};
use crate::domain::text::{clean_line, clean_text};

/// What someone might put into any field.
pub const EVIL: &str = "]]> <script>alert('1')</script> & \"q\" | a\u{1b}[31mred\u{1b}[0m \u{202e}rtl\u{202c} \u{0}nul \
    </ac:structured-macro> `b` **s** _e_ [x](javascript:y) ![i](z) $m$ ~~t~~ &lt; \\ 🚀 漢字 \u{e0041}\u{fffe}tag";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every construct, each field made of this text.
pub fn document(evil: &str) -> Document {
    let everything = line()
        .text(evil)
        .strong(evil)
        .em(line().text(evil).code(evil))
        .code(evil)
        .status(evil, Colour::Red)
        .date(day("2026-12-01"))
        .person(Person::named(evil).account_id(evil).user_key(evil))
        .person(Person::named("Ann Lee").account_id("5b10:ac8d-82e0").user_key("0123456789abcdef0123456789abcdef"))
        .link(evil, evil)
        .link(evil, "https://example.org/a?b=1&c=\"'<>|\u{202e} (x)")
        .link(evil, "mailto:a@example.org")
        .link("to a heading", "#dec-0001")
        .br()
        .text(evil);
    let flows = || {
        vec![
            Flow::Paragraph(everything.clone()),
            Flow::List(List { start: Some(3), items: vec![vec![Flow::Paragraph(evil.into())], vec![]] }),
            Flow::Code(Code { language: evil.into(), text: format!("{evil}\n```\n{evil}") }),
        ]
    };
    let task = |number: u32, done: bool| {
        Task::open(number, everything.clone())
            .done(done)
            .owner(Some(Person::named(evil).account_id("abc")))
            .due(Some(day("2026-12-01")))
    };
    let mut document = Document::new(evil).properties_id(evil);
    document.property(evil, everything.clone()).property("Head", line().code("ab12"));
    document.push(Block::Contents(3)).push(heading(1, evil, everything.clone())).push(heading(2, "DEC-0001", evil));
    document.push(paragraph(everything.clone())).extend(flows().into_iter().map(Block::Flow));
    document.push(bullets([evil, ""])).push(bullets([evil])).push(numbered([evil])).push(bullets(Vec::<String>::new()));
    document.push(table([evil, "b"]).widths(&[120]).row([evil]).row([line(), everything.clone(), evil.into()]).block());
    let wide = facts().fact(evil, everything.clone());
    document.push(Block::Table(super::document::Table { layout: Layout::Wide, ..wide }));
    document.push(table(Vec::<String>::new()).block());
    document.push(Block::Tasks(vec![task(7, false), task(7, true), task(0, false), Task::open(9, evil)]));
    document.push(Block::Tasks(vec![]));
    document.push(Block::Decisions(vec![Decided::new(true, everything.clone()), Decided::new(false, evil)]));
    for kind in [PanelKind::Info, PanelKind::Note, PanelKind::Warning, PanelKind::Tip] {
        document.push(panel(kind, evil, vec![paragraph(evil), bullets([evil])]));
    }
    document.push(expand(evil, vec![heading(3, "inner", evil), paragraph(evil), code(evil, evil)]));
    document.push(Block::Quote(flows())).push(Block::Quote(vec![])).push(Block::Rule);
    let bars = vec![(evil.to_owned(), 3, Colour::Green), ("none".to_owned(), u64::MAX, Colour::Grey)];
    document.push(Block::Bars(Bars { title: evil.into(), bars }));
    let parts = vec![(evil.to_owned(), Colour::Red), (evil.to_owned(), Colour::Grey)];
    let rows = vec![(evil.to_owned(), vec![u64::MAX, 1]), ("none".to_owned(), vec![0, 0])];
    let stacks = Chart::Stacks(Stacks { of: evil.into(), parts, rows });
    let cell = |count| Cell { count, mark: evil.to_owned(), colour: Colour::Purple };
    let rows = vec![(evil.to_owned(), vec![cell(0), cell(u64::MAX)])];
    let columns = vec![evil.to_owned(), evil.to_owned()];
    let grid = Chart::Grid(Grid { across: evil.into(), columns, up: evil.into(), rows });
    document.push(Block::Figure(Figure { title: evil.into(), chart: stacks }));
    document.push(Block::Figure(Figure { title: evil.into(), chart: grid }));
    document.push(paragraph(line().trend(Trend {
        levels: vec![None, Some(99), Some(0)],
        running: true,
        said: evil.into(),
    })));
    document.extend(prose(evil));
    document.extend(prose("# H\n\n> quote\n\n1. a\n   - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"));
    document
}

/// What a reader of the Markdown sees, and whether it met HTML or a picture.
fn seen(text: &str) -> (String, bool) {
    let mut words = String::new();
    let mut foreign = false;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Start(Tag::Image { .. } | Tag::Strikethrough) => foreign = true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                foreign |= !["https://", "mailto:", "#"].iter().any(|scheme| dest_url.starts_with(scheme));
            }
            Event::HardBreak | Event::SoftBreak => words.push(' '),
            _ => {}
        }
    }
    (words, foreign)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Reads the fragment as a parser that others wrote does; gives the text it holds.
pub fn parsed(fragment: &str) -> String {
    let wrapped = format!("<root xmlns:ac=\"http://a\" xmlns:ri=\"http://r\">{fragment}</root>");
    let mut reader = quick_xml::Reader::from_str(&wrapped);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Text(text) => words.push_str(&text.xml10_content()),
            quick_xml::events::Event::CData(text) => words.push_str(&text),
            quick_xml::events::Event::GeneralRef(name) => {
                words.push_str(quick_xml::escape::resolve_xml_entity(&name).expect("one of the five entities"));
            }
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                assert!(name != "script" && name == name.to_lowercase(), "<{name}>");
            }
            quick_xml::events::Event::Eof => return words,
            _ => {}
        }
    }
}

#[test]
fn no_writer_lets_hostile_text_become_anything_else() {
    let document = document(EVIL);
    let markdown = markdown::write(&document);
    let (words, foreign) = seen(&markdown);
    assert!(!foreign, "HTML, a picture or an unsafe link in\n{markdown}");
    assert!(words.contains("<script>alert('1')</script>") && words.contains("漢字 tag"), "words are kept: {words}");
    for site in [Site::Cloud, Site::DataCenter] {
        let page = confluence::write(&document, confluence::Options::of(site));
        let words = parsed(&page);
        assert!(words.contains("]]> <script>alert('1')</script> & \"q\" | ared rtl nul"), "{words}");
    }
    let page = html::write(&document);
    assert!(!page.contains("<script") && !page.contains("javascript:y\""));
    for text in [markdown, confluence::write(&document, confluence::Options::default()), page] {
        assert!(clean_text(&text) == text, "control, override or tag characters");
    }
}

#[test]
fn long_cells_and_many_cells_are_written() {
    let long = "x".repeat(10_000);
    let mut document = Document::new("long");
    let mut large = table(["a", "b"]).row([long.as_str(), "|"]);
    for _ in 0..5_000 {
        large = large.row(["1", "2"]);
    }
    document.push(large.block());
    for text in [
        markdown::write(&document),
        html::write(&document),
        confluence::write(&document, confluence::Options::default()),
    ] {
        assert!(text.contains(&long) && text.matches('1').count() >= 5_000);
    }
}

#[test]
fn a_storage_page_has_the_forms_that_confluence_knows() {
    let mut page = Document::new("t").properties_id("mrb-minutes");
    page.property("Status", line().status("DRAFT", Colour::Yellow));
    page.push(Block::Contents(2)).push(heading(1, "DEC-0001", "DEC-0001 Fraud"));
    page.push(paragraph(line().link("there", "#DEC-0001")));
    let ann = Person::named("Ann").account_id("abc:1").user_key("0123456789abcdef0123456789abcdef");
    let task = Task::open(12, "Fix").owner(Some(ann)).due(Some(day("2026-12-01")));
    page.push(Block::Tasks(vec![task]));
    page.push(Block::Decisions(vec![Decided::new(true, "Go")]));
    page.push(code("py", "a]]>b")).push(table(["h"]).widths(&[120]).row(["c"]).block());
    let cloud = confluence::write(&page, confluence::Options::of(Site::Cloud));
    let macro_of = |name: &str| format!("<ac:structured-macro ac:name=\"{name}\" ac:schema-version=\"1\">");
    let expected = [
        macro_of("details") + "<ac:parameter ac:name=\"id\">mrb-minutes</ac:parameter><ac:rich-text-body><table",
        macro_of("status")
            + "<ac:parameter ac:name=\"title\">DRAFT</ac:parameter><ac:parameter ac:name=\"colour\">Yellow</ac:parameter>",
        macro_of("toc"),
        "<h1 local-id=\"dec-0001\">DEC-0001 Fraud</h1>".into(),
        "<a href=\"#DEC-0001-Fraud\">there</a>".into(),
        "<ac:task><ac:task-id>12</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Fix \
            <ac:link><ri:user ri:account-id=\"abc:1\" /></ac:link> <time datetime=\"2026-12-01\" /></ac:task-body></ac:task>"
            .into(),
        "<ac:adf-attribute key=\"state\">DECIDED</ac:adf-attribute></ac:adf-node>".replace("</ac:adf-node>", ""),
        "<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b]]></ac:plain-text-body>".into(),
        "<table data-layout=\"default\"><colgroup><col style=\"width: 120.0px;\" /></colgroup><tbody><tr><th><p>h</p></th>\
            </tr><tr><td><p>c</p></td></tr></tbody></table>"
            .into(),
    ];
    for form in expected {
        assert!(cloud.contains(&form), "{form}\nin\n{cloud}");
    }
    let own = confluence::write(&page, confluence::Options::of(Site::DataCenter));
    assert!(own.contains("ri:userkey=\"0123456789abcdef0123456789abcdef\"") && !own.contains("account-id"));
    assert!(
        own.contains("<ac:link ac:anchor=\"DEC-0001Fraud\">") && !own.contains("adf-") && !own.contains("local-id")
    );
}

#[test]
fn a_task_number_stands_once_on_a_page() {
    let page = confluence::write(&document("x"), confluence::Options::default());
    let ids: Vec<&str> = page.split("<ac:task-id>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(ids, ["7", "10000001", "10000002", "9"]);
}

#[test]
fn markdown_reads_as_people_write_it() {
    let mut page = Document::new("MRB-0007");
    page.property("model_name", "fraud_v2 (50 % off) - new!");
    page.push(heading(1, "one", "Decisions #")).push(paragraph("1. not a list\n# nor a heading"));
    page.push(paragraph(line().text("a_b and _c_ ").strong("so").text(".").br().text("- second")));
    page.push(bullets(["one", "two"])).push(bullets(["other"]));
    page.push(Block::Tasks(vec![
        Task::open(1, "Fix | it").owner(Some(Person::named("Ann"))).due(Some(day("2026-12-01"))),
    ]));
    page.push(panel(PanelKind::Note, "Draft", vec![paragraph("Not adopted")]));
    page.push(table(["a", "b"]).row([line().text("x|y"), line().code("p|q").br().text("z")]).block());
    page.push(code("py", "a ``` b"));
    page.push(paragraph(link("here", "#one")));
    assert_eq!(
        markdown::write(&page),
        "# MRB-0007\n\n| Property | Value |\n| --- | --- |\n| model_name | fraud_v2 (50 % off) - new\\! |\n\n\
         ## Decisions \\#\n\n1\\. not a list # nor a heading\n\na_b and \\_c\\_ **so**.\\\n\\- second\n\n- one\n- two\n\n\
         * other\n\n- [ ] Fix \\| it — Ann, due 2026-12-01\n\n> **Note: Draft**\n>\n> Not adopted\n\n| a | b |\n\
         | --- | --- |\n| x\\|y | p\\|q · z |\n\n````py\na ``` b\n````\n\n[here](#decisions-)\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is typed, the Markdown's reader sees the same words, and nothing but words.
    #[test]
    fn markdown_words_survive(
        parts in proptest::collection::vec(("[-a1 *_`#>+=|~&!<\\\\\\[\\](){}.:$\n\u{e9}\u{1f680};x]{0,12}", 0..6_u8), 1..6),
        in_table in any::<bool>(),
    ) {
        let mut content = Inlines::default();
        let mut expected = String::new();
        for (text, sort) in &parts {
            content = match sort {
                0 => content.strong(text.as_str()),
                1 => content.em(line().text(text.as_str()).strong("s")),
                2 => content.code(text.as_str()),
                3 => content.then(Inline::Break).text(text.as_str()),
                _ => content.text(text.as_str()),
            };
            expected.push_str(text);
            if *sort == 1 { expected.push('s'); }
        }
        let mut page = Document::new("");
        page.push(if in_table { table([content]).row(["end"]).block() } else { paragraph(content) });
        let written = markdown::write(&page);
        let (words, foreign) = seen(&written);
        let expected = squeezed(&expected) + if in_table { "end" } else { "" };
        prop_assert!(!foreign, "{}", written);
        prop_assert_eq!(squeezed(&words).replace('·', ""), expected, "{}", written);
    }

    /// Whatever is typed, the storage format parses, and its reader sees the same words.
    #[test]
    fn storage_words_survive(text in "\\PC{0,40}", more in "[<>&\"'\\]\\[!a-c-]{0,20}") {
        let mut page = Document::new("");
        page.push(paragraph(text.as_str())).push(code("", more.as_str()));
        let words = parsed(&confluence::write(&page, confluence::Options::default()));
        prop_assert_eq!(squeezed(&words), squeezed(&clean_line(&text)) + &squeezed(&more));
    }
}
