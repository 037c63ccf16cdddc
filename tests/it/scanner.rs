//! A scanner for the tests: pages as paper on glass, with lean, noise, borders and compression, and the files it makes of them.

use std::fs;
use std::io::{BufWriter, Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use fastrand::Rng;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{DynamicImage, ExtendedColorType, Rgb, RgbImage};
use laurea::scan::Turn;

/// How a sheet was scanned.
#[derive(Debug, Clone, Copy)]
pub struct Glass {
    pub dpi: u32,
    /// Degrees the sheet leans.
    pub lean: f64,
    /// How the sheet lay: turned by so much.
    pub turn: Turn,
    /// How far values stray, of 255.
    pub noise: f64,
    /// Quality of the JPEG.
    pub quality: u8,
    /// Whether the lid was open: what is not paper is dark.
    pub dark: bool,
    /// Whether colour was left out.
    pub grey: bool,
}

impl Glass {
    /// A good scan.
    pub fn good(dpi: u32) -> Self {
        Self { dpi, lean: 0.0, turn: Turn::None, noise: 2.0, quality: 85, dark: false, grey: false }
    }

    /// A scan as offices make them: everything by chance, within what the issue names.
    pub fn chance(dpi: u32, rng: &mut Rng) -> Self {
        let quality = [30, 40, 50, 65, 80, 95][rng.usize(..6)];
        let lean = (1.0 + 2.0 * rng.f64()) * if rng.bool() { 1.0 } else { -1.0 };
        let lean = if rng.u8(..4) == 0 { 0.0 } else { lean };
        Self { dpi, lean, turn: Turn::quarters(rng.i64(..4)), noise: rng.f64() * 12.0, quality, dark: rng.bool(), grey: false }
    }

    /// The page as this scanner sees it; it must be as large as the glass.
    pub fn see(&self, page: &RgbImage, rng: &mut Rng) -> RgbImage {
        if self.lean.abs() + self.noise < 0.001 {
            return self.laid(page.clone());
        }
        let (width, height) = page.dimensions();
        let (middle_x, middle_y) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
        let (sine, cosine) = self.lean.to_radians().sin_cos();
        let shift = (rng.f64() * 8.0 - 4.0, rng.f64() * 8.0 - 4.0);
        let (wide, row) = (width as usize * 3, width as usize);
        let raw = page.as_raw();
        let mut seen = Vec::with_capacity(raw.len());
        // A table of noise, walked through from a chance place in each row: nothing is as slow as chance for every pixel.
        let noise: Vec<i16> = (0..4099).map(|_| ((rng.f64() + rng.f64() + rng.f64() - 1.5) * 2.0 * self.noise) as i16).collect();
        for y in 0..height {
            let from = rng.usize(..4099);
            let down = f64::from(y) - middle_y;
            for x in 0..row {
                let across = x as f64 - middle_x;
                let at_x = cosine * across + sine * down + middle_x + shift.0;
                let at_y = cosine * down - sine * across + middle_y + shift.1;
                let is_paper = at_x >= 0.0 && at_y >= 0.0 && at_x < f64::from(width - 1) && at_y < f64::from(height - 1);
                let stray = noise[(from + x) % 4099];
                let base = at_y as usize * wide + at_x as usize * 3;
                let (right, below) = ((at_x.fract() * 256.0) as u32, (at_y.fract() * 256.0) as u32);
                for channel in 0..3 {
                    let value = if is_paper {
                        let one = |offset: usize| u32::from(raw[base + offset + channel]);
                        let above = one(0) * (256 - right) + one(3) * right;
                        let under = one(wide) * (256 - right) + one(wide + 3) * right;
                        let mixed = (above * (256 - below) + under * below) >> 16;
                        // Ink is never black, paper never white, and a little warm.
                        (26 + mixed * 52 / 64) as i16 - [0, 3, 9][channel]
                    } else {
                        if self.dark { 14 } else { 247 }
                    };
                    seen.push((value + stray).clamp(0, 255) as u8);
                }
            }
        }
        self.laid(RgbImage::from_raw(width, height, seen).unwrap())
    }

    /// The picture of a sheet that lay so.
    fn laid(&self, seen: RgbImage) -> RgbImage {
        let seen = DynamicImage::ImageRgb8(seen);
        match self.turn {
            Turn::None => seen,
            Turn::Right => seen.rotate90(),
            Turn::Half => seen.rotate180(),
            Turn::Left => seen.rotate270(),
        }
        .into_rgb8()
    }

    /// The page as a JPEG file. It goes through a file, because the encoder for files is compiled with its own crate, and quick.
    pub fn jpeg(&self, page: &RgbImage, rng: &mut Rng) -> Vec<u8> {
        let seen = self.see(page, rng);
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = BufWriter::new(file.reopen().unwrap());
        let mut encoder = JpegEncoder::new_with_quality(&mut writer, self.quality);
        encoder.set_pixel_density(PixelDensity::dpi(u16::try_from(self.dpi).unwrap()));
        let (width, height) = seen.dimensions();
        if self.grey {
            let grey = DynamicImage::ImageRgb8(seen).into_luma8();
            encoder.encode(grey.as_raw(), width, height, ExtendedColorType::L8).unwrap();
        } else {
            encoder.encode(seen.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
        }
        writer.flush().unwrap();
        fs::read(file.path()).unwrap()
    }
}

/// The pages of a PDF as pictures of so many dots per inch.
pub fn drawn(pdf: &Path, dpi: u32) -> Vec<RgbImage> {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("page");
    let status = Command::new("pdftoppm").arg("-r").arg(dpi.to_string()).arg(pdf).arg(&to).status().unwrap();
    assert!(status.success(), "pdftoppm");
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| ppm(&fs::read(file).unwrap())).collect()
}

/// A picture as pdftoppm writes it.
fn ppm(bytes: &[u8]) -> RgbImage {
    let head: Vec<&[u8]> = bytes.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
    assert_eq!(head[0], b"P6");
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().parse::<u32>().unwrap();
    let (width, height) = (number(head[1]), number(head[2]));
    let pixels = &bytes[bytes.len() - (width * height * 3) as usize..];
    RgbImage::from_raw(width, height, pixels.to_vec()).unwrap()
}

/// A PDF of pages that are one JPEG each, as scanners make them.
pub fn pdf(jpegs: &[Vec<u8>], dpi: u32) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, content: &[u8]| {
        places.push(bytes.len());
        let number = places.len();
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(content);
        bytes.extend(b"\nendobj\n");
    };
    let kids: Vec<String> = (0..jpegs.len()).map(|at| format!("{} 0 R", 3 + at * 3)).collect();
    object(&mut bytes, b"<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut bytes, format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")).as_bytes());
    for (at, jpeg) in jpegs.iter().enumerate() {
        let (width, height) =
            image::ImageReader::new(Cursor::new(jpeg)).with_guessed_format().unwrap().into_dimensions().unwrap();
        let points = |pixels: u32| f64::from(pixels) * 72.0 / f64::from(dpi);
        let (wide, high) = (points(width), points(height));
        let (content, picture) = (4 + at * 3, 5 + at * 3);
        let resources = format!("<< /XObject << /Im0 {picture} 0 R >> >>");
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents {content} 0 R /Resources {resources} >>"
        );
        object(&mut bytes, page.as_bytes());
        let drawing = format!("q {wide} 0 0 {high} 0 0 cm /Im0 Do Q");
        object(&mut bytes, format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()).as_bytes());
        let kind = "/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode";
        let head = format!("<< {kind} /Width {width} /Height {height} /Length {} >>\nstream\n", jpeg.len());
        object(&mut bytes, &[head.as_bytes(), jpeg, b"\nendstream"].concat());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    bytes.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    bytes.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).bytes());
    bytes
}

/// A TIFF of many pages, packed with LZW.
pub fn tiff(pages: &[RgbImage], dpi: u32) -> Vec<u8> {
    use tiff::encoder::{Compression, Rational, TiffEncoder, colortype};
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap().with_compression(Compression::Lzw);
    for page in pages {
        let mut picture = encoder.new_image::<colortype::RGB8>(page.width(), page.height()).unwrap();
        picture.resolution(tiff::tags::ResolutionUnit::Inch, Rational { n: dpi, d: 1 });
        picture.write_data(page.as_raw()).unwrap();
    }
    bytes.into_inner()
}

/// An empty sheet of A4.
pub fn blank(dpi: u32) -> RgbImage {
    RgbImage::from_pixel(dpi * 827 / 100, dpi * 1169 / 100, Rgb([255; 3]))
}
