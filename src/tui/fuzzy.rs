//! Fuzzy matching, with accents folded: what completion, palette and help search by.

use crate::domain::order;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The places of the matching texts, best first; all of them, in order, when nothing is sought.
pub fn rank<'a>(sought: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    if sought.trim().is_empty() {
        return texts.enumerate().map(|(at, _)| at).collect();
    }
    let pattern = Pattern::parse(sought, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, usize)> = texts
        .enumerate()
        .filter_map(|(at, text)| {
            let score = pattern.score(Utf32Str::new(text, &mut letters), &mut matcher)?;
            Some((score, at))
        })
        .collect();
    order::by(&mut found, |left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    found.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_letters_and_without_accents() {
        let texts = ["oka Amara Okafor", "weiss Jürgen Weiß", "lin 李 雪", "olive Kay Adams"];
        let found = |sought: &str| rank(sought, texts.into_iter());
        assert_eq!(found(""), [0, 1, 2, 3]);
        assert_eq!(found("jurg"), [1]);
        assert_eq!(found("OKA"), [0, 3]);
        assert_eq!(found("李"), [2]);
        assert_eq!(found("zzz"), Vec::<usize>::new());
    }
}
