//! How fast a folder of scans is read and matched, and how much memory that takes.
//!
//! `cargo bench --bench scans -- [N]` (or `LAUREA_BENCH=N`): N scanned pages, 5,000 if nothing is said; before that 250, so that one sees
//! what grows. A page is a sheet of A4 in colour at 200 dpi, full of lines of small print, with a code of 17 or 14 mm, noise, in any of
//! four directions, JPEG of quality 75. Making them takes longer than reading, so there are a hundred different ones, again and again with
//! other bytes before the picture: each is unpacked, searched and measured anew, and matching calls it a copy. Nine of ten are files by
//! themselves, the tenth are bound in PDFs of fifty. They are read in a process of their own, so that what made them does not count.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on is none")]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fast_qr::{ECL, QRBuilder};
use fastrand::Rng;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{DynamicImage, ExtendedColorType, Rgb, RgbImage};
use laurea::scan::{Decisions, Expected, Limits, match_pages, read_folder};
use rayon::prelude::*;

const DPI: u32 = 200;
/// Different pages.
const DIFFERENT: usize = 100;
/// Pages of a bound file.
const BOUND: usize = 50;
/// The word by which this program calls itself to read.
const READ: &str = "--read-folder";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = words.iter().position(|word| word == READ) {
        return read(Path::new(&words[at + 1]), words[at + 2].parse().expect("a number"));
    }
    let argument = words.iter().filter_map(|word| word.parse().ok()).next_back();
    let wanted = argument.or_else(|| std::env::var("LAUREA_BENCH").ok()?.parse().ok()).unwrap_or(5_000);
    let steps = if wanted > 250 { vec![250, wanted] } else { vec![wanted] };
    for pages in steps {
        let folder = tempfile::tempdir().expect("a temporary folder");
        make(folder.path(), pages);
        let program = std::env::current_exe().expect("this program");
        let count = pages.to_string();
        let status = Command::new(program).args([READ, &folder.path().to_string_lossy(), &count]).status().expect("it runs");
        assert!(status.success(), "it failed");
    }
}

/// Reads and matches, and says how it went.
fn read(folder: &Path, count: usize) {
    let start = Instant::now();
    let pages = read_folder(folder, &Limits::default(), &|_| ()).expect("it is read");
    let read = start.elapsed().as_secs_f64();
    let expected: Vec<Expected> = (0..count.min(DIFFERENT)).map(expected).collect();
    let start = Instant::now();
    let matched = match_pages(pages, &expected, &Limits::default(), &Decisions::default());
    let whole = matched.papers.iter().filter(|paper| paper.missing.is_empty()).count();
    let threads = rayon::current_num_threads();
    let (speed, processor, peak) = (count as f64 / read, processor(), peak());
    println!(
        "{count} pages on {threads} threads: {read:.1} s, {speed:.1} pages a second; processor {processor:.1} s, peak {peak} MiB"
    );
    println!(
        "  matched {whole} in {:.3} s, doubtful {}, left over {}",
        start.elapsed().as_secs_f64(),
        matched.doubts.len(),
        matched.left_over.len()
    );
    assert!(
        matched
            .papers
            .iter()
            .all(|paper| paper.pages.iter().all(|page| truth(&page.page.file, page.page.page) == page.place.document))
    );
}

/// What a page's file says it is: the number in its name, and of a bound file the number of its first page.
fn truth(file: &str, page: u32) -> String {
    let digits: String = file.chars().filter(char::is_ascii_digit).collect();
    let first: usize = digits.parse().expect("a number in the name");
    format!("diploma/{}", (first + page as usize - 1) % DIFFERENT)
}

/// Seconds of processor time of this process, where the system tells: what another load on the machine does not change much.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = |at: usize| after.split_whitespace().nth(at).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory this process ever held, in MiB, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0) / 1024
}

fn check(at: usize) -> String {
    format!("{at:08}")
}

fn expected(at: usize) -> Expected {
    let (document, kind) = (format!("diploma/{at}"), "diploma".to_owned());
    Expected { document, kind, number: format!("{at}/2025"), check: check(at), pages: 1, ..Expected::default() }
}

fn make(folder: &Path, count: usize) {
    let start = Instant::now();
    let paper = paper();
    let different: Vec<Vec<u8>> = (0..count.min(DIFFERENT)).into_par_iter().map(|at| scan(&paper, at)).collect();
    let page = |at: usize| commented(&different[at % DIFFERENT], at);
    let single = count - count / 10;
    (0..single).for_each(|at| std::fs::write(folder.join(format!("scan{at:05}.jpg")), page(at)).expect("it is written"));
    for first in (single..count).step_by(BOUND) {
        let jpegs: Vec<Vec<u8>> = (first..count.min(first + BOUND)).map(page).collect();
        std::fs::write(folder.join(format!("batch{first:05}.pdf")), pdf(&jpegs)).expect("it is written");
    }
    println!("{count} pages made in {:.1} s", start.elapsed().as_secs_f64());
}

