//! A canvas of soft-edged shapes: each is a signed distance, a pixel is covered by as much as lies inside.

use image::{
    ExtendedColorType, ImageError,
    codecs::jpeg::{JpegEncoder, PixelDensity},
};

const QUALITY: u8 = 80;
const DPI: u16 = 300;

/// Red, green, blue, 0 to 255.
pub(super) type Colour = [f32; 3];

/// A signed distance (negative inside) and the box outside of which it is never negative.
pub(super) struct Shape<F> {
    pub distance: F,
    pub limits: [f32; 4],
}

impl<F: Fn(f32, f32) -> f32> Shape<F> {
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        (self.distance)(x, y)
    }
}

pub(super) fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> Shape<impl Fn(f32, f32) -> f32> {
    let distance = move |x: f32, y: f32| (length((x - cx) / rx, (y - cy) / ry) - 1.0) * rx.min(ry);
    Shape { distance, limits: [cx - rx, cy - ry, cx + rx, cy + ry] }
}

/// A rectangle of half width `w` and half height `h` with round corners.
pub(super) fn rounded(cx: f32, cy: f32, w: f32, h: f32, radius: f32) -> Shape<impl Fn(f32, f32) -> f32> {
    let distance = move |x: f32, y: f32| {
        let (dx, dy) = ((x - cx).abs() - w + radius, (y - cy).abs() - h + radius);
        length(dx.max(0.0), dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    };
    Shape { distance, limits: [cx - w, cy - h, cx + w, cy + h] }
}

/// A thick line with round ends.
pub(super) fn capsule((ax, ay): (f32, f32), (bx, by): (f32, f32), radius: f32) -> Shape<impl Fn(f32, f32) -> f32> {
    let distance = move |x: f32, y: f32| {
        let (px, py, lx, ly) = (x - ax, y - ay, bx - ax, by - ay);
        let along = ((px * lx + py * ly) / (lx * lx + ly * ly).max(f32::EPSILON)).clamp(0.0, 1.0);
        length(px - lx * along, py - ly * along) - radius
    };
    let limits = [ax.min(bx) - radius, ay.min(by) - radius, ax.max(bx) + radius, ay.max(by) + radius];
    Shape { distance, limits }
}

/// A triangle standing on its point at (`cx`, `tip`), `half` wide on either side at the top.
pub(super) fn triangle(cx: f32, tip: f32, half: f32, height: f32) -> Shape<impl Fn(f32, f32) -> f32> {
    let distance = move |x: f32, y: f32| {
        let slant = ((x - cx).abs() * height - (tip - y) * half) / length(half, height);
        slant.max(tip - height - y)
    };
    Shape { distance, limits: [cx - half, tip - height, cx + half, tip] }
}

pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<f32>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![0.0; width * height * 3] }
    }

    /// Lighter above and in the middle.
    pub(super) fn backdrop(&mut self, colour: Colour) {
        let (width, height) = (self.width as f32, self.height as f32);
        for (index, pixel) in self.pixels.chunks_exact_mut(3).enumerate() {
            let (x, y) = ((index % self.width) as f32 / width, (index / self.width) as f32 / height);
            let light = 1.05 - 0.12 * y - 0.16 * (x - 0.5) * (x - 0.5);
            for (value, part) in pixel.iter_mut().zip(colour) {
                *value = part * light;
            }
        }
    }

    pub(super) fn fill(&mut self, colour: Colour, shape: Shape<impl Fn(f32, f32) -> f32>) {
        self.blend(colour, 1.0, shape);
    }

    /// Lays a colour over a shape; light falls from the left.
    pub(super) fn blend(&mut self, colour: Colour, opacity: f32, shape: Shape<impl Fn(f32, f32) -> f32>) {
        let [left, top, right, bottom] = shape.limits;
        let (x0, y0) = ((left - 1.0).max(0.0) as usize, (top - 1.0).max(0.0) as usize);
        let (x1, y1) = (((right + 2.0) as usize).min(self.width), ((bottom + 2.0) as usize).min(self.height));
        for y in y0..y1 {
            for x in x0..x1 {
                let cover = (0.5 - shape.at(x as f32, y as f32)).clamp(0.0, 1.0) * opacity;
                if cover > 0.0 {
                    let light = 1.05 - 0.10 * x as f32 / self.width as f32;
                    let at = (y * self.width + x) * 3;
                    for (value, part) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                        *value += (part * light - *value) * cover;
                    }
                }
            }
        }
    }

    pub(super) fn jpeg(&self) -> Result<Vec<u8>, ImageError> {
        let bytes: Vec<u8> = self.pixels.iter().map(|value| value.round().clamp(0.0, 255.0) as u8).collect();
        let mut jpeg = Vec::with_capacity(16 * 1024);
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        encoder.set_pixel_density(PixelDensity::dpi(DPI));
        encoder.encode(&bytes, self.width as u32, self.height as u32, ExtendedColorType::Rgb8)?;
        Ok(jpeg)
    }
}

/// Length of a vector; `hypot` guards against overflow, which nothing here needs, and is far slower.
pub(super) fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}
