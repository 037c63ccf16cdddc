//! What a page must be like: measured once from its picture, judged later against the limits.

use image::GrayImage;

use super::limits::Limits;
use super::page::{ScanPage, Turn};
use super::picture::shrunk;
use super::reason::Reason;

/// Inches of the long and the short side of A4.
const A4: (f64, f64) = (297.0 / 25.4, 210.0 / 25.4);
/// Long side at which ink is measured: A4 at 100 dpi, where noise has been evened out and letters are still there.
const FOR_INK: u32 = 1169;
/// Long side at which sharpness is measured: A4 at 150 dpi.
const FOR_SHARPNESS: u32 = 1754;
/// The share of each side that is not looked at: shadows of the scanner's lid, corners of a leaning sheet.
const MARGIN: f64 = 0.08;
/// How much darker than the paper ink is, of 255.
const INK: u8 = 45;

/// Dots per inch of an A4 sheet whose long side has so many pixels.
pub(super) fn dpi_of_a4(long_side: u32) -> u32 {
    (f64::from(long_side) / A4.0).round() as u32
}

/// What a file says of its dots per inch, if a sheet of such a size is likely: A6 to A3. Many programs write 72 or 96 for want of better.
pub(super) fn likely_dpi(said: Option<u32>, long_side: u32) -> Option<u32> {
    said.filter(|dpi| (5.8..17.5).contains(&(f64::from(long_side) / f64::from((*dpi).max(1)))))
}

/// The share of the surface that is ink.
pub(super) fn ink_share(grey: &GrayImage) -> f64 {
    let small = shrunk(grey, FOR_INK);
    let paper = brightness(&small).0;
    let (mut ink, mut count) = (0_u64, 0_u64);
    for row in inner_rows(&small) {
        ink += row.iter().filter(|pixel| pixel.saturating_add(INK) < paper).count() as u64;
        count += row.len() as u64;
    }
    ink as f64 / count.max(1) as f64
}

/// How steep the steepest edges are, from one pixel of 150 dpi to the next, against the contrast of paper and ink.
///
/// Letters that a scanner sees sharply change from ink to paper within a pixel or two: 0.3 and more. Behind a raised lid or in
/// motion they spread over a millimetre: 0.1 and less.
pub(super) fn sharpness(grey: &GrayImage) -> f64 {
    let small = shrunk(grey, FOR_SHARPNESS);
    let (paper, ink) = brightness(&small);
    let mut steps = [0_u64; 256];
    let mut count = 0_u64;
    for row in inner_rows(&small) {
        for pair in row.windows(2) {
            steps[usize::from(pair[0].abs_diff(pair[1]))] += 1;
        }
        count += row.len() as u64;
    }
    let steepest = from_top(&steps, count / 1000);
    // Blurred ink is paler too; without a floor that would hide what is sought.
    let contrast = f64::from(paper.saturating_sub(ink)).max(f64::from(paper) * 0.6).max(1.0);
    f64::from(steepest) / contrast
}

/// The rows within the margins, each without its ends.
fn inner_rows(grey: &GrayImage) -> impl Iterator<Item = &[u8]> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let margin = |side: usize| (side as f64 * MARGIN) as usize;
    let (side, edge) = (margin(width), margin(height));
    let rows = grey.as_raw().chunks_exact(width.max(1)).skip(edge).take(height - 2 * edge);
    rows.map(move |row| &row[side..width - side])
}

/// How bright paper is, and how dark its ink: the median, and what a thousandth is darker than.
fn brightness(grey: &GrayImage) -> (u8, u8) {
    let mut levels = [0_u64; 256];
    let mut count = 0_u64;
    for row in inner_rows(grey) {
        for pixel in row {
            levels[usize::from(*pixel)] += 1;
        }
        count += row.len() as u64;
    }
    let mut rising = levels;
    rising.reverse();
    (from_top(&levels, count / 2), 255 - from_top(&rising, count / 1000))
}

/// The level that so many lie above.
fn from_top(levels: &[u64; 256], count: u64) -> u8 {
    let mut seen = 0;
    let found = (0..=255_u8).rev().find(|level| {
        seen += levels[usize::from(*level)];
        seen > count
    });
    found.unwrap_or(0)
}

/// What the gate says of a page that stands so.
pub(super) fn faults(page: &ScanPage, limits: &Limits) -> Vec<Reason> {
    let lean = page.codes.iter().map(|code| code.skew.abs()).fold(0.0, f64::max);
    let found = [
        (page.dpi() < limits.dpi).then(|| Reason::Resolution(page.dpi())),
        (page.long_side() < limits.long_side).then(|| Reason::Small(page.long_side())),
        (page.colour_share <= limits.colour_share).then_some(Reason::Grey(page.colour_share)),
        is_cut_off(page, limits).then_some(Reason::CutOff),
        (page.sharpness < limits.sharpness).then_some(Reason::Blurred),
        (lean > limits.skew).then_some(Reason::Leaning(lean)),
    ];
    found.into_iter().flatten().collect()
}

