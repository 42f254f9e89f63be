//! Tables of queries: what they mean, where their mistakes stand, what could be typed next.

use super::complete::{Known, complete};
use super::filter::{Filter, Operand, QueryField, QueryKind, Test};
use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::field::Reading;

const FIELDS: &[QueryField] = &[
    QueryField { name: "owner", kind: QueryKind::Person },
    QueryField { name: "tier", kind: QueryKind::Number },
    QueryField { name: "due", kind: QueryKind::Date },
    QueryField { name: "state", kind: QueryKind::Choice(&["open", "in-progress", "closed"]) },
    QueryField { name: "residual", kind: QueryKind::Scale(&["low", "medium", "high", "critical"]) },
    QueryField { name: "tag", kind: QueryKind::Tag },
    QueryField { name: "overdue", kind: QueryKind::Flag },
    QueryField { name: "open", kind: QueryKind::Flag },
];

fn reading() -> Reading {
    let today = "2026-11-23".parse().expect("a date");
    Reading {
        today,
        calendar: Calendar::default(),
        actor: "ana".to_owned(),
        zone: crate::domain::zone::Zone::utc(),
        custom: Vec::new(),
    }
}

fn resolved(text: &str) -> Result<Vec<Filter>, QueryError> {
    parse(text)?.resolve(FIELDS, &reading())
}

fn field(name: &'static str, op: Op, values: Vec<Operand>) -> Test {
    Test::Field { name, op, values }
}

fn texts(words: &[&str]) -> Vec<Operand> {
    words.iter().map(|word| Operand::Text((*word).to_owned())).collect()
}

#[test]
fn terms_mean_what_they_say() {
    let day = |text: &str| Operand::Date(text.parse().expect("a date"));
    let cases = [
        ("churn", false, Test::Word("churn".to_owned())),
        ("-churn", true, Test::Word("churn".to_owned())),
        ("INT-0001", false, Test::Word("INT-0001".to_owned())),
        ("10:30", false, Test::Word("10:30".to_owned())),
        ("été", false, Test::Word("été".to_owned())),
        ("\"credit  risk\"", false, Test::Phrase("credit  risk".to_owned())),
        ("-\"credit risk\"", true, Test::Phrase("credit risk".to_owned())),
        ("\"OR\"", false, Test::Phrase("OR".to_owned())),
        ("tier:1,2", false, field("tier", Op::Is, vec![Operand::Number(1), Operand::Number(2)])),
        ("Tier=1", false, field("tier", Op::Is, vec![Operand::Number(1)])),
        ("-tier>=3", true, field("tier", Op::AtLeast, vec![Operand::Number(3)])),
        ("tier>3", false, field("tier", Op::Over, vec![Operand::Number(3)])),
        ("due<+14d", false, field("due", Op::Under, vec![day("2026-12-07")])),
        ("due<=\"next tue\"", false, field("due", Op::AtMost, vec![day("2026-12-01")])),
        ("due:none", false, field("due", Op::Is, vec![Operand::Unset])),
        ("state:in_progress", false, field("state", Op::Is, texts(&["in-progress"]))),
        ("state:open,closed", false, field("state", Op::Is, texts(&["open", "closed"]))),
        ("residual>=high", false, field("residual", Op::Is, texts(&["high", "critical"]))),
        ("residual<medium", false, field("residual", Op::Is, texts(&["low"]))),
        ("tag:\"a, b\",llm", false, field("tag", Op::Is, texts(&["a, b", "llm"]))),
        ("tag:a:b", false, field("tag", Op::Is, texts(&["a:b"]))),
        ("owner:me,Bob", false, field("owner", Op::Is, texts(&["ana", "bob"]))),
        ("owner:@bob", false, field("owner", Op::Is, texts(&["bob"]))),
        ("@me", false, Test::Person("ana".to_owned())),
        ("-@Bob", true, Test::Person("bob".to_owned())),
        ("is:overdue", false, Test::Flag("overdue")),
        ("-is:Open", true, Test::Flag("open")),
    ];
    for (text, negated, test) in cases {
        assert_eq!(resolved(text), Ok(vec![Filter { negated, test }]), "{text}");
    }
}

#[test]
fn terms_stand_beside_each_other() {
    assert_eq!(resolved("  "), Ok(vec![]));
    let query = parse("churn  -is:open \"two words\"").expect("a query");
    let spans: Vec<_> = query.terms.iter().map(|term| term.span.clone()).collect();
    assert_eq!(spans, [0..5, 7..15, 16..27]);
    assert_eq!(parse("foo\"bar baz\"").expect("a query").terms.len(), 2);
}

