//! Custom fields of models and submissions: declared in the policy, held to what it says of them.

use super::file::{CustomFieldRule, Policy};
use super::words::CustomKind;
use crate::domain::custom::{CustomAsked, CustomField, CustomFields, CustomHolds};
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::RecordKind;
use crate::domain::refusal::{Misread, Refusal};
use crate::domain::text::did_you_mean;
use crate::domain::value::{Day, YesNo};

impl Policy {
    /// The custom fields of a kind of record.
    pub fn custom_fields(&self, kind: RecordKind) -> impl Iterator<Item = &CustomFieldRule> {
        self.custom_field.iter().filter(move |rule| rule.record.kind() == kind)
    }

    /// The custom fields as a filter may ask for them.
    pub fn custom_asked(&self) -> Vec<CustomAsked> {
        let holds = |rule: &CustomFieldRule| match rule.kind {
            CustomKind::Text => CustomHolds::Text,
            CustomKind::Number => CustomHolds::Number,
            CustomKind::Date => CustomHolds::Date,
            CustomKind::YesNo => CustomHolds::Words(vec!["yes".to_owned(), "no".to_owned()]),
            CustomKind::Choice => CustomHolds::Words(rule.choices.clone()),
        };
        let asked = |rule: &CustomFieldRule| CustomAsked {
            record: rule.record.kind(),
            key: rule.key.clone(),
            holds: holds(rule),
        };
        self.custom_field.iter().map(asked).collect()
    }
}

/// The fields as they are kept: in the order of the policy, dates and choices in their one form, blank
/// ones left out.
///
/// Errors: a key that is not declared for this kind of record, one that stands twice, a value that its
/// declaration does not allow.
pub fn settle(
    kind: RecordKind,
    fields: &CustomFields,
    policy: &Policy,
    reading: &Reading,
) -> Result<CustomFields, Refusal> {
    let known: Vec<&str> = policy.custom_fields(kind).map(|rule| rule.key.as_str()).collect();
    for (at, field) in fields.0.iter().enumerate() {
        let subject = || format!("custom.{}", field.key);
        if !known.contains(&field.key.as_str()) {
            let sentence = format!("the policy declares no such field for a {}", kind.word());
            let hint = if known.is_empty() {
                "declare it with [[custom-field]] and have the policy adopted".to_owned()
            } else {
                did_you_mean(&field.key, &known)
            };
            return Err(Refusal::data(subject(), sentence).hint(hint));
        }
        if fields.0[..at].iter().any(|other| other.key == field.key) {
            return Err(Refusal::data(subject(), "it stands twice").hint("leave one of them"));
        }
    }
    let mut settled = Vec::new();
    for rule in policy.custom_fields(kind) {
        let Some(field) = fields.0.iter().find(|field| field.key == rule.key && !field.value.is_empty()) else {
            continue;
        };
        let value = value(rule, &field.value, reading).map_err(|misread| misread.of(format!("custom.{}", rule.key)))?;
        settled.push(CustomField { key: rule.key.clone(), value });
    }
    Ok(crate::domain::rows::Rows(settled))
}

fn value(rule: &CustomFieldRule, text: &str, reading: &Reading) -> Result<String, Misread> {
    Ok(match rule.kind {
        CustomKind::Text => text.to_owned(),
        CustomKind::Number => crate::domain::decimal::Decimal::parse(text)?.to_string(),
        CustomKind::Date => Day::read(text, reading)?.text(),
        CustomKind::YesNo => if YesNo::read(text, reading)?.0 { "yes" } else { "no" }.to_owned(),
        CustomKind::Choice => {
            let found = rule.choices.iter().find(|choice| choice.eq_ignore_ascii_case(text));
            let known: Vec<&str> = rule.choices.iter().map(String::as_str).collect();
            found
                .ok_or_else(|| Misread::new(format!("`{text}` is not among its choices"), did_you_mean(text, &known)))?
                .clone()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse::DEFAULT_POLICY;
    use super::*;

    #[test]
    fn custom_fields_are_held_to_their_declaration() {
        let declared = format!(
            "{DEFAULT_POLICY}\n\
             [[custom-field]]\nrecord = \"model\"\nkey = \"cost-centre\"\nlabel = \"Cost centre\"\nkind = \"number\"\n\
             [[custom-field]]\nrecord = \"model\"\nkey = \"cloud\"\nlabel = \"Cloud\"\nkind = \"choice\"\nchoices = [\"AWS\", \"on-prem\"]\n\
             [[custom-field]]\nrecord = \"submission\"\nkey = \"budgeted\"\nlabel = \"Budgeted\"\nkind = \"yes-no\"\n"
        );
        let policy = Policy::read(&declared).expect("a sound policy");
        let reading = Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: policy.calendar(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        let cases = [
            (RecordKind::Model, "cloud: aws\ncost-centre: 4711.0", Ok("cost-centre: 4711\ncloud: AWS")),
            (RecordKind::Model, "Cost Centre: 12\ncloud:", Ok("cost-centre: 12")),
            (RecordKind::Submission, "budgeted: y", Ok("budgeted: yes")),
            (RecordKind::Model, "budgeted: y", Err("custom.budgeted")),
            (RecordKind::Model, "cloud: azure", Err("custom.cloud")),
            (RecordKind::Model, "cost-centre: many", Err("custom.cost-centre")),
            (RecordKind::Model, "cloud: AWS\ncloud: AWS", Err("custom.cloud")),
        ];
        for (kind, text, expected) in cases {
            let fields = CustomFields::read(text, &reading).expect(text);
            let settled = settle(kind, &fields, &policy, &reading).map(|fields| fields.text());
            match expected {
                Ok(expected) => assert_eq!(settled.as_deref(), Ok(expected), "{text}"),
                Err(subject) => assert_eq!(settled.expect_err(text).subject, subject, "{text}"),
            }
        }
    }
}
