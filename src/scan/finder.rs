//! Codes on a page: QR and Data Matrix, however the page lies.
//!
//! The page is searched small, then large, then enlarged; the first way that finds one of our codes ends the search, so an
//! ordinary page costs two looks: a code that was found is painted over and the page searched once more, because two codes on
//! a page are a doubt. What a code says has been proven by its own error correction, and its check value must be that of an
//! awaited paper: a code that is read wrongly matches nothing.
//!
//! Measured on 2026-11-22 over text pages with a code of 17 mm (150 and 200 dpi, leaning up to 3°, in all four directions, noise, JPEG
//! quality 30 to 95): of eight each, `rxing` found all in one look, `rqrr` 5 and 6 on the page as it is, in four times the time, and 7
//! of a page enlarged. Reading many codes in one look takes `rxing` four times as long as reading one. So `rxing` reads alone, and twice.

use image::{GrayImage, Luma};
use rxing::helpers::detect_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints};

use super::code::PREFIX;
use super::page::{FoundCode, Turn};
use super::picture::{doubled, shrunk};

/// Long side at which a page is searched first: A4 at 200 dpi.
const SMALL: u32 = 2_339;
/// Long side of a large one: A4 at 300 dpi. More shows the grain of the paper, not of the code.
const LARGE: u32 = 3_508;
/// Long side up to which enlarging is worth its time.
const ENLARGED: u32 = 2_000;
/// Codes of one page, ours and others', before it is let be.
const MOST: usize = 6;

/// A way to look at a page.
#[derive(Clone, Copy)]
enum Way {
    Small,
    Large,
    Enlarged,
}

/// The codes on a page, each payload once. `thorough` tries everything where none of ours is found at first.
pub(super) fn codes(grey: &GrayImage, thorough: bool) -> Vec<FoundCode> {
    let mut found = look(grey, BarcodeFormat::QR_CODE, Way::Small);
    let ways = [
        (BarcodeFormat::QR_CODE, Way::Large),
        (BarcodeFormat::DATA_MATRIX, Way::Small),
        (BarcodeFormat::DATA_MATRIX, Way::Large),
        (BarcodeFormat::QR_CODE, Way::Enlarged),
    ];
    for (format, way) in ways.into_iter().filter(|_| thorough) {
        if found.iter().any(is_ours) {
            break;
        }
        found.extend(look(grey, format, way));
    }
    found.sort_by(|one, other| one.payload.cmp(&other.payload));
    found.dedup_by(|one, other| one.payload == other.payload);
    found
}

fn is_ours(code: &FoundCode) -> bool {
    code.payload.starts_with(PREFIX)
}

fn look(page: &GrayImage, format: BarcodeFormat, way: Way) -> Vec<FoundCode> {
    let long = page.width().max(page.height());
    let view = match way {
        Way::Small => shrunk(page, SMALL),
        Way::Large if long > SMALL => shrunk(page, LARGE),
        Way::Enlarged if long <= ENLARGED => doubled(page.clone()),
        Way::Large | Way::Enlarged => return Vec::new(),
    };
    search(view, format)
}

/// All codes of a format: one after another, each painted over once it is read.
fn search(mut page: GrayImage, format: BarcodeFormat) -> Vec<FoundCode> {
    let mut found = Vec::new();
    while found.len() < MOST {
        let Some((payload, corners)) = read(&page, format) else { break };
        let (turn, skew) = direction(&corners);
        found.push(FoundCode { payload, turn, skew });
        paint_over(&mut page, &corners);
    }
    found
}

/// A corner of a code, in pixels.
type Corner = (f64, f64);

/// One code: what it says, and its corners from the upper left, clockwise as it is read.
fn read(page: &GrayImage, format: BarcodeFormat) -> Option<(String, Vec<Corner>)> {
    let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let (width, height) = page.dimensions();
    let code = detect_in_luma_with_hints(page.as_raw().clone(), width, height, Some(format), &mut hints).ok()?;
    let corners = code.getPoints().iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect();
    Some((code.getText().to_owned(), corners))
}

/// How the page must be turned for the code to stand upright, and how far it then leans: from its two upper corners.
fn direction(corners: &[Corner]) -> (Turn, f64) {
    let &[(x0, y0), (x1, y1), ..] = corners else { return (Turn::None, 0.0) };
    let degrees = (y1 - y0).atan2(x1 - x0).to_degrees();
    let quarters = (degrees / 90.0).round();
    (Turn::quarters(-(quarters as i64)), degrees - quarters * 90.0)
}

