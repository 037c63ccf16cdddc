//! A photo that a paper prints is there, can be shown, is large and upright enough (35 × 45 mm), and is of one person.

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
        Photo::Sound { width, height, .. } => {
            findings.extend(size(case, *width, *height));
            findings.extend(shared(case));
        }
    }
}

fn size(case: &Case, width: u32, height: u32) -> Option<Finding> {
    let limits = case.context.institution.limits;
    let is_small = width < limits.photo_width || height < limits.photo_height;
    let finding = || case.finding(Code::PhotoSize, Field::Photo).found(format!("{width}×{height}"));
    let expected = format!("{}×{}", limits.photo_width, limits.photo_height);
    (is_small || !is_upright(width, height)).then(|| finding().expected(expected))
}

/// Within 12 % of 35 : 45.
fn is_upright(width: u32, height: u32) -> bool {
    let (width, height) = (u64::from(width) * 45 * 100, u64::from(height) * 35);
    (height * 88..=height * 112).contains(&width)
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
    fn small_and_lying_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        for (at, size) in [(160, 120), (400, 531), (800, 600), (600, 600), (500, 900)].into_iter().enumerate() {
            let name = format!("{at}.png");
            save(folder.path(), &name, size, 1);
            assert_eq!(world(folder.path(), &[&name]).codes(), [Code::PhotoSize], "{size:?}");
        }
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
