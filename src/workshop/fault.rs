//! What is wrong with a kind, in words: where, what, what to do.

use crate::diag::{Lang, ui};
use crate::render;

/// Something wrong with a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No case of the sample season can have such a paper.
    NoSample {
        /// What the people of the cases lack.
        lacking: String,
    },
    /// A sentence cannot be worded for a case.
    Unworded {
        /// The case.
        case: String,
        /// What Tera says.
        error: String,
    },
    /// Typst cannot set a case.
    Unset {
        /// The case.
        case: String,
        /// What Typst says.
        fault: render::Fault,
    },
    /// A case takes more or fewer pages than `kind.toml` allows.
    Pages {
        /// The case.
        case: String,
        /// The pages.
        found: usize,
        /// How many there may be.
        limits: String,
    },
    /// A requisite stands on no page of a case.
    Missing {
        /// The case.
        case: String,
        /// The requisite.
        requisite: String,
        /// Its source.
        source: String,
        /// Its path in the data.
        path: String,
        /// The value that was looked for.
        value: String,
    },
    /// The data of a case has no value for a requisite.
    NoValue {
        /// The case.
        case: String,
        /// The requisite.
        requisite: String,
        /// Its path in the data.
        path: String,
    },
    /// No case has a value for a requisite, so nobody sees whether it is printed.
    NeverShown {
        /// The requisite.
        requisite: String,
        /// Its path in the data.
        path: String,
    },
    /// The page does not follow the data: another value was given, and is not printed.
    Untied {
        /// The case.
        case: String,
        /// The requisite.
        requisite: String,
        /// Its path in the data.
        path: String,
    },
    /// A further page of a paper with a code has none.
    NoPageCode {
        /// The case.
        case: String,
        /// The page, from 2.
        page: usize,
    },
    /// The pages are not as they were accepted.
    Differs {
        /// The case.
        case: String,
        /// The differences, a line each.
        lines: Vec<String>,
    },
    /// The kind was accepted, but not in this case.
    NotAccepted {
        /// The case.
        case: String,
    },
    /// A file of `expected/` is of no case.
    Leftover {
        /// The file.
        file: String,
    },
}

/// Lines of a difference that are shown.
const SHOWN: usize = 12;

impl Fault {
    /// The case it is about; empty for the kind as a whole.
    #[must_use]
    pub fn case(&self) -> &str {
        match self {
            Self::NoSample { .. } | Self::NeverShown { .. } | Self::Leftover { .. } => "",
            Self::Unworded { case, .. }
            | Self::Unset { case, .. }
            | Self::Pages { case, .. }
            | Self::Missing { case, .. }
            | Self::NoValue { case, .. }
            | Self::Untied { case, .. }
            | Self::NoPageCode { case, .. }
            | Self::Differs { case, .. }
            | Self::NotAccepted { case } => case,
        }
    }

    /// The fault in words, and below it what to do.
    #[must_use]
    pub fn words(&self, kind: &str, lang: Lang) -> String {
        let (key, args) = self.said();
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).chain([("kind", kind)]).collect();
        let place = if self.case().is_empty() { kind.to_owned() } else { format!("{kind}/{}", self.case()) };
        let mut words = format!("{place}: {}\n", ui(lang, key, &args));
        if let Self::Differs { lines, .. } = self {
            words.extend(lines.iter().take(SHOWN).map(|line| format!("    {line}\n")));
            if lines.len() > SHOWN {
                words.push_str(&format!("    … +{}\n", lines.len() - SHOWN));
            }
        }
        let hint = ui(lang, "finding-hint", &[("hint", &ui(lang, &format!("{key}-hint"), &args))]);
        words + "    " + &hint + "\n"
    }

    fn said(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::NoSample { lacking } => ("workshop-no-sample", vec![("found", lacking.clone())]),
            Self::Unworded { error, .. } => ("workshop-unworded", vec![("error", error.clone())]),
            Self::Unset { fault, .. } => {
                ("workshop-unset", vec![("error", fault.message.clone()), ("line", fault.place.clone())])
            }
            Self::Pages { found, limits, .. } => {
                ("workshop-pages", vec![("found", found.to_string()), ("expected", limits.clone())])
            }
            Self::Missing { requisite, source, path, value, .. } => (
                "workshop-requisite",
                vec![
                    ("requisite", requisite.clone()),
                    ("source", source.clone()),
                    ("path", path.clone()),
                    ("found", value.clone()),
                ],
            ),
            Self::NoValue { requisite, path, .. } => {
                ("workshop-no-value", vec![("requisite", requisite.clone()), ("path", path.clone())])
            }
            Self::NeverShown { requisite, path } => {
                ("workshop-never-shown", vec![("requisite", requisite.clone()), ("path", path.clone())])
            }
            Self::Untied { requisite, path, .. } => {
                ("workshop-untied", vec![("requisite", requisite.clone()), ("path", path.clone())])
            }
            Self::NoPageCode { page, .. } => ("workshop-no-page-code", vec![("page", page.to_string())]),
            Self::Differs { .. } => ("workshop-differs", Vec::new()),
            Self::NotAccepted { .. } => ("workshop-not-accepted", Vec::new()),
            Self::Leftover { file } => ("workshop-leftover", vec![("file", file.clone())]),
        }
    }
}
