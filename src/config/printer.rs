//! `[[printers]]`: what is added to each place on a form so that a printer meets it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Complaints, SourceFile};

/// `[[printers]]` as written.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPrinter {
    /// Name, for `--printer`.
    pub name: Option<String>,
    /// Name of the tray, for `--tray`. Default: any tray.
    pub tray: Option<String>,
    /// `front` (default) or `back`.
    pub side: Option<String>,
    /// What is added to the right, in mm. Default: 0.
    pub x: Option<f64>,
    /// What is added downwards, in mm. Default: 0.
    pub y: Option<f64>,
}

/// The offset of one printer, tray and side.
#[derive(Debug, Clone, PartialEq)]
pub struct Printer {
    /// Name.
    pub name: String,
    /// Tray; `None` for any.
    pub tray: Option<String>,
    /// The side of the sheet.
    pub side: Side,
    /// To the right and downwards, in mm.
    pub shift: (f64, f64),
}

/// A side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The side that is printed first.
    Front,
    /// The other side.
    Back,
}

impl Side {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::Front, Self::Back];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}

/// An offset beyond this is a mistake: nobody prints a form so far beside it.
const FARTHEST: f64 = 20.0;

/// What the printers mean.
pub(super) fn printers(raw: &[RawPrinter], source: &SourceFile, complaints: &mut Complaints) -> Vec<Printer> {
    let mut printers = Vec::new();
    for (at, raw) in raw.iter().enumerate() {
        let key = |name: &str| format!("printers[{at}].{name}");
        let mut reader = super::Reader { source, complaints };
        let name = reader.required(&key("name"), raw.name.as_ref());
        let side = raw.side.as_deref().and_then(|word| reader.word(&key("side"), word, &Side::ALL, Side::name));
        let shift = (raw.x.unwrap_or(0.0), raw.y.unwrap_or(0.0));
        for (name, value) in [("x", shift.0), ("y", shift.1)] {
            if !value.is_finite() || value.abs() > FARTHEST {
                reader.complain(&key(name), "config-printer-offset", &[("found", &value.to_string())]);
            }
        }
        printers.push(Printer { name, tray: raw.tray.clone(), side: side.unwrap_or(Side::Front), shift });
    }
    printers
}
