//! Paths as people type them.

use std::path::{Path, PathBuf};

/// A path with the home in the place of `~`.
pub fn expand(text: &str, home: Option<&Path>) -> PathBuf {
    let text = text.trim();
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tilde_is_home_where_it_stands_alone() {
        let home = Some(Path::new("/home/ito"));
        for (text, path) in [
            ("~", "/home/ito"),
            (" ~/a b.csv ", "/home/ito/a b.csv"),
            ("~//a", "/home/ito/a"),
            ("~ito/a", "~ito/a"),
            ("a~/b", "a~/b"),
            ("/x", "/x"),
        ] {
            assert_eq!(expand(text, home), Path::new(path), "{text}");
        }
        assert_eq!(expand("~/a", None), Path::new("~/a"));
    }
}