#[test]
fn mistakes_are_pointed_at() {
    let cases = [
        ("churn \"credit", "      ^^^^^^^", "this quote is not closed"),
        ("tag:\"x", "    ^^", "this quote is not closed"),
        ("churn \"\"", "      ^^", "there is nothing between the quotes"),
        ("a - b", "  ^", "nothing follows the `-`"),
        ("é @", "  ^", "no handle follows the `@`"),
        ("日 tier:", "   ^^^^^", "`tier:` lacks a value"),
        ("tier:1, 2", "^^^^^^^", "`tier:1,` lacks a value"),
        ("is: open", "^^^", "`is:` lacks a value"),
        ("is>open", "^^^^^^^", "`is>` compares nothing"),
        ("is:open,overdue", "^^^^^^^^^^^^^^^", "`is:` takes one flag, and `overdue` is one more"),
        ("a OR b", "  ^^", "`OR` is no operator here"),
        ("x ownr:bob", "  ^^^^^^^^", "there is no field `ownr` here"),
        ("is:overdeu", "^^^^^^^^^^", "`is:overdeu` is not known here"),
        ("overdue:yes", "^^^^^^^^^^^", "`overdue` is a flag"),
        ("tier:1,two", "       ^^^", "`two` is not a whole number"),
        ("due<soon", "    ^^^^", "`soon` is not a date"),
        ("due:2026-02-30", "    ^^^^^^^^^^", "`2026-02-30` names day 30, and February 2026 has 28 days"),
        ("state:clsed", "      ^^^^^", "`clsed` is no state"),
        ("state>open", "^^^^^^", "`state` has no order, so `>` means nothing"),
        ("tier>1,2", "       ^", "`>` compares with one value"),
        ("tier>none", "^^^^^", "nothing is `>` none"),
        ("residual>critical", "^^^^^^^^^", "nothing is `>` critical"),
        ("owner:a/b", "      ^^^", "`a/b` is not a handle"),
    ];
    for (text, carets, sentence) in cases {
        let error = resolved(text).expect_err(text);
        assert_eq!((error.carets(text).as_str(), error.sentence.as_str()), (carets, sentence), "{text}");
        assert!(!error.hint.is_empty(), "{text}");
    }
    assert_eq!(
        resolved("ownr:x").expect_err("no such field").hint,
        "did you mean `owner`? known: owner, tier, due, state, residual, tag"
    );
    assert!(parse(&"a ".repeat(400)).is_err_and(|error| error.sentence == "the query has too many terms"));
    assert!(parse(&"é".repeat(501)).is_err_and(|error| error.sentence == "the query is too long"));
}

#[test]
fn what_could_be_typed_next() {
    let cases = [
        ("ow", 2, vec!["owner:"]),
        ("x -du", 5, vec!["due:"]),
        ("is:o", 4, vec!["overdue", "open"]),
        ("state:open,cl", 13, vec!["closed"]),
        ("residual>=h", 11, vec!["high"]),
        ("owner:", 6, vec!["me", "none"]),
        ("due<+", 5, vec!["+7d", "+14d", "+30d"]),
        ("@", 1, vec!["@me"]),
        ("o", 1, vec!["owner:"]),
        ("nofield:x", 9, vec![]),
        ("\"ow", 3, vec![]),
        ("é", 1, vec![]),
        ("ow tier:1", 2, vec!["owner:"]),
    ];
    for (text, cursor, expected) in cases {
        let found: Vec<String> =
            complete(text, cursor, FIELDS, Known::default()).into_iter().map(|candidate| candidate.text).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(complete("x state:open,cl", 15, FIELDS, Known::default())[0].span, 13..15);
    assert_eq!(complete("", 0, FIELDS, Known::default()).len(), 9);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_stumble(text in "[ -~é日\u{1b}\"]{0,60}") {
        let _ = resolved(&text).map_err(|error| error.carets(&text));
        for cursor in 0..=text.len() {
            let _ = complete(&text, cursor, FIELDS, Known { people: &["lin"], tags: &["a b"] });
        }
    }
}

#[test]
fn people_are_proposed_where_a_person_is_asked_for() {
    let field = FIELDS.iter().find(|field| field.kind == QueryKind::Person).expect("a field of a person");
    let text = format!("{}:l", field.name);
    let found = |people: &[&str]| {
        let found = complete(&text, text.len(), FIELDS, Known { people, tags: &["llm"] });
        found.into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    assert_eq!(found(&["lin", "okafor", "li"]), ["lin", "li"]);
    assert!(found(&[]).is_empty());
}

#[test]
fn tags_in_use_are_proposed_and_quoted_where_they_need_it() {
    let known = Known { people: &["lin"], tags: &["llm", "legacy", "needs review"] };
    let found = |text: &str| -> Vec<String> {
        complete(text, text.len(), FIELDS, known).into_iter().map(|one| one.text).collect()
    };
    assert_eq!(found("tag:l"), ["llm", "legacy"]);
    assert_eq!(found("-tag:llm,le"), ["legacy"]);
    assert_eq!(found("tag:"), ["llm", "legacy", "\"needs review\""]);
}
