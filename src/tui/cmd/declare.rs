//! How the commands are declared: the enum, the word of each, and the way back.

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
