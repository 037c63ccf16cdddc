//! `laurea kind calibrate`: a page by which to measure where a printer really prints.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::issue::today;
use super::{Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::disk::write_whole;
use crate::kind::DocumentKind;
use crate::pipeline::{Error, FormsError, printer_shift};
use crate::render::{Templates, render_shared};

/// The printer that is measured; with none the page is not shifted.
pub struct Calibrated<'a> {
    /// Its name in the configuration.
    pub printer: Option<&'a str>,
    /// Its tray.
    pub tray: Option<&'a str>,
}

/// Writes the page.
pub fn run(config: &Config, kind: &DocumentKind, on: &Calibrated, out: Option<&Path>, lang: Lang) -> Result<(), Failure> {
    let form = kind.form.as_ref().ok_or_else(|| Error::from(FormsError::None(kind.name.clone())))?;
    let (x, y) = printer_shift(&config.pipeline.printers, on.printer, on.tray).map_err(Error::from)?.front;
    let (width, height) = form.page.size(form.flipped);
    let title = if lang == Lang::Bg { &kind.title } else { &kind.title_en };
    let said = |key: &str| {
        let args = [
            ("kind", title.as_str()),
            ("width", &width.to_string()),
            ("height", &height.to_string()),
            ("x", &x.to_string()),
            ("y", &y.to_string()),
            ("span", &(width - 40).to_string()),
        ];
        ui(lang, key, &args)
    };
    let steps = ["calibrate-print", "calibrate-scale", "calibrate-x", "calibrate-y", "calibrate-again"];
    let tray = on.tray.map_or_else(String::new, |tray| format!("tray = \"{tray}\"\n"));
    let data = json!({
        "lang": lang.code(),
        "page": form.page.name(),
        "flipped": form.flipped,
        "x": x,
        "y": y,
        "texts": {
            "title": said("calibrate-title"),
            "about": said("calibrate-about"),
            "steps": steps.map(said),
            "write_to": said("calibrate-write"),
            "example": format!("[[printers]]\nname = \"{}\"\n{tray}side = \"front\"\nx = {x:.1}\ny = {y:.1}", on.printer.unwrap_or("…")),
        },
    });
    let templates = Templates::load(&config.pipeline.paths.templates).map_err(Error::from)?;
    let date = config.pipeline.date.or_else(today).ok_or(Error::NoDate)?;
    let page = render_shared(&templates, "calibrate", data.to_string(), date)
        .map_err(|fault| Failure::Other(format!("{} {}", fault.message, fault.place)))?;
    let path = out.map_or_else(|| PathBuf::from(format!("{}-calibration.pdf", kind.name)), Path::to_owned);
    write_whole(&path, &page.pdf).map_err(|error| Failure::Write(path.clone(), error))?;
    say(&format!("{}\n", ui(lang, "calibrate-done", &[("path", &path.display().to_string())])));
    Ok(())
}
