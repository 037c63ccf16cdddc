//! The grey picture of a page, on which codes are sought and quality is measured, and the share of its colour.
//!
//! Sizes are changed by the methods of `DynamicImage`, which are compiled with the crate `image` and so are quick in every profile.

use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, RgbImage};

/// Pixels of which colour is looked for; of a larger page every second, third … row is taken.
const SAMPLE: usize = 1_500_000;

/// What is seen of a picture.
pub(super) struct Seen {
    /// Its grey.
    pub grey: GrayImage,
    /// The share of pixels whose channels are further apart than the limit, of 1.
    pub colour_share: f64,
}

/// Looks at a picture: its grey, and how much of it is coloured.
pub(super) fn see(image: &DynamicImage, spread: u8) -> Seen {
    let colour_share = match image {
        DynamicImage::ImageRgb8(rgb) => colour_share(rgb, spread),
        _ if !image.color().has_color() => 0.0,
        _ => colour_share(&image.to_rgb8(), spread),
    };
    Seen { grey: image.to_luma8(), colour_share }
}

/// The share of coloured pixels.
fn colour_share(rgb: &RgbImage, spread: u8) -> f64 {
    let row = rgb.width() as usize * 3;
    let every = (rgb.width() as usize * rgb.height() as usize).div_ceil(SAMPLE).max(1);
    let (mut coloured, mut count) = (0_u64, 0_u64);
    for row in rgb.as_raw().chunks_exact(row.max(1)).step_by(every) {
        for pixel in row.chunks_exact(3) {
            let (r, g, b) = (pixel[0], pixel[1], pixel[2]);
            coloured += u64::from(r.max(g).max(b) - r.min(g).min(b) > spread);
        }
        count += (row.len() / 3) as u64;
    }
    coloured as f64 / count.max(1) as f64
}

/// The picture with its long side at most so many pixels, each the mean of those it stands for.
pub(super) fn shrunk(grey: &GrayImage, long: u32) -> GrayImage {
    let (width, height) = grey.dimensions();
    let longest = width.max(height);
    if longest <= long {
        return grey.clone();
    }
    let scaled = |side: u32| u32::try_from(u64::from(side) * u64::from(long) / u64::from(longest)).unwrap_or(1).max(1);
    DynamicImage::ImageLuma8(grey.clone()).thumbnail_exact(scaled(width), scaled(height)).into_luma8()
}

/// The picture twice as large, smooth between its pixels.
pub(super) fn doubled(grey: GrayImage) -> GrayImage {
    let (width, height) = grey.dimensions();
    DynamicImage::ImageLuma8(grey).resize_exact(width * 2, height * 2, FilterType::CatmullRom).into_luma8()
}

#[cfg(test)]
mod tests {
    use image::{Luma, Rgb};

    use super::*;

    #[test]
    fn shrinking_takes_means_and_doubling_keeps_them() {
        let grey = GrayImage::from_fn(400, 200, |x, _| Luma([if x % 2 == 0 { 0 } else { 200 }]));
        let small = shrunk(&grey, 100);
        assert_eq!(small.dimensions(), (100, 50));
        assert!(small.pixels().all(|pixel| pixel[0].abs_diff(100) <= 1));
        assert_eq!(shrunk(&grey, 400), grey);
        let flat = GrayImage::from_pixel(5, 3, Luma([77]));
        assert_eq!(doubled(flat), GrayImage::from_pixel(10, 6, Luma([77])));
    }

    #[test]
    fn only_pixels_whose_channels_differ_are_coloured() {
        let mut picture = RgbImage::from_pixel(100, 10, Rgb([240, 235, 238]));
        for x in 0..10 {
            picture.put_pixel(x, 0, Rgb([200, 40, 40]));
        }
        let seen = see(&DynamicImage::ImageRgb8(picture), 16);
        assert!((seen.colour_share - 0.01).abs() < 1e-9, "{}", seen.colour_share);
        assert!(seen.grey.as_raw()[0] < 120 && seen.grey.as_raw()[999] > 230);
        let grey = DynamicImage::ImageLuma8(GrayImage::new(9, 9));
        assert!(see(&grey, 16).colour_share < 1e-9);
    }
}
