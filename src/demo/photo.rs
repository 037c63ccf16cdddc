//! Portraits: plainly drawn, nobody's face, the size a diploma asks for.

use fastrand::Rng;
use image::ImageError;

use super::{
    canvas::{Canvas, Colour, Shape, capsule, ellipse, length, rounded, triangle},
    dice::{Purpose, chance, dice, pick},
    names::Sex,
};

const WIDTH: usize = 413;
const HEIGHT: usize = 531;
/// The middle of the face.
const CX: f32 = 206.0;
const CY: f32 = 238.0;

/// A student's portrait: JPEG, 413 × 531 pixels, 300 dpi (35 × 45 mm).
pub(super) fn portrait(seed: u64, student: u64, sex: Sex) -> Result<Vec<u8>, ImageError> {
    let mut rng = dice(seed, Purpose::Photo, student);
    let look = Look::choose(&mut rng, sex);
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    canvas.backdrop(look.backdrop);
    look.draw(&mut canvas);
    canvas.jpeg()
}

/// A picture no form accepts: 160 × 120, landscape.
pub(super) fn thumbnail() -> Result<Vec<u8>, ImageError> {
    let mut canvas = Canvas::new(160, 120);
    canvas.backdrop([206.0, 212.0, 218.0]);
    canvas.jpeg()
}

/// How the hair falls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hair {
    Short,
    Parted,
    Shaved,
    Long,
    Bob,
    Bun,
}

/// What is worn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clothes {
    Suit,
    Shirt,
    Round,
}

struct Look {
    backdrop: Colour,
    skin: Colour,
    hair_colour: Colour,
    hair: Hair,
    clothes: Clothes,
    cloth: Colour,
    accent: Colour,
    tie: bool,
    glasses: bool,
    beard: bool,
    face: (f32, f32),
    shoulders: f32,
    eyes: f32,
    smile: f32,
}

const BACKDROPS: [Colour; 5] =
    [[222.0, 228.0, 234.0], [214.0, 224.0, 228.0], [230.0, 228.0, 222.0], [208.0, 218.0, 230.0], [226.0, 232.0, 226.0]];
const SKINS: [Colour; 6] = [
    [246.0, 214.0, 190.0],
    [239.0, 200.0, 172.0],
    [232.0, 188.0, 156.0],
    [222.0, 176.0, 142.0],
    [201.0, 152.0, 116.0],
    [168.0, 120.0, 88.0],
];
const HAIRS: [Colour; 7] = [
    [44.0, 34.0, 30.0],
    [62.0, 44.0, 34.0],
    [88.0, 60.0, 42.0],
    [116.0, 80.0, 52.0],
    [178.0, 138.0, 88.0],
    [206.0, 172.0, 118.0],
    [132.0, 64.0, 40.0],
];
const CLOTHS: [Colour; 7] = [
    [38.0, 48.0, 68.0],
    [54.0, 56.0, 62.0],
    [92.0, 36.0, 46.0],
    [44.0, 82.0, 84.0],
    [72.0, 92.0, 128.0],
    [96.0, 74.0, 106.0],
    [120.0, 110.0, 92.0],
];
const ACCENTS: [Colour; 5] =
    [[142.0, 44.0, 52.0], [52.0, 84.0, 140.0], [60.0, 106.0, 82.0], [176.0, 142.0, 70.0], [96.0, 84.0, 120.0]];

impl Look {
    fn choose(rng: &mut Rng, sex: Sex) -> Self {
        let hairs: &[Hair] = match sex {
            Sex::Male => &[Hair::Short, Hair::Short, Hair::Parted, Hair::Parted, Hair::Shaved],
            Sex::Female => &[Hair::Long, Hair::Long, Hair::Bob, Hair::Bun, Hair::Parted],
        };
        let wide = if sex == Sex::Male { 1.0 } else { 0.0 };
        Self {
            backdrop: *pick(rng, &BACKDROPS),
            skin: SKINS[rng.usize(..SKINS.len()).min(rng.usize(..SKINS.len() + 2))],
            hair_colour: *pick(rng, &HAIRS),
            hair: *pick(rng, hairs),
            clothes: *pick(rng, &[Clothes::Suit, Clothes::Shirt, Clothes::Round]),
            cloth: *pick(rng, &CLOTHS),
            accent: *pick(rng, &ACCENTS),
            tie: sex == Sex::Male,
            glasses: chance(rng, 22.0),
            beard: sex == Sex::Male && chance(rng, 28.0),
            face: (between(rng, 72.0, 80.0) + wide * 3.0, between(rng, 94.0, 104.0)),
            shoulders: between(rng, 150.0, 164.0) + wide * 16.0,
            eyes: between(rng, 29.0, 33.0),
            smile: between(rng, 2.0, 9.0),
        }
    }

