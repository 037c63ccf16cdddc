//! What Typst says against a paper, in the terms of the person who made the template.

use serde::{Deserialize, Serialize};
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};

/// Why a paper could not be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Typst's words.
    pub message: String,
    /// `diploma/main.typ:10:48`; empty where there is no place.
    pub place: String,
    /// The text with a letter that is in none of the fonts, where that is the fault.
    pub missing_glyph: Option<String>,
    /// Pages it came to and how many it may have, where that is the fault.
    pub pages: Option<(usize, String)>,
    /// How setting it ended, where it did not end by itself.
    pub end: Option<End>,
}

/// How the setting of a paper ended that did not end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// It took longer than so many seconds.
    Late(u32),
    /// It took more memory than so many MiB.
    Memory(u32),
    /// It crashed, or was ended from outside.
    Crash,
}

impl Fault {
    /// A fault without a place.
    #[must_use]
    pub fn plain(message: &str) -> Self {
        Self { message: message.to_owned(), place: String::new(), missing_glyph: None, pages: None, end: None }
    }

    /// The setting of the paper did not end by itself.
    #[must_use]
    pub fn ended(end: End, message: &str) -> Self {
        Self { end: Some(end), ..Self::plain(message) }
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
        let missing_glyph =
            message.contains("could not be displayed").then(|| message.split('`').nth(1).unwrap_or_default().to_owned());
        Self { place: place(world, first).unwrap_or_default(), missing_glyph, ..Self::plain(&message) }
    }
}

/// Where it is: the diagnostic's own place, else the nearest call that led to it.
fn place(world: &dyn World, diagnostic: &SourceDiagnostic) -> Option<String> {
    let calls = diagnostic.trace.iter().map(|call| DiagSpan::from(call.span));
    std::iter::once(diagnostic.span).chain(calls).find_map(|span| place_of(world, span))
}

fn place_of(world: &dyn World, span: DiagSpan) -> Option<String> {
    let id = span.id()?;
    let source = world.source(id).ok()?;
    let start = world.range(span)?.start;
    let (line, column) = source.lines().byte_to_line_column(start)?;
    Some(format!("{}:{}:{}", id.vpath().get_without_slash(), line + 1, column + 1))
}
