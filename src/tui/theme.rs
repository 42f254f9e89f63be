//! What things look like: roles instead of colours, so that one table decides, and letters and words
//! always stand beside a colour.
//!
//! The terminal's own foreground and background are kept; selection is reverse video; only the
//! sixteen colours that every terminal lets its owner choose are used.

use ratatui::style::{Color, Modifier, Style};

use crate::choice;

choice! {
    /// A theme by name.
    pub enum ThemeName {
        /// Colours that are readable on light and dark.
        #[default]
        Auto = "auto",
        /// For a light background.
        Light = "light",
        /// For a dark background.
        Dark = "dark",
        /// No colours.
        Mono = "mono",
        /// Bold and bright.
        HighContrast = "high-contrast",
    }
}

/// What a piece of text is to its reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Text.
    #[default]
    Text,
    /// Labels, hints, what stands back.
    Dim,
    /// Headings.
    Title,
    /// What is current: the one accent.
    Accent,
    /// Rules between panes.
    Rule,
    /// In order.
    Good,
    /// Needs a look.
    Warn,
    /// Wrong, refused, overdue.
    Bad,
    /// The selected row or button.
    Selected,
    /// The selected row of a pane without the focus.
    Aside,
    /// What can be typed in.
    Input,
    /// What has been marked.
    Marked,
    /// Matched letters.
    Match,
    /// Code and identifiers in Markdown.
    Code,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[
        Role::Text,
        Role::Dim,
        Role::Title,
        Role::Accent,
        Role::Rule,
        Role::Good,
        Role::Warn,
        Role::Bad,
        Role::Selected,
        Role::Aside,
        Role::Input,
        Role::Marked,
        Role::Match,
        Role::Code,
    ];
}

/// The styles of the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: ThemeName,
    colours: bool,
}

impl Theme {
    /// The theme of that name; without colours it has none at all, for a terminal library that is
    /// told of `NO_COLOR` writes a reset for every colour, and the reset wipes the reverse video.
    pub const fn new(name: ThemeName, colours: bool) -> Self {
        Self { name, colours: colours && !matches!(name, ThemeName::Mono) }
    }

    /// The style of a role.
    pub const fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let style = match role {
            Role::Text | Role::Good | Role::Warn | Role::Code => plain,
            Role::Dim | Role::Rule if matches!(self.name, ThemeName::HighContrast) => plain,
            Role::Dim | Role::Rule => plain.add_modifier(Modifier::DIM),
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::Aside | Role::Input | Role::Match => plain.add_modifier(Modifier::UNDERLINED),
            Role::Title | Role::Accent | Role::Bad | Role::Marked => plain.add_modifier(Modifier::BOLD),
        };
        match self.colour(role) {
            Some(colour) if self.colours => style.fg(colour),
            _ => style,
        }
    }

    /// Blue and yellow or magenta keep apart for people who cannot tell red from green.
    const fn colour(self, role: Role) -> Option<Color> {
        match (self.name, role) {
            (_, Role::Text | Role::Dim | Role::Rule | Role::Title | Role::Selected | Role::Aside | Role::Input)
            | (ThemeName::Mono, _) => None,
            (ThemeName::Light, Role::Accent | Role::Good | Role::Match) => Some(Color::Blue),
            (ThemeName::Light | ThemeName::Auto, Role::Warn | Role::Marked) => Some(Color::Magenta),
            (ThemeName::Light | ThemeName::Auto, Role::Bad) => Some(Color::Red),
            (ThemeName::Light, Role::Code)
            | (ThemeName::Auto | ThemeName::Dark, Role::Accent | Role::Good | Role::Match | Role::Code) => {
                Some(Color::Cyan)
            }
            (ThemeName::Dark, Role::Warn | Role::Marked) => Some(Color::Yellow),
            (ThemeName::Dark | ThemeName::HighContrast, Role::Bad) => Some(Color::LightRed),
            (ThemeName::HighContrast, Role::Accent | Role::Good | Role::Match | Role::Code) => Some(Color::LightCyan),
            (ThemeName::HighContrast, Role::Warn | Role::Marked) => Some(Color::LightYellow),
        }
    }

    /// The theme that comes next when somebody tries them out.
    #[must_use]
    pub fn next(self, colours: bool) -> Self {
        let at = ThemeName::ALL.iter().position(|name| *name == self.name).unwrap_or(0);
        Self::new(ThemeName::ALL[(at + 1) % ThemeName::ALL.len()], colours)
    }
}

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident = $drawn:literal, $ascii:literal;)*) => {
        /// The signs of the interface, drawn or in ASCII; all are one column wide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Glyphs { $($(#[$doc])* pub $name: &'static str,)* }

        impl Glyphs {
            /// Line-drawing signs.
            pub const DRAWN: Self = Self { $($name: $drawn,)* };
            /// ASCII only.
            pub const ASCII: Self = Self { $($name: $ascii,)* };
            /// Every sign.
            pub fn all(&self) -> Vec<&'static str> { vec![$(self.$name,)*] }
        }
    };
}

