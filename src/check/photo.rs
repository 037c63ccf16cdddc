//! A photo that a paper prints is there, can be shown, is large enough for 35 × 45 mm and of about that shape, in colour,
//! and of one person.

use super::case::{Case, cell};
use super::photo_file::Photo;
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(photo) = case.survey.photo(case.at) else { return };
    let name = &case.record.person.photo;
    match photo {
        Photo::Missing => findings.push(case.finding(Code::PhotoMissing, Field::Photo).found(name)),
        Photo::Unreadable(error) => {
            findings.push(case.finding(Code::PhotoUnreadable, Field::Photo).found(name).arg("error", error));
        }
        Photo::Sound { width, height, has_colour, .. } => {
            findings.extend(size(case, *width, *height));
            findings.extend(shape(case, *width, *height));
            findings.extend((!has_colour).then(|| case.finding(Code::PhotoGrey, Field::Photo).found(name)));
            findings.extend(shared(case));
        }
    }
}

fn size(case: &Case, width: u32, height: u32) -> Option<Finding> {
    let limits = case.context.institution.limits;
    let is_small = width < limits.photo_width || height < limits.photo_height;
    let finding = || case.finding(Code::PhotoSize, Field::Photo).found(format!("{width}×{height}"));
    is_small.then(|| finding().expected(format!("{}×{}", limits.photo_width, limits.photo_height)))
}

/// A photo is cut at its longer sides to 35 : 45; beyond a twentieth that may be hair or chin.
fn shape(case: &Case, width: u32, height: u32) -> Option<Finding> {
    let left = (width.min(height * 35 / 45), height.min(width * 45 / 35));
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let cut = area((width, height)).saturating_sub(area(left));
    let is_much = cut * 20 > area((width, height));
    is_much.then(|| {
        let share = (cut * 100 + area((width, height)) / 2) / area((width, height)).max(1);
        let finding = case.finding(Code::PhotoCut, Field::Photo).found(format!("{width}×{height}"));
        finding.expected(format!("{}×{}", left.0, left.1)).arg("share", share.to_string())
    })
}

fn shared(case: &Case) -> Option<Finding> {
    let other = case.context.season.records.get(case.survey.same_photo(case.at)?)?;
    let finding = case.finding(Code::PhotoShared, Field::Photo).found(&case.record.person.photo);
    Some(finding.and_at(cell(&other.place, Field::Photo)).arg("other", other.faculty_number()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use image::{ImageFormat, Rgb, RgbImage};

    use crate::check::sample::World;
    use crate::diag::Code;

    fn save(folder: &Path, name: &str, (width, height): (u32, u32), shade: u8) {
        let picture = RgbImage::from_fn(width, height, |x, y| Rgb([shade, (x % 251) as u8, (y % 241) as u8]));
        let format = ImageFormat::from_path(name).expect("a known ending");
        picture.save_with_format(folder.join(name), format).expect("the folder is there");
    }

    fn world(folder: &Path, photos: &[&str]) -> World {
        let mut world = World::of(photos.len());
        world.photos = Some(folder.to_owned());
        for (at, name) in photos.iter().enumerate() {
            world.record(at).person.photo = (*name).to_owned();
        }
        world
    }

    #[test]
    fn sound_photos_pass() {
        let folder = tempfile::tempdir().expect("a folder");
        save(folder.path(), "a.jpg", (413, 531), 1);
        save(folder.path(), "b.png", (600, 800), 2);
        assert!(world(folder.path(), &["a.jpg", "b.png"]).codes().is_empty());
    }

    #[test]
    fn missing_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("photos");
        std::fs::create_dir_all(inner.join("d.jpg")).expect("a folder");
        save(folder.path(), "a.jpg", (413, 531), 1);
        for name in ["", "a.jpg", "../a.jpg", "..", "d.jpg", "..\\a.jpg"] {
            assert_eq!(world(&inner, &[name]).codes(), [Code::PhotoMissing], "{name}");
        }
    }

    #[test]
    fn cut_off_and_foreign_files() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.jpg", "a.png"] {
            save(folder.path(), name, (413, 531), 1);
            let bytes = std::fs::read(folder.path().join(name)).expect("just written");
            std::fs::write(folder.path().join(name), &bytes[..bytes.len() / 2]).expect("the folder is there");
            assert_eq!(world(folder.path(), &[name]).codes(), [Code::PhotoUnreadable], "{name}");
        }
        std::fs::write(folder.path().join("c.jpg"), "no photo").expect("the folder is there");
        assert_eq!(world(folder.path(), &["c.jpg"]).codes(), [Code::PhotoUnreadable]);
    }

    #[test]
    fn small_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        for (at, size) in [(140, 180), (400, 514), (412, 531), (413, 530)].into_iter().enumerate() {
            let name = format!("{at}.png");
            save(folder.path(), &name, size, 1);
            assert_eq!(world(folder.path(), &[&name]).codes(), [Code::PhotoSize], "{size:?}");
        }
    }

    #[test]
    fn ones_of_another_shape_with_how_much_of_them_is_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        for (at, (size, left, share)) in [
            ((800, 600), "466×600", "42"),
            ((600, 600), "466×600", "22"),
            ((500, 900), "500×642", "29"),
            ((500, 700), "500×642", "8"),
        ]
        .into_iter()
        .enumerate()
        {
            let name = format!("{at}.png");
            save(folder.path(), &name, size, 1);
            let world = world(folder.path(), &[&name]);
            assert_eq!(world.codes(), [Code::PhotoCut], "{size:?}");
            let finding = &world.findings(Code::PhotoCut)[0];
            assert_eq!((finding.expected.as_str(), finding.placeholder("share", crate::diag::Lang::En)), (left, Some(share)));
        }
        save(folder.path(), "usual.png", (600, 800), 2);
        assert!(world(folder.path(), &["usual.png"]).codes().is_empty(), "3 : 4, of which three per cent are cut");
    }

    #[test]
    fn black_and_white_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let grey = |x: u32, y: u32| ((x * 3 + y) % 250) as u8;
        let spot = |x: u32, y: u32| x < 20 && y < 20;
        let picture = RgbImage::from_fn(413, 531, |x, y| if spot(x, y) { Rgb([200, 20, 20]) } else { Rgb([grey(x, y); 3]) });
        picture.save(folder.path().join("a.jpg")).expect("the folder is there");
        assert_eq!(world(folder.path(), &["a.jpg"]).codes(), [Code::PhotoGrey], "a stamp makes no colour photo");
        let luma = image::GrayImage::from_fn(413, 531, |x, y| image::Luma([grey(x, y)]));
        luma.save(folder.path().join("b.png")).expect("the folder is there");
        assert_eq!(world(folder.path(), &["b.png"]).codes(), [Code::PhotoGrey]);
    }

    #[test]
    fn one_photo_of_two_people() {
        let folder = tempfile::tempdir().expect("a folder");
        save(folder.path(), "a.png", (413, 531), 1);
        save(folder.path(), "b.png", (413, 531), 1);
        let mut world = world(folder.path(), &["a.png", "b.png"]);
        assert_eq!(world.codes(), [Code::PhotoShared, Code::PhotoShared]);
        assert_eq!(world.findings(Code::PhotoShared)[0].placeholder("other", crate::diag::Lang::En), Some("130002"));
        let person = world.season.records[0].person.clone();
        world.record(1).person = person;
        assert!(world.findings(Code::PhotoShared).is_empty(), "the same person stands twice");
    }

    #[test]
    fn nobody_asks_for_a_photo_that_no_paper_prints() {
        let mut world = World::of(1);
        world.photos = None;
        assert!(world.codes().is_empty());
    }
}
