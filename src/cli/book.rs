//! `laurea book`: the graduates' book of an academic year.

use serde_json::json;

use super::args::Format;
use super::args_of_book::BookArgs;
use super::issue::today;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::model::AcademicYear;
use crate::pipeline::{self, BookOptions, Error, GraduatesBookMade};

/// Runs the command.
pub fn run(config: &Config, args: &BookArgs, lang: Lang) -> Result<Exit, Failure> {
    let year = AcademicYear::parse(&args.year).ok_or_else(|| Failure::AcademicYear(args.year.clone()))?;
    let granted = pipeline::granted_for_book(config)?;
    let options = BookOptions {
        year,
        out: args.out.clone(),
        date: args.act.date.or_else(today).ok_or(Error::NoDate)?,
        by: args.act.by.clone(),
        granted: &*granted,
    };
    let made = pipeline::graduates_book(config, &options)?;
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&told(year, &made)).unwrap_or_default() + "\n")),
        Format::Human => say(&words(year, &made, lang)),
    }
    Ok(Exit::Done)
}

fn told(year: AcademicYear, made: &GraduatesBookMade) -> serde_json::Value {
    json!({
        "year": year.to_string(),
        "folder": made.folder.display().to_string(),
        "pages": made.pages,
        "named": made.named,
        "photos": made.photos,
        "unnamed": made.unnamed,
        "undated": made.undated,
        "lost_photos": made.lost_photos,
    })
}

fn words(year: AcademicYear, made: &GraduatesBookMade, lang: Lang) -> String {
    let (named, photos, unnamed) = (made.named.to_string(), made.photos.to_string(), made.unnamed.to_string());
    let (year, pages, folder) = (year.to_string(), made.pages.to_string(), made.folder.display().to_string());
    let args = [
        ("year", year.as_str()),
        ("named", &named),
        ("photos", &photos),
        ("unnamed", &unnamed),
        ("pages", &pages),
        ("path", &folder),
    ];
    let mut lines = vec![ui(lang, "book-made", &args), ui(lang, "book-made-where", &args)];
    if made.named == 0 {
        lines.push(ui(lang, "book-made-nobody", &[]));
    }
    if made.undated > 0 {
        lines.push(ui(lang, "book-made-undated", &[("count", &made.undated.to_string())]));
    }
    if !made.lost_photos.is_empty() {
        lines.push(ui(lang, "book-made-lost", &[("names", &made.lost_photos.join(", "))]));
    }
    lines.join("\n") + "\n"
}
