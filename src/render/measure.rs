//! Measuring: how large a text can be in its box, by the real fonts, before anything is numbered.
//!
//! Typst measures by the very rule papers are set by (`shared/boxes.typ`); the sizes are read back by introspection, so no
//! page is exported.

use serde::Serialize;
use typst::foundations::{Label, Selector, Value};
use typst::introspection::{Introspector as _, MetadataElem};
use typst::utils::PicoStr;

use super::shared::shared_world;
use super::{Fault, Templates, render_all};

/// A text and the box it must stay in.
#[derive(Debug, Clone, Serialize)]
pub struct Boxed<'a> {
    /// The box, as `kind.toml` writes it.
    pub rule: &'a serde_json::Value,
    /// The text.
    pub text: &'a str,
}

/// How a text stays in its box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The largest size at which it fits, in pt; the smallest allowed where it never does.
    pub size: f64,
    /// Whether it fits at that size.
    pub fits: bool,
}

/// Texts measured by one thread at a time: few enough for every thread to have work, many enough to pay for starting.
const CHUNK: usize = 200;

/// Measures texts; the answers are in their order.
///
/// # Errors
/// What Typst says: a font that is not there, a template that cannot be read.
pub fn measure(templates: &Templates, boxed: &[Boxed], threads: usize) -> Result<Vec<Measured>, Fault> {
    let chunks: Vec<&[Boxed]> = boxed.chunks(CHUNK).collect();
    let mut measured = Vec::with_capacity(boxed.len());
    let job = |at: usize| measure_chunk(templates, chunks[at]);
    render_all(chunks.len(), threads, &job, |_, result| {
        measured.extend(result?);
        Ok::<(), Fault>(())
    })?;
    Ok(measured)
}

fn measure_chunk(templates: &Templates, boxed: &[Boxed]) -> Result<Vec<Measured>, Fault> {
    let json = serde_json::to_string(boxed).map_err(|error| Fault::plain(&error.to_string()))?;
    let document = shared_world(templates, "measure", json)?.compile()?;
    let unread = || Fault::plain("shared/measure.typ: <sizes>");
    let label = Label::new(PicoStr::intern("sizes")).ok_or_else(unread)?;
    let found = document.introspector().query_first(&Selector::Label(label)).ok_or_else(unread)?;
    let metadata = found.to_packed::<MetadataElem>().ok_or_else(unread)?;
    let Value::Array(sizes) = &metadata.value else { return Err(unread()) };
    let measured: Vec<Measured> = sizes.iter().filter_map(measured).collect();
    if measured.len() == boxed.len() { Ok(measured) } else { Err(unread()) }
}

fn measured(value: &Value) -> Option<Measured> {
    let Value::Dict(found) = value else { return None };
    match (found.get("size").ok()?, found.get("fits").ok()?) {
        (Value::Float(size), Value::Bool(fits)) => Some(Measured { size: *size, fits: *fits }),
        _ => None,
    }
}