glyphs! {
    /// A horizontal rule.
    across = "─", "-";
    /// A vertical rule.
    upright = "│", "|";
    /// The corner of a box.
    top_left = "┌", "+";
    /// The corner of a box.
    top_right = "┐", "+";
    /// The corner of a box.
    bottom_left = "└", "+";
    /// The corner of a box.
    bottom_right = "┘", "+";
    /// Where a rule leaves downward.
    tee_down = "┬", "+";
    /// Where a rule ends from above.
    tee_up = "┴", "+";
    /// The selected row.
    pointer = "▸", ">";
    /// A marked row.
    mark = "▪", "*";
    /// Text that was cut.
    cut = "…", "~";
    /// Done, in order.
    tick = "✓", "+";
    /// Not in order.
    cross = "✗", "x";
    /// A light that is on.
    light = "●", "o";
    /// A light that is off.
    unlit = "○", ".";
    /// Ascending; off target above.
    up = "▲", "^";
    /// Descending.
    down = "▼", "v";
    /// To the one before.
    before = "◂", "<";
    /// To the one after.
    after = "▸", ">";
    /// A dot between words.
    dot = "·", "-";
    /// An arrow from old to new.
    arrow = "→", ">";
    /// A filled bar.
    bar = "█", "#";
    /// At most.
    at_most = "≤", "<";
    /// At least.
    at_least = "≥", ">";
}

/// The eight heights of a sparkline, drawn.
const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// The same in ASCII.
const ASCII_HEIGHTS: [&str; 8] = ["_", "_", ".", ".", "-", "-", "=", "#"];

impl Glyphs {
    /// The sign of a sparkline for a share of 0 to 7.
    pub fn height(&self, level: usize) -> &'static str {
        let heights = if *self == Self::ASCII { &ASCII_HEIGHTS } else { &HEIGHTS };
        heights[level.min(7)]
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn without_colours_no_style_has_one_and_the_selection_is_reversed() {
        for name in ThemeName::ALL {
            let theme = Theme::new(*name, false);
            for role in Role::ALL {
                let style = theme.style(*role);
                assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None), "{name} {role:?}");
            }
            assert!(theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
        }
    }

    #[test]
    fn no_theme_touches_the_background_and_good_never_looks_like_bad() {
        for name in ThemeName::ALL {
            let theme = Theme::new(*name, true);
            assert!(Role::ALL.iter().all(|role| theme.style(*role).bg.is_none()));
            assert_ne!(theme.style(Role::Good), theme.style(Role::Bad), "{name}");
            assert_ne!(theme.style(Role::Selected), theme.style(Role::Aside), "{name}");
        }
        let mut theme = Theme::new(ThemeName::Auto, true);
        let shown = [(); 5].map(|()| {
            theme = theme.next(true);
            theme.name.word()
        });
        assert_eq!(shown, ["light", "dark", "mono", "high-contrast", "auto"]);
    }

    #[test]
    fn every_sign_is_one_column() {
        for glyphs in [Glyphs::DRAWN, Glyphs::ASCII] {
            assert!(glyphs.all().iter().all(|sign| sign.width() == 1));
            assert!((0..9).all(|level| glyphs.height(level).width() == 1));
        }
        assert!(Glyphs::ASCII.all().iter().all(|sign| sign.is_ascii()));
    }
}
