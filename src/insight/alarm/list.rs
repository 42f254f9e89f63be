//! Alarms as a list like the others: filtered, sorted, shown by window. They are no table of the store, so what its
//! lists do in SQL is done here over the alarms themselves.

use std::cmp::Ordering;

use super::Alarm;
use crate::domain::order;
use crate::domain::query::Op;
use crate::domain::query::filter::{Filter, Operand, Test};
use crate::store::query::list::{List, Row, Sort, Standing};

/// What a column or a field of the filter says of an alarm.
fn text(alarm: &Alarm, name: &str) -> String {
    match name {
        "id" => alarm.id.to_string(),
        "rule" => alarm.rule().to_owned(),
        "kind" => alarm.kind.word().to_owned(),
        "record" | "model" => alarm.record.clone(),
        "what" => alarm.what.clone(),
        "since" => alarm.since.map(|day| day.to_string()).unwrap_or_default(),
        "clears" => alarm.clears.clone(),
        "owner" => alarm.owner.to_string(),
        "tier" => alarm.tier.map(|tier| tier.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The alarms that pass a filter, in an order.
pub fn ordered(mut alarms: Vec<Alarm>, filter: &[Filter], sort: Sort) -> Vec<Alarm> {
    alarms.retain(|alarm| filter.iter().all(|term| passes(alarm, &term.test) != term.negated));
    // They come by rule, the oldest first: an order that a stable sort keeps among equals.
    if sort.column == "rule" {
        if sort.descending {
            alarms.reverse();
        }
        return alarms;
    }
    order::by(&mut alarms, |left, right| {
        let (left, right) = (text(left, sort.column).to_lowercase(), text(right, sort.column).to_lowercase());
        // What says nothing comes last, whichever way round.
        match (left.is_empty(), right.is_empty()) {
            (false, false) if sort.descending => right.cmp(&left),
            (false, false) => left.cmp(&right),
            (true, true) => Ordering::Equal,
            (empty, _) => {
                if empty {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
        }
    });
    alarms
}

fn passes(alarm: &Alarm, test: &Test) -> bool {
    let holds = |whole: &str, part: &str| whole.to_lowercase().contains(&part.to_lowercase());
    match test {
        Test::Word(words) | Test::Phrase(words) => ["id", "rule", "kind", "record", "what", "clears", "owner"]
            .iter()
            .any(|name| holds(&text(alarm, name), words)),
        Test::Person(handle) => alarm.owner.as_str() == handle,
        Test::Flag(_) | Test::Custom { .. } => false,
        Test::Field { name, op, values } => {
            let said = text(alarm, name);
            match (op, values.first()) {
                (Op::Is, _) => values.iter().any(|value| match value {
                    Operand::Unset => said.is_empty(),
                    Operand::Text(part) if *name == "record" || *name == "model" => {
                        holds(&format!("{} {said}", alarm.id), part)
                    }
                    Operand::Text(word) => said.eq_ignore_ascii_case(word),
                    Operand::Number(number) => said == number.to_string(),
                    Operand::Date(day) => said == day.to_string(),
                }),
                // Dates are written so that their texts stand in their order; so do tiers, of one digit.
                (_, Some(Operand::Number(number))) => !said.is_empty() && compared(*op, said.cmp(&number.to_string())),
                (_, Some(Operand::Date(day))) => !said.is_empty() && compared(*op, said.cmp(&day.to_string())),
                (_, Some(Operand::Text(_) | Operand::Unset) | None) => false,
            }
        }
    }
}

const fn compared(op: Op, order: Ordering) -> bool {
    match op {
        Op::Is => order.is_eq(),
        Op::Over => order.is_gt(),
        Op::AtLeast => order.is_ge(),
        Op::Under => order.is_lt(),
        Op::AtMost => order.is_le(),
    }
}

/// An alarm as a row of its list.
pub fn row(alarm: &Alarm) -> Row {
    let cells = List::Alarms.table().columns.iter().map(|column| text(alarm, column.name)).collect();
    Row { key: alarm.key(), cells, standing: Standing::Overdue }
}