/// Smaller than A4 where the file says how large it is; of another shape where it does not.
fn is_cut_off(page: &ScanPage, limits: &Limits) -> bool {
    let (long, short) = (f64::from(page.long_side()), f64::from(page.width.min(page.height)));
    let least = 1.0 - limits.cut_off;
    match page.said_dpi {
        Some(dpi) => long / f64::from(dpi) < A4.0 * least || short / f64::from(dpi) < A4.1 * least,
        None => {
            let shape = long / short.max(1.0) / (A4.0 / A4.1);
            shape < least || shape > 1.0 / least
        }
    }
}

/// Whether a page that no code turns upright lies where it should stand, or the other way round.
pub(super) fn is_on_its_side(page: &ScanPage, turn: Turn, landscape: bool) -> bool {
    let (width, height) = turn.turned((page.width, page.height));
    (width > height) != landscape
}

#[cfg(test)]
mod tests {
    use image::imageops::blur;
    use image::{GrayImage, Luma};

    use super::*;

    /// A page of lines as small print has them, at a resolution.
    fn page(dpi: u32) -> GrayImage {
        let (width, height) = (dpi * 827 / 100, dpi * 1169 / 100);
        let stroke = |at: u32| (at * 400 / dpi) % 10 < 4;
        GrayImage::from_fn(width, height, |x, y| {
            let is_line = (y * 100 / dpi) % 16 < 9 && (100..700).contains(&(x * 100 / dpi)) && y * 100 / dpi > 120;
            Luma([if is_line && stroke(x) && stroke(y) { 30 } else { 235 }])
        })
    }

    #[test]
    fn resolution_is_what_is_likely() {
        assert_eq!(dpi_of_a4(3508), 300);
        assert_eq!(likely_dpi(Some(300), 3508), Some(300));
        assert_eq!(likely_dpi(Some(72), 3508), None, "a sheet of 1.2 m");
        assert_eq!(likely_dpi(Some(0), 3508), None);
        assert_eq!(likely_dpi(None, 3508), None);
    }

    #[test]
    fn a_blank_page_has_no_ink_and_a_printed_one_has() {
        assert!(ink_share(&page(150)) > 0.01, "{}", ink_share(&page(150)));
        let noise = GrayImage::from_fn(1240, 1754, |x, y| Luma([230 + ((x * 7919 + y * 104_729) % 23) as u8]));
        assert!(ink_share(&noise) < 1e-9, "{}", ink_share(&noise));
        let mut framed = noise;
        for y in 0..1754 {
            (0..60).for_each(|x| framed.put_pixel(x, y, Luma([5])));
        }
        assert!(ink_share(&framed) < 1e-9, "a dark border is no ink");
    }

    #[test]
    fn what_is_blurred_is_less_sharp_at_any_resolution() {
        let limit = Limits::default().sharpness;
        for dpi in [150, 300] {
            let sharp = page(dpi);
            let blurred = blur(&sharp, dpi as f32 * 0.02);
            let (sharp, blurred) = (sharpness(&sharp), sharpness(&blurred));
            assert!(sharp > 0.25 && sharp > 2.0 * limit, "{dpi} dpi: {sharp}");
            assert!(blurred < limit, "{dpi} dpi: {blurred}");
        }
    }

    #[test]
    fn the_gate_names_what_a_page_lacks() {
        let good = ScanPage {
            width: 2480,
            height: 3508,
            said_dpi: Some(300),
            colour_share: 0.02,
            sharpness: 0.5,
            ..ScanPage::broken("a.jpg", 1, super::super::Fault::Empty)
        };
        let limits = Limits::default();
        let names = |page: &ScanPage| faults(page, &limits).iter().map(Reason::key).collect::<Vec<_>>();
        assert_eq!(names(&good), [""; 0]);
        let small = ScanPage { width: 700, height: 990, said_dpi: None, ..good.clone() };
        assert_eq!(names(&small), ["scan-resolution", "scan-small"]);
        assert_eq!(names(&ScanPage { colour_share: 0.005, ..good.clone() }), ["scan-grey"]);
        assert_eq!(names(&ScanPage { height: 3000, ..good.clone() }), ["scan-cut-off"]);
        assert_eq!(names(&ScanPage { height: 3000, said_dpi: None, ..good.clone() }), ["scan-cut-off"]);
        assert_eq!(names(&ScanPage { sharpness: 0.05, ..good }), ["scan-blurred"]);
    }
}
