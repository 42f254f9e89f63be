//! Sorting what is listed. The library's own sort is written out for every type it sorts, at seven kilobytes each;
//! this one sorts places, once for all. For lists that a person reads: what is large is sorted where it lies.

use std::cmp::Ordering;

/// Sorts stably by a key.
pub fn by_key<T, K: Ord>(items: &mut Vec<T>, mut key: impl FnMut(&T) -> K) {
    by(items, |left, right| key(left).cmp(&key(right)));
}

/// Sorts stably as told.
pub fn by<T>(items: &mut Vec<T>, mut order: impl FnMut(&T, &T) -> Ordering) {
    let places = sorted(items.len(), &mut |left, right| order(&items[left], &items[right]));
    let mut from: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|at| from[at].take()));
}

/// The places of so many things in order.
fn sorted(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|left, right| order(*left, *right));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_library_does_and_keeps_what_is_equal_in_its_order() {
        let mut mine: Vec<(u32, usize)> = (0_u32..).map(|at| (at * 37) % 7).zip(0..100).collect();
        let mut library = mine.clone();
        by_key(&mut mine, |one| std::cmp::Reverse(one.0));
        library.sort_by_key(|one| std::cmp::Reverse(one.0));
        assert_eq!(mine, library);
        let mut none: Vec<u8> = Vec::new();
        by(&mut none, Ord::cmp);
        assert!(none.is_empty());
    }
}
