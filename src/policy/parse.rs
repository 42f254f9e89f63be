//! From the text of a policy file to a [`Policy`], and where in the text a mistake stands.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::file::{Date, Policy, TimeZone};
use crate::domain::operation::POLICY_LIMIT;
use crate::domain::refusal::Refusal;
use crate::domain::text::{excerpt, is_clean};

/// The policy that the program brings along.
pub const DEFAULT_POLICY: &str = include_str!("../../assets/policy.toml");

static EMBEDDED: LazyLock<Policy> =
    LazyLock::new(|| Policy::read(DEFAULT_POLICY).expect("the embedded policy is held by a test"));

impl Default for Policy {
    fn default() -> Self {
        EMBEDDED.clone()
    }
}

impl Policy {
    /// Reads and checks a policy file; the first mistake is named with its line and key.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        if text.len() > POLICY_LIMIT {
            let sentence = format!("{} bytes are too many for a policy", text.len());
            return Err(Refusal::data("policy", sentence).hint(format!("keep it under {POLICY_LIMIT} bytes")));
        }
        let plain = text.replace("\r\n", "\n");
        if !is_clean(&plain.replace('\t', " ")) {
            return Err(Refusal::data("policy", "the text holds control or invisible characters")
                .hint("save it as plain UTF-8 text"));
        }
        let mut policy: Self = toml::from_str(text).map_err(|error| refused(text, &error))?;
        policy.sha256 = hex_digest(text.as_bytes());
        policy.check(text)?;
        Ok(policy)
    }
}

/// SHA-256 of the bytes, in hexadecimal.
fn hex_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        text
    })
}

/// The reader's complaint, with the line and the key it is about.
fn refused(text: &str, error: &toml::de::Error) -> Refusal {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().trim().replace('\n', "; ");
    let subject = subject(text, &span);
    Refusal::data(subject, message).hint("compare it with `boardroom policy show`")
}

/// `policy line 12, quorum`: the line and what stands before the equals sign on it.
fn subject(text: &str, span: &Range<usize>) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let key = line.split(['=', '#']).next().unwrap_or_default().trim();
    if key.is_empty() { format!("policy line {number}") } else { format!("policy line {number}, {}", excerpt(key)) }
}

/// The line of a key like `tiering.factor.2.weight`, where numbers count array entries from 0; the
/// line of its table if the key itself is not there, 0 if neither is.
pub(super) fn line_of(text: &str, path: &str) -> usize {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let (mut table, mut best) = (String::new(), 0);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("[[").and_then(|rest| rest.split("]]").next()) {
            let count = counts.entry(name.to_owned()).and_modify(|count| *count += 1).or_insert(0);
            table = format!("{name}.{count}");
        } else if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            name.clone_into(&mut table);
        } else if let Some((key, _)) = line.split_once('=') {
            let key = key.trim().trim_matches('"');
            let full = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
            if full == path {
                return at + 1;
            }
            continue;
        } else {
            continue;
        }
        if table == path || path.strip_prefix(&table).is_some_and(|rest| rest.starts_with('.')) {
            best = at + 1;
        }
    }
    best
}

impl TryFrom<String> for TimeZone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|()| {
            format!(
                "`{}` is not a time zone; write \"UTC\", a name like \"Europe/Berlin\" or an offset like \"+02:00\"",
                excerpt(&text)
            )
        })
    }
}

