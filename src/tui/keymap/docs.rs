//! `docs/KEYS.md`, written from the table.

use std::fmt::Write;

use super::{Keymap, Scope, shown};

/// The page of every key, as Markdown.
pub fn keys_page() -> String {
    let map = Keymap::default();
    let mut page = String::from(
        "# Keys\n\nGenerated from the table of keys. Every key can be changed in the configuration, as\n\
         `[keys]` `command = [\"key\", …]` or `\"scope.command\" = [\"key\", …]`; clashes are reported at the start.\n",
    );
    for scope in Scope::ALL {
        let rows: Vec<_> = map.of(*scope).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## {}\n\n| keys | command | does |\n|---|---|---|\n", scope.word());
        for (binding, keys) in rows {
            let keys: Vec<String> = keys.iter().map(|keys| format!("`{}`", shown(keys).replace('|', "\\|"))).collect();
            let keys = if keys.is_empty() { format!("`:{}`", binding.cmd.word()) } else { keys.join(" ") };
            let _ = writeln!(page, "| {keys} | {} | {} |", binding.cmd.word(), binding.help);
        }
    }
    page
}