/// The JPEG with a comment before its picture.
fn commented(jpeg: &[u8], at: usize) -> Vec<u8> {
    let comment = format!("{at:08}");
    [&jpeg[..2], &[0xff, 0xfe, 0, 10], comment.as_bytes(), &jpeg[2..]].concat()
}

/// A sheet full of small print, in a little colour.
fn paper() -> RgbImage {
    RgbImage::from_fn(DPI * 827 / 100, DPI * 1169 / 100, |x, y| {
        let is_line = y % 26 < 12 && (120..1_540).contains(&x) && y > 420 && y < 2_060;
        let is_letter = (x * 7919 + y / 26 * 104_729) % 17 < 7 && (x / 3 + y / 4) % 3 != 0;
        match (is_line && is_letter, y < 300) {
            (true, _) => Rgb([38, 36, 44]),
            (false, true) if (x + y) % 9 < 2 => Rgb([150, 60, 60]),
            _ => Rgb([246, 243, 235]),
        }
    })
}

fn scan(paper: &RgbImage, at: usize) -> Vec<u8> {
    let mut rng = Rng::with_seed(at as u64);
    let mut page = paper.clone();
    draw_code(&mut page, at);
    let noise: Vec<i16> = (0..8209).map(|_| rng.i16(-9..=9)).collect();
    let from = rng.usize(..8209);
    for (place, value) in page.iter_mut().enumerate() {
        *value = (i16::from(*value) + noise[(from + place) % 8209]).clamp(0, 255) as u8;
    }
    let page = DynamicImage::ImageRgb8(page);
    let page = match at % 4 {
        0 => page,
        1 => page.rotate90(),
        2 => page.rotate180(),
        _ => page.rotate270(),
    };
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 75);
    encoder.set_pixel_density(PixelDensity::dpi(DPI as u16));
    encoder.encode(page.as_bytes(), page.width(), page.height(), ExtendedColorType::Rgb8).expect("in memory");
    bytes
}

fn draw_code(page: &mut RgbImage, at: usize) {
    let qr = QRBuilder::new(format!("laurea:2:0023:diploma:{at}/2025:{}", check(at))).ecl(ECL::M).build().expect("short enough");
    let side = if at.is_multiple_of(2) { 17 } else { 14 };
    let pixels = side * DPI * 10 / 254;
    let module = f64::from(pixels) / (qr.size + 4) as f64;
    for (x, y) in (0..pixels).flat_map(|x| (0..pixels).map(move |y| (x, y))) {
        let (column, row) = ((f64::from(x) / module) as usize, (f64::from(y) / module) as usize);
        let is_within = (2..qr.size + 2).contains(&column) && (2..qr.size + 2).contains(&row);
        let is_dark = is_within && qr[row - 2][column - 2].value();
        page.put_pixel(1_450 - pixels + x, 90 + y, if is_dark { Rgb([30; 3]) } else { Rgb([246, 243, 235]) });
    }
}

/// A PDF of pages that are one JPEG each.
fn pdf(jpegs: &[Vec<u8>]) -> Vec<u8> {
    let kids: Vec<String> = (0..jpegs.len()).map(|at| format!("{} 0 R", 3 + at * 3)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")).into_bytes(),
    ];
    for (at, jpeg) in jpegs.iter().enumerate() {
        let (width, height) = size(jpeg);
        let (wide, high) = (width * 72 / DPI, height * 72 / DPI);
        let resources = format!("<< /XObject << /Im0 {} 0 R >> >>", 5 + at * 3);
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents {} 0 R /Resources {resources} >>",
            4 + at * 3
        );
        let drawing = format!("q {wide} 0 0 {high} 0 0 cm /Im0 Do Q");
        let kind = "/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode";
        let head = format!("<< {kind} /Width {width} /Height {height} /Length {} >>\nstream\n", jpeg.len());
        objects.push(page.into_bytes());
        objects.push(format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()).into_bytes());
        objects.push([head.as_bytes(), jpeg, b"\nendstream"].concat());
    }
    let (mut bytes, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    bytes.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    bytes.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).bytes());
    bytes
}

/// Width and height, from the frame of a JPEG.
fn size(jpeg: &[u8]) -> (u32, u32) {
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    let pair = |from: usize| u32::from(u16::from_be_bytes([jpeg[at + from], jpeg[at + from + 1]]));
    (pair(7), pair(5))
}
