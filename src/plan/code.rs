//! The machine-readable code of a paper, by which its scan is found again. There is no personal data in it.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};
use serde_json::Value;

use crate::config::Institution;
use crate::model::{Document, sha256};

/// The code of a paper.
pub struct Code {
    /// What the drawing says: `laurea:2:<institution>:<kind>:<registration number or ->:<check value>`.
    pub payload: String,
    /// Eight characters that depend on everything the paper says; a scan with another value is of another paper.
    pub check: String,
}

/// Digits and letters that cannot be taken for each other.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// The code of a paper with its data.
    pub fn of(institution: &Institution, document: &Document, data: &Value) -> Self {
        let number = document.registration.as_ref().map_or("-", |registration| registration.number.as_str());
        let check = check(&format!("{number}\n{data}"));
        let payload = format!("laurea:2:{}:{}:{number}:{check}", institution.code, document.kind);
        Self { payload, check }
    }

    /// The code of a paper that is set again, from its former code and the data it says now.
    pub fn again(former: &str, data: &Value) -> Self {
        let (whose, _) = former.rsplit_once(':').unwrap_or((former, ""));
        let check = check(&format!("{whose}\n{data}"));
        Self { payload: format!("{whose}:{check}"), check }
    }

    /// The code that a payload is of.
    pub fn parse(payload: &str) -> Self {
        let check = payload.rsplit(':').next().unwrap_or_default().to_owned();
        Self { payload: payload.to_owned(), check }
    }

    /// The code as an SVG drawing.
    ///
    /// # Errors
    /// The payload is too long for a QR code.
    pub fn qr_svg(&self) -> Result<String, String> {
        let qr = QRBuilder::new(self.payload.as_str()).ecl(ECL::M).build().map_err(|error| error.to_string())?;
        Ok(SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&qr))
    }
}

/// Eight characters that another text hardly has.
fn check(text: &str) -> String {
    let hash = sha256(text.as_bytes());
    let bits = u64::from_str_radix(&hash[..10], 16).unwrap_or_default();
    (0..8).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at) & 31) as usize])).collect()
}
