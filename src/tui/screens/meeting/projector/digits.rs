//! Large digits, of the one sign that every terminal can show.

/// Rows of a digit.
pub const ROWS: usize = 5;

/// The dots of a character, three to a row.
const fn dots(c: char) -> [&'static str; ROWS] {
    match c {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => [" # ", "## ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", "###", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        '/' => ["  #", "  #", " # ", "#  ", "#  "],
        _ => ["   ", "   ", "   ", "   ", "   "],
    }
}

/// The rows of a text in large digits, each dot as two of `sign`; all rows are equally long.
pub fn rows(text: &str, sign: &str) -> [String; ROWS] {
    std::array::from_fn(|row| {
        let glyphs = text.chars().map(|c| {
            let dots = dots(c)[row].chars();
            dots.map(|dot| if dot == '#' { sign.repeat(2) } else { "  ".to_owned() }).collect::<String>()
        });
        glyphs.collect::<Vec<_>>().join("  ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_of_one_sign_and_equally_wide() {
        let drawn = rows("12/90", "#");
        assert!(drawn.iter().all(|row| row.len() == 5 * 6 + 4 * 2), "{drawn:?}");
        assert!(drawn.iter().all(|row| row.chars().all(|c| matches!(c, '#' | ' '))));
        let all: Vec<[String; ROWS]> = "0123456789/".chars().map(|c| rows(&c.to_string(), "#")).collect();
        assert!((0..all.len()).all(|at| !all[at + 1..].contains(&all[at])), "no two look alike");
    }
}