    fn draw(&self, canvas: &mut Canvas) {
        self.back_hair(canvas);
        self.body(canvas);
        self.head(canvas);
        self.features(canvas);
        self.front_hair(canvas);
        if self.glasses {
            self.spectacles(canvas);
        }
    }

    /// Hair behind the neck.
    fn back_hair(&self, canvas: &mut Canvas) {
        let (rx, ry) = self.face;
        let dark = scaled(self.hair_colour, 0.82);
        match self.hair {
            Hair::Long => canvas.fill(dark, rounded(CX, CY + 78.0, rx + 24.0, 168.0, 70.0)),
            Hair::Bob => canvas.fill(dark, rounded(CX, CY + 18.0, rx + 22.0, ry + 8.0, 64.0)),
            Hair::Bun => canvas.fill(dark, ellipse(CX, CY - ry - 26.0, 36.0, 30.0)),
            Hair::Short | Hair::Parted | Hair::Shaved => {}
        }
    }

    /// Shoulders, clothes and neck.
    fn body(&self, canvas: &mut Canvas) {
        let width = self.shoulders;
        canvas.fill(self.cloth, rounded(CX, 560.0, width, 152.0, 104.0));
        let neck = scaled(self.skin, 0.86);
        match self.clothes {
            Clothes::Suit => {
                canvas.fill([242.0, 243.0, 245.0], triangle(CX, 512.0, 62.0, 116.0));
                if self.tie {
                    canvas.fill(self.accent, triangle(CX, 556.0, 15.0, 128.0));
                }
                canvas.fill(neck, capsule((CX, CY + 66.0), (CX, 386.0), 37.0));
                canvas.fill([250.0, 250.0, 251.0], capsule((CX - 44.0, 392.0), (CX - 8.0, 436.0), 9.0));
                canvas.fill([250.0, 250.0, 251.0], capsule((CX + 44.0, 392.0), (CX + 8.0, 436.0), 9.0));
            }
            Clothes::Shirt => {
                canvas.fill(neck, capsule((CX, CY + 66.0), (CX, 404.0), 37.0));
                let collar = scaled(self.cloth, 1.22);
                canvas.fill(collar, capsule((CX - 48.0, 398.0), (CX - 10.0, 448.0), 13.0));
                canvas.fill(collar, capsule((CX + 48.0, 398.0), (CX + 10.0, 448.0), 13.0));
            }
            Clothes::Round => {
                canvas.fill(scaled(self.cloth, 0.85), ellipse(CX, 400.0, 66.0, 46.0));
                canvas.fill(neck, ellipse(CX, 396.0, 58.0, 39.0));
                canvas.fill(neck, capsule((CX, CY + 66.0), (CX, 386.0), 37.0));
            }
        }
    }

    /// Ears and face, with a soft shadow under the chin.
    fn head(&self, canvas: &mut Canvas) {
        let (rx, ry) = self.face;
        let ear = scaled(self.skin, 0.93);
        canvas.blend(scaled(self.skin, 0.72), 0.4, ellipse(CX, CY + ry + 2.0, 36.0, 15.0));
        canvas.fill(ear, ellipse(CX - rx + 1.0, CY + 10.0, 14.0, 22.0));
        canvas.fill(ear, ellipse(CX + rx - 1.0, CY + 10.0, 14.0, 22.0));
        canvas.fill(self.skin, face(rx, ry));
        if self.beard {
            let jaw = face(rx + 1.0, ry + 1.0);
            let cheek = ellipse(CX, CY + 12.0, rx - 12.0, ry - 36.0);
            let limits = jaw.limits;
            let distance = move |x, y| jaw.at(x, y).max(-cheek.at(x, y)).max(CY + 22.0 - y);
            canvas.blend(self.hair_colour, 0.82, Shape { distance, limits });
        }
    }