impl TryFrom<toml::Value> for Date {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.parse::<NaiveDate>()
            .map(Self)
            .map_err(|_| format!("`{}` is not a date; write it as \"2026-12-25\"", excerpt(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::states::{Function, Importance, ItemKind};
    use crate::domain::value::TierValue;
    use crate::policy::{PassShare, QuorumShare, tier_value};

    #[test]
    fn the_embedded_policy_says_what_the_domain_says() {
        let policy = Policy::read(DEFAULT_POLICY).expect("the embedded policy is sound");
        assert_eq!(policy, Policy::default());
        let weights: Vec<u32> = policy.tiering.factor.iter().map(|factor| factor.weight).collect();
        assert_eq!(weights, [5, 3, 3, 3, 3, 2, 2, 2, 1, 1]);
        let limits: Vec<_> = policy
            .tier
            .iter()
            .map(|tier| (tier.decide_within, tier.review_months, tier.revalidation_months, tier.acceptance_days))
            .collect();
        assert_eq!(limits, [(20, 6, Some(12), 90), (7, 12, Some(24), 180), (7, 24, None, 365), (3, 36, None, 365)]);
        assert_eq!(policy.tier[0].warn_at, Some(10));
        let one = policy.board_rules(tier_value(1));
        assert_eq!((one.quorum, one.pass), (QuorumShare::TwoThirds, PassShare::TwoThirds));
        assert_eq!(
            one.functions,
            [vec![Function::Mrm], vec![Function::Security], vec![Function::Privacy, Function::Legal]]
        );
        let none = policy.board_rules(TierValue::default());
        assert_eq!((none.quorum, none.pass, none.functions.len()), (QuorumShare::MoreThanHalf, PassShare::Majority, 0));
        let days = [Importance::Critical, Importance::High, Importance::Medium, Importance::Low];
        assert_eq!(days.map(|severity| policy.follow_up_days(severity)), [14, 30, 60, 90]);
        assert!(ItemKind::ALL.iter().all(|kind| policy.timebox(*kind) > 0));
        assert_eq!(policy.sha256.len(), 64);
        assert_eq!(policy.label(), format!("2026.1 ({})", &policy.sha256[..8]));
        assert_eq!(hex_digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn mistakes_are_named_with_line_and_key() {
        let line = |start: &str| {
            let at = DEFAULT_POLICY.lines().position(|line| line.starts_with(start)).expect("in the policy");
            at + 1
        };
        let cases = [
            ("version = \"2026.1\"", "version = ", "policy line", "string"),
            ("time-zone = \"UTC\"", "time-zone = \"Mars\"", "time-zone", "`Mars` is not a time zone"),
            ("holidays = []", "holidays = [\"2026-13-01\"]", "holidays", "`2026-13-01` is not a date"),
            ("weekend = [\"sat\", \"sun\"]", "weekend = [\"caturday\"]", "weekend", "weekday names"),
            ("within = 2", "within = 2\nwithn = 3", "withn", "unknown field `withn`"),
            ("quorum = \"two-thirds\"", "quorum = \"most\"", "quorum", "unknown variant `most`"),
            ("tier-2-from = 35", "tier-2-from = 60", "tiering.tier-2-from", "must be below"),
            ("weight = 5", "weight = 6", "tiering.factor", "add up to 26"),
            ("when = \"fairness\"", "when = \"mood\"", "when", "unknown variant `mood`"),
            ("first-pass = {", "frist-pass = {", "kpi.frist-pass", "is not a KPI"),
            ("R20 = [", "R21 = [", "frameworks.rules.R21", "is not a rule"),
        ];
        for (from, to, key, sentence) in cases {
            let text = DEFAULT_POLICY.replacen(from, to, 1);
            assert_ne!(text, DEFAULT_POLICY, "{from} is in the policy");
            let refusal = Policy::read(&text).expect_err(to);
            assert!(refusal.subject.contains(key), "{to}: {refusal}");
            assert!(refusal.sentence.contains(sentence), "{to}: {refusal}");
            assert!(refusal.subject.starts_with("policy line "), "{to}: {refusal}");
        }
        let text = DEFAULT_POLICY.replacen("time-zone = \"UTC\"", "time-zone = \"Mars\"", 1);
        let refusal = Policy::read(&text).expect_err("no such zone");
        assert_eq!(refusal.subject, format!("policy line {}, time-zone", line("time-zone")));
        assert_eq!(line_of(DEFAULT_POLICY, "tiering.factor.0.weight"), line("weight = 5"));
        assert_eq!(line_of(DEFAULT_POLICY, "tiering.factor.0.nothing"), line("[[tiering.factor]]"));
        assert!(Policy::read(&DEFAULT_POLICY.replacen("high", "h\u{1b}[31m", 1)).is_err());
        assert!(Policy::read("").is_err() && Policy::read("\u{feff}x").is_err());
    }

    #[test]
    fn zones_and_holidays_are_read_as_people_write_them() {
        let text = DEFAULT_POLICY.replacen("time-zone = \"UTC\"", "time-zone = \"+02:00\"", 1).replacen(
            "holidays = []",
            "holidays = [2026-11-26, \"2026-12-25\"]",
            1,
        );
        let policy = Policy::read(&text).expect("reads");
        assert_eq!(policy.time_zone.0.to_string(), "+02:00");
        assert!(!policy.calendar().is_business_day("2026-11-26".parse().expect("a date")));
        assert!(!policy.calendar().is_business_day("2026-12-25".parse().expect("a date")));
        assert_ne!(policy.sha256, Policy::default().sha256);
        let named = |zone: &str| DEFAULT_POLICY.replacen("time-zone = \"UTC\"", &format!("time-zone = \"{zone}\""), 1);
        assert_eq!(Policy::read(&named("Europe/Berlin")).expect("reads").time_zone.0.to_string(), "Europe/Berlin");
        let refusal = Policy::read(&named("Berlin")).expect_err("no zone");
        assert!(refusal.sentence.contains("Europe/Berlin"), "{refusal}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn a_damaged_file_is_read_or_refused(at in 0..DEFAULT_POLICY.len(), length in 0..60usize, put in "[a-z0-9=\\[\\]\"\n. é-]{0,8}") {
            let tail = DEFAULT_POLICY.get((at + length).min(DEFAULT_POLICY.len())..).unwrap_or_default();
            let text = format!("{}{put}{tail}", DEFAULT_POLICY.get(..at).unwrap_or_default());
            if let Err(refusal) = Policy::read(&text) {
                proptest::prop_assert!(refusal.subject.starts_with("policy") && !refusal.sentence.is_empty());
            }
        }
    }
}
