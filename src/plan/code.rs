//! The machine-readable code of a paper, by which its scan is found again.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::config::Institution;
use crate::model::Document;

/// What the code says: `laurea:1:<institution>:<paper's key>:<registration number or ->`.
pub fn payload(institution: &Institution, document: &Document) -> String {
    let number = document.registration.as_ref().map_or("-", |registration| registration.number.as_str());
    format!("laurea:1:{}:{}:{number}", institution.code, document.key)
}

/// The code as an SVG drawing.
///
/// # Errors
/// The payload is too long for a QR code.
pub fn qr_svg(payload: &str) -> Result<String, String> {
    let qr = QRBuilder::new(payload).ecl(ECL::M).build().map_err(|error| error.to_string())?;
    Ok(SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&qr))
}