    fn features(&self, canvas: &mut Canvas) {
        let brow = scaled(self.hair_colour, 0.9);
        let shade = scaled(self.skin, 0.82);
        for side in [-1.0, 1.0] {
            let x = CX + side * self.eyes;
            canvas.fill([250.0, 249.0, 247.0], ellipse(x, CY - 4.0, 12.0, 6.6));
            canvas.fill([58.0, 46.0, 40.0], ellipse(x, CY - 4.0, 6.0, 6.2));
            canvas.fill(brow, capsule((x - side * 12.0, CY - 23.0), (x + side * 13.0, CY - 21.5), 2.6));
            canvas.blend([226.0, 120.0, 110.0], 0.13, ellipse(CX + side * 44.0, CY + 30.0, 17.0, 12.0));
        }
        canvas.blend(shade, 0.8, capsule((CX + 1.0, CY + 6.0), (CX + 6.0, CY + 26.0), 2.0));
        canvas.blend(shade, 0.8, capsule((CX - 7.0, CY + 30.0), (CX + 7.0, CY + 30.0), 2.2));
        let lips = mixed(self.skin, [168.0, 62.0, 66.0], 0.55);
        let rise = self.smile;
        canvas.fill(lips, capsule((CX - 22.0, CY + 54.0 - rise), (CX, CY + 55.0), 2.7));
        canvas.fill(lips, capsule((CX, CY + 55.0), (CX + 22.0, CY + 54.0 - rise), 2.7));
    }

    /// Hair above the forehead: the head a little larger, minus an ellipse that leaves the face free.
    fn front_hair(&self, canvas: &mut Canvas) {
        let (rx, ry) = self.face;
        let (grow, shift, low) = match self.hair {
            Hair::Shaved => (2.0, 0.0, -46.0),
            Hair::Short => (8.0, 0.0, -8.0),
            Hair::Parted => (10.0, 9.0, 0.0),
            Hair::Bun => (8.0, 0.0, 0.0),
            Hair::Long | Hair::Bob => (15.0, 16.0, 62.0),
        };
        let cap = ellipse(CX, CY - 6.0, rx + grow, ry + grow);
        let free = ellipse(CX + shift, CY + 40.0, rx - 2.0 + shift * 0.3, ry - 4.0);
        let limits = cap.limits;
        let distance = move |x, y| cap.at(x, y).max(-free.at(x, y)).max(y - CY - low);
        let opacity = if self.hair == Hair::Shaved { 0.55 } else { 1.0 };
        canvas.blend(self.hair_colour, opacity, Shape { distance, limits });
    }

    fn spectacles(&self, canvas: &mut Canvas) {
        let frame = [48.0, 44.0, 46.0];
        for side in [-1.0, 1.0] {
            let lens = rounded(CX + side * (self.eyes + 1.0), CY - 3.0, 22.0, 16.0, 10.0);
            let limits = lens.limits;
            let ring = move |x, y| lens.at(x, y).abs() - 1.5;
            canvas.fill(frame, Shape { distance: ring, limits });
        }
        canvas.fill(frame, capsule((CX - self.eyes + 21.0, CY - 6.0), (CX + self.eyes - 21.0, CY - 6.0), 1.5));
    }
}

/// An ellipse whose lower half narrows towards the chin.
fn face(rx: f32, ry: f32) -> Shape<impl Fn(f32, f32) -> f32> {
    let distance = move |x: f32, y: f32| {
        let down = ((y - CY) / ry).clamp(0.0, 1.0);
        (length((x - CX) / (rx * (1.0 - 0.10 * down)), (y - CY) / ry) - 1.0) * rx.min(ry)
    };
    Shape { distance, limits: [CX - rx, CY - ry, CX + rx, CY + ry] }
}

fn between(rng: &mut Rng, low: f32, high: f32) -> f32 {
    low + rng.f32() * (high - low)
}

fn scaled(colour: Colour, by: f32) -> Colour {
    colour.map(|part| (part * by).min(255.0))
}

fn mixed(one: Colour, other: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|part| one[part] * (1.0 - share) + other[part] * share)
}
