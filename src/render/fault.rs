//! What Typst says against a paper, in the terms of the person who made the template.

use typst::diag::SourceDiagnostic;
use typst::{World, WorldExt};

/// Why a paper could not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Typst's words.
    pub message: String,
    /// `diploma/main.typ:10:48`; empty where there is no place.
    pub place: String,
    /// Whether a letter is in none of the fonts.
    pub is_missing_glyph: bool,
    /// Pages it came to and how many it may have, where that is the fault.
    pub pages: Option<(usize, String)>,
}

impl Fault {
    /// A fault without a place.
    #[must_use]
    pub fn plain(message: &str) -> Self {
        Self { message: message.to_owned(), place: String::new(), is_missing_glyph: false, pages: None }
    }

    /// The paper has more or fewer pages than its kind allows.
    #[must_use]
    pub fn pages(found: usize, limits: &str) -> Self {
        Self { pages: Some((found, limits.to_owned())), ..Self::plain("") }
    }

    /// The first of Typst's diagnostics, with its place and hints.
    pub(super) fn of(world: &dyn World, diagnostics: &[SourceDiagnostic]) -> Self {
        let Some(first) = diagnostics.first() else { return Self::plain("") };
        let hints: Vec<&str> = first.hints.iter().map(|hint| hint.v.as_str()).collect();
        let mut message = first.message.to_string();
        if !hints.is_empty() {
            message = format!("{message} ({})", hints.join("; "));
        }
        let is_missing_glyph = message.contains("could not be displayed");
        Self { message, place: place(world, first).unwrap_or_default(), is_missing_glyph, pages: None }
    }
}

fn place(world: &dyn World, diagnostic: &SourceDiagnostic) -> Option<String> {
    let id = diagnostic.span.id()?;
    let source = world.source(id).ok()?;
    let start = world.range(diagnostic.span)?.start;
    let (line, column) = source.lines().byte_to_line_column(start)?;
    Some(format!("{}:{}:{}", id.vpath().get_without_slash(), line + 1, column + 1))
}
