//! The two languages laurea speaks to people.

use serde::Serialize;

/// A language of messages (papers have their own, see the kind's texts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Bulgarian.
    Bg,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The language a locale name such as `bg_BG.UTF-8` or `bg-BG` asks for; English for every other.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("bg") { Self::Bg } else { Self::En }
    }

    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Bg, Self::En];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Bg => "bg",
            Self::En => "en",
        }
    }
}
