//! The machine-readable code of a paper, by which its scan is found again. There is no personal data in it.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder, QRCode};
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

/// Under which name the drawings of further pages stand in a paper's `document`: the second page first.
const PAGE_CODES: &str = "page_codes";

/// Pages that have a code of their own, where a kind sets no limit.
const MOST_PAGES: usize = 32;

/// Light modules around the drawing of a further page, within its picture.
const QUIET: usize = 2;

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

    /// The code as an SVG drawing: that of the first page.
    ///
    /// # Errors
    /// The payload is too long for a QR code.
    pub fn qr_svg(&self) -> Result<String, String> {
        Ok(SvgBuilder::default().shape(Shape::Square).margin(QUIET).to_str(&drawn(&self.payload)?))
    }

    /// The code of a further page, from 2: what the first says, and after it `:p` and the number of the page.
    #[must_use]
    pub fn of_page(&self, page: usize) -> String {
        format!("{}:p{page}", self.payload)
    }

    /// The drawings of pages 2 to `pages`.
    fn page_svgs(&self, pages: usize) -> Result<Value, String> {
        let drawing = |page| drawn(&self.of_page(page)).map(|qr| Value::from(short_svg(&qr)));
        (2..=pages.min(MOST_PAGES)).map(drawing).collect::<Result<Vec<Value>, String>>().map(Value::from)
    }
}

/// Gives the data of a paper with a code the drawings of its further pages, of at most `pages`; says whether there are any.
///
/// # Errors
/// The payload is too long for a QR code.
pub(super) fn add_page_codes(data: &mut Value, pages: usize) -> Result<bool, String> {
    let document = &mut data["document"];
    let Some(payload) = document["code"].as_str().filter(|_| document["qr"].is_string() && pages > 1) else {
        return Ok(false);
    };
    let drawings = Code::parse(payload).page_svgs(pages)?;
    document[PAGE_CODES] = drawings;
    Ok(true)
}

/// Takes the drawings of further pages out of the data of a paper; how many pages have a code, where further ones have.
pub(super) fn take_page_codes(data: &mut Value) -> Option<usize> {
    let taken = data["document"].as_object_mut()?.shift_remove(PAGE_CODES)?;
    taken.as_array().map(|drawings| drawings.len() + 1)
}

/// Leaves of the drawings of further pages only how many pages have a code.
pub(super) fn fold_page_codes(data: &mut Value) {
    let pages = data["document"][PAGE_CODES].as_array().map(|drawings| drawings.len() + 1);
    if let Some(pages) = pages {
        data["document"][PAGE_CODES] = Value::from(pages);
    }
}

/// Draws again what was folded.
///
/// # Errors
/// The payload is too long for a QR code.
pub(super) fn unfold_page_codes(data: &mut Value) -> Result<(), String> {
    let pages = data["document"].get(PAGE_CODES).and_then(Value::as_u64).and_then(|pages| usize::try_from(pages).ok());
    match pages {
        Some(pages) => add_page_codes(data, pages).map(drop),
        None => Ok(()),
    }
}

/// The modules of a payload.
fn drawn(payload: &str) -> Result<QRCode, String> {
    QRBuilder::new(payload).ecl(ECL::M).build().map_err(|error| error.to_string())
}

/// A drawing of few characters: one path, a stroke for each row of dark modules that touch.
fn short_svg(qr: &QRCode) -> String {
    let side = qr.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..qr.size {
        let mut at = 0;
        let is_dark = |column: usize| column < qr.size && qr[row][column].value();
        while let Some(start) = (at..qr.size).find(|column| is_dark(*column)) {
            let end = (start..=qr.size).find(|column| !is_dark(*column)).unwrap_or(qr.size);
            let step = if at == 0 { format!("M{} {}.5", start + QUIET, row + QUIET) } else { format!("m{} 0", start - at) };
            path.push_str(&format!("{step}h{}", end - start));
            at = end;
        }
    }
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'><path d='{path}' stroke='#000'/></svg>")
}

/// Eight characters that another text hardly has.
fn check(text: &str) -> String {
    let hash = sha256(text.as_bytes());
    let bits = u64::from_str_radix(&hash[..10], 16).unwrap_or_default();
    (0..8).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The dark modules of a short drawing, as it would be painted.
    fn painted(svg: &str, side: usize) -> Vec<Vec<bool>> {
        let path = svg.split("d='").nth(1).and_then(|rest| rest.split('\'').next()).expect("a path");
        let mut dark = vec![vec![false; side]; side];
        for row in path.split('M').skip(1) {
            let (mut x, mut y) = (0, 0);
            for (at, part) in row.split(['h', 'm']).enumerate() {
                let numbers: Vec<&str> = part.split(' ').collect();
                match (at, numbers.as_slice()) {
                    (0, [from, line]) => (x, y) = (from.parse().expect("x"), line.trim_end_matches(".5").parse().expect("y")),
                    (_, [gap, "0"]) => x += gap.parse::<usize>().expect("a gap"),
                    (_, [length]) => {
                        let length: usize = length.parse().expect("a length");
                        dark[y][x..x + length].fill(true);
                        x += length;
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
        dark
    }

    #[test]
    fn a_short_drawing_paints_the_same_modules_in_fewer_characters() {
        let code = Code::parse("laurea:2:DUS:appendix:1234-56/2025:PJJ6S0V2");
        let (qr, page) = (drawn(&code.of_page(2)).expect("short"), code.page_svgs(2).expect("short"));
        let svg = page[0].as_str().expect("a drawing");
        let side = qr.size + 2 * QUIET;
        let dark = painted(svg, side);
        for (y, row) in dark.iter().enumerate() {
            for (x, is_dark) in row.iter().enumerate() {
                let is_inside = |at: usize| (QUIET..QUIET + qr.size).contains(&at);
                let meant = is_inside(x) && is_inside(y) && qr[y - QUIET][x - QUIET].value();
                assert_eq!(*is_dark, meant, "module {x}, {y}");
            }
        }
        assert!(svg.len() * 3 < code.qr_svg().expect("short").len(), "{}", svg.len());
    }

    #[test]
    fn only_a_paper_with_a_code_and_room_for_pages_has_further_codes() {
        let paper = |qr: Value| json!({ "document": { "code": "laurea:2:uni:appendix:-:ABCDEFGH", "qr": qr } });
        let mut coded = paper(json!("<svg/>"));
        assert_eq!(add_page_codes(&mut coded, 8), Ok(true));
        assert_eq!(coded["document"]["page_codes"].as_array().map(Vec::len), Some(7));
        let drawings: std::collections::BTreeSet<String> =
            coded["document"]["page_codes"].as_array().into_iter().flatten().map(Value::to_string).collect();
        assert_eq!(drawings.len(), 7, "each page has another");
        assert_eq!(take_page_codes(&mut coded), Some(8));
        assert_eq!(coded, paper(json!("<svg/>")));
        for (mut data, pages) in [(paper(Value::Null), 8), (paper(json!("<svg/>")), 1)] {
            let before = data.clone();
            assert_eq!(add_page_codes(&mut data, pages), Ok(false));
            assert_eq!(data, before);
        }
        let mut endless = paper(json!("<svg/>"));
        assert_eq!(add_page_codes(&mut endless, usize::MAX), Ok(true));
        assert_eq!(take_page_codes(&mut endless), Some(MOST_PAGES));
    }
}