/// Makes a code unreadable: the square around it becomes white.
fn paint_over(page: &mut GrayImage, corners: &[Corner]) {
    let (width, height) = page.dimensions();
    let span = |of: fn(&Corner) -> f64, most: u32| {
        let (least, largest) = corners.iter().map(of).fold((f64::MAX, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
        let clamp = |value: f64| value.clamp(0.0, f64::from(most)) as u32;
        clamp(least - 4.0)..clamp(largest + 4.0)
    };
    let (columns, rows) = (span(|corner| corner.0, width), span(|corner| corner.1, height));
    for y in rows {
        columns.clone().for_each(|x| page.put_pixel(x, y, Luma([255])));
    }
}

#[cfg(test)]
mod tests {
    use fast_qr::{ECL, QRBuilder};
    use image::imageops;

    use super::*;

    const PAYLOADS: [&str; 2] = ["laurea:2:0023:diploma:4512/2025:7KXM20QA", "laurea:2:0023:appendix:4512/2025:8KXM20QA:p2"];

    /// What [`PAYLOADS`] says first as a Data Matrix (ISO/IEC 16022, ECC 200), module by module.
    const DATA_MATRIX: [&str; 24] = [
        "#.#.#.#.#.#.#.#.#.#.#.#.",
        "#.###.##..#.#.##..##...#",
        "##...#.###...#..#.#..#..",
        "#.#.#....#.##.##..#....#",
        "##.###.###.##.#.#.#..#..",
        "###..#..####..###.....##",
        "#..#..##.#.....#....##..",
        "####...##.#.###..###.#.#",
        "###....###..###.#####...",
        "#...#.#...#..###.#.#####",
        "####...#...##.#.##..##..",
        "#.#####..#....#.#..##..#",
        "#.#..#####.#.##.#..#.##.",
        "###.#.....##.##.##..#..#",
        "#.######..#..#..#..#.##.",
        "#.##..###.#.#.#.....#.##",
        "##..###....########...#.",
        "##..##..#....##....###.#",
        "#.#...#.#.###..##...###.",
        "###..#####....#.##....##",
        "#.....#.#.#....####.#.#.",
        "#..##.######..##.#...#.#",
        "###.###..#...#.#.##...#.",
        "########################",
    ];

    /// Draws a code of modules of so many pixels.
    fn draw(page: &mut GrayImage, payload: &str, (left, top): (u32, u32), module: u32) {
        let qr = QRBuilder::new(payload).ecl(ECL::M).build().expect("short enough");
        let is_dark = |row: u32, column: u32| qr[row as usize][column as usize].value();
        draw_modules(page, qr.size as u32, is_dark, (left, top), module);
    }

    fn draw_modules(page: &mut GrayImage, size: u32, is_dark: impl Fn(u32, u32) -> bool, (left, top): (u32, u32), module: u32) {
        for (y, x) in (0..size * module).flat_map(|y| (0..size * module).map(move |x| (y, x))) {
            let shade = if is_dark(y / module, x / module) { 20 } else { 240 };
            page.put_pixel(left + x, top + y, Luma([shade]));
        }
    }

    /// A page with a Data Matrix that leans by some degrees.
    fn page_with_data_matrix(lean: f64) -> GrayImage {
        let mut page = GrayImage::from_pixel(620, 877, Luma([240]));
        let is_dark = |row: u32, column: u32| DATA_MATRIX[row as usize].as_bytes()[column as usize] == b'#';
        draw_modules(&mut page, DATA_MATRIX.len() as u32, is_dark, (420, 60), 4);
        let (sine, cosine) = lean.to_radians().sin_cos();
        let at = |x: u32, y: u32| {
            let (across, down) = (f64::from(x) - 310.0, f64::from(y) - 438.0);
            let (from_x, from_y) = (cosine * across + sine * down + 310.0, cosine * down - sine * across + 438.0);
            let is_on = (0.0..619.0).contains(&from_x) && (0.0..876.0).contains(&from_y);
            if is_on { *page.get_pixel(from_x.round() as u32, from_y.round() as u32) } else { Luma([240]) }
        };
        GrayImage::from_fn(620, 877, at)
    }

    fn page() -> GrayImage {
        let mut page = GrayImage::from_pixel(620, 877, Luma([240]));
        draw(&mut page, PAYLOADS[0], (440, 40), 4);
        page
    }

    #[test]
    fn a_code_is_read_in_every_direction() {
        let page = page();
        let turned = [
            (page.clone(), Turn::None),
            (imageops::rotate270(&page), Turn::Right),
            (imageops::rotate180(&page), Turn::Half),
            (imageops::rotate90(&page), Turn::Left),
        ];
        for (page, turn) in turned {
            let found = codes(&page, true);
            assert_eq!(found.len(), 1, "{turn:?}: {found:?}");
            assert_eq!((found[0].payload.as_str(), found[0].turn), (PAYLOADS[0], turn));
            assert!(found[0].skew.abs() < 3.0, "{found:?}");
        }
    }

    #[test]
    fn a_data_matrix_is_read_in_every_direction_and_leaning() {
        for lean in [-3.0, 0.0, 3.0] {
            let page = page_with_data_matrix(lean);
            let turned = [
                (page.clone(), Turn::None),
                (imageops::rotate270(&page), Turn::Right),
                (imageops::rotate180(&page), Turn::Half),
                (imageops::rotate90(&page), Turn::Left),
            ];
            for (page, turn) in turned {
                let found = codes(&page, true);
                assert_eq!(found.len(), 1, "{lean}° {turn:?}: {found:?}");
                assert_eq!((found[0].payload.as_str(), found[0].turn), (PAYLOADS[0], turn), "{lean}°");
                assert!((found[0].skew - lean).abs() < 3.0, "{lean}° {turn:?}: {found:?}");
            }
        }
    }

    #[test]
    fn two_codes_on_a_page_are_both_read() {
        let mut page = page();
        draw(&mut page, PAYLOADS[1], (40, 600), 4);
        let payloads: Vec<String> = codes(&page, true).into_iter().map(|code| code.payload).collect();
        assert_eq!(payloads, [PAYLOADS[1], PAYLOADS[0]]);
    }

    #[test]
    fn a_page_without_a_code_has_none() {
        assert_eq!(codes(&GrayImage::from_pixel(620, 877, Luma([240])), true), []);
    }
}
