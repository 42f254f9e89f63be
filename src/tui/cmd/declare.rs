//! How the table of commands becomes their enum.

/// Declares the commands, each with its word.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)*) => {
        /// A command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cmd { $($(#[doc = $doc])* $name,)* }

        impl Cmd {
            /// Every command, in the order of this list.
            pub const ALL: &'static [Cmd] = &[$(Cmd::$name,)*];
            /// The word that the configuration and the palette use.
            pub const fn word(self) -> &'static str { match self { $(Cmd::$name => $word,)* } }
            /// The command of a word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|cmd| cmd.word() == word)
            }
        }
    };
}

pub(super) use commands;
