//! Scans of issued papers: every page lands at its entry or before a person, none at a wrong one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use image::RgbImage;
use laurea::diag::Lang;
use laurea::scan::{
    Candidate, Change, Decisions, Delivery, Expected, Fault, Limits, Matched, Reason, ScanPage, Turn, contact_sheet, match_pages,
    read_folder,
};
use rayon::prelude::*;
use tempfile::TempDir;

use crate::house::{has_tool, issued_small, loudly, text};
use crate::scanner::{Glass, blank, drawn, pdf, tiff};

/// The papers of the little season that have a code, and their PDFs.
fn issued(folder: &Path) -> Vec<(Expected, PathBuf)> {
    let season = issued_small();
    let papers = season.documents();
    let entries = season.entries.iter().filter(|entry| entry["action"] == "issued" && entry["check_value"].is_string());
    let paper = |entry: &serde_json::Value| {
        let (kind, person) = (text(&entry["kind"]), text(&entry["faculty_number"]));
        let paper = papers.iter().find(|paper| paper.kind == kind && paper.faculty_number == person).unwrap();
        let path = folder.join(format!("{kind}-{person}.pdf"));
        fs::write(&path, season.file(&paper.file)).unwrap();
        let expected = Expected {
            document: text(&entry["document"]),
            title: kind.clone(),
            kind,
            number: entry["number"].as_str().unwrap_or_default().to_owned(),
            blank: String::new(),
            check: text(&entry["check_value"]),
            pages: u32::try_from(entry["pages"].as_i64().unwrap()).unwrap(),
            person,
            name: text(&entry["person_name"]),
            landscape: false,
        };
        (expected, path)
    };
    entries.map(paper).collect()
}

/// One paper of each kind, and of a kind with further pages.
fn some(papers: &[(Expected, PathBuf)]) -> Vec<(Expected, PathBuf)> {
    let mut kinds = std::collections::BTreeSet::new();
    papers.iter().filter(|(paper, _)| kinds.insert((paper.kind.clone(), paper.pages > 1))).cloned().collect()
}

/// The truth about a folder of scans: which page of which paper each page of a file is; nothing for what belongs to no paper.
type Truth = BTreeMap<(String, u32), Option<Candidate>>;

/// A folder of scans and the truth about it.
struct Desk {
    folder: TempDir,
    truth: Truth,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::with_prefix("laurea-scans-").unwrap(), truth: Truth::new() }
    }

    fn put(&mut self, name: &str, bytes: &[u8], pages: &[Option<Candidate>]) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        for (number, page) in (1..).zip(pages) {
            self.truth.insert((name.to_owned(), number), page.clone());
        }
    }

    fn read(&self) -> Vec<ScanPage> {
        read_folder(self.folder.path(), &Limits::default(), &|_| ()).unwrap()
    }

    fn matched(&self, expected: &[Expected]) -> Matched {
        match_pages(self.read(), expected, &Limits::default(), &Decisions::default())
    }
}

/// A page of a paper at a resolution, drawn.
struct Sheet {
    place: Candidate,
    page: RgbImage,
}

fn sheets(papers: &[(Expected, PathBuf)], dpi: u32) -> Vec<Sheet> {
    let drawn = |(paper, path): &(Expected, PathBuf)| {
        let pages = drawn(path, dpi);
        assert_eq!(pages.len(), paper.pages as usize, "{}", paper.document);
        let place = |page| Candidate { document: paper.document.clone(), page };
        (1..).zip(pages).map(|(number, page)| Sheet { place: place(number), page }).collect::<Vec<_>>()
    };
    papers.par_iter().flat_map_iter(drawn).collect()
}

/// How many pages came where.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    matched: usize,
    doubtful: usize,
    left: usize,
    wrong: usize,
    lost: usize,
}

/// Compares with the truth, page by page.
fn tally(matched: &Matched, truth: &Truth, file: impl Fn(&str) -> bool) -> Tally {
    let mut tally = Tally::default();
    let placed: BTreeMap<(&str, u32), &Candidate> = matched
        .papers
        .iter()
        .flat_map(|paper| &paper.pages)
        .map(|page| ((page.page.file.as_str(), page.page.page), &page.place))
        .chain(matched.twice.iter().map(|twice| ((twice.page.file.as_str(), twice.page.page), &twice.place)))
        .collect();
    let is_among = |doubts: &[laurea::scan::Doubt], name: &str, number| {
        doubts.iter().any(|doubt| doubt.page.file == name && doubt.page.page == number)
    };
    for ((name, number), right) in truth.iter().filter(|((name, _), _)| file(name)) {
        match (placed.get(&(name.as_str(), *number)), right) {
            (Some(place), Some(right)) if *place == right => tally.matched += 1,
            (Some(_), _) => tally.wrong += 1,
            (None, _) if is_among(&matched.doubts, name, *number) => tally.doubtful += 1,
            (None, _) if is_among(&matched.left_over, name, *number) => tally.left += 1,
            (None, _) => tally.lost += 1,
        }
    }
    tally
}

/// Pages to be scanned of each resolution; more with `LAUREA_SCANS=factor`.
fn rounds() -> Vec<(u32, usize)> {
    let factor = std::env::var("LAUREA_SCANS").ok().and_then(|word| word.parse().ok()).unwrap_or(1);
    [(150, 6), (200, 12), (300, 4), (600, 1)].map(|(dpi, count)| (dpi, count * factor)).to_vec()
}

/// The sheets of a resolution, scanned by chance into single files, one PDF of several papers and one TIFF; shuffled.
fn scan(desk: &mut Desk, sheets: &[Sheet], dpi: u32, count: usize, rng: &mut Rng) {
    let mut order: Vec<usize> = (0..count).map(|at| at % sheets.len()).collect();
    rng.shuffle(&mut order);
    let seeds: Vec<u64> = order.iter().map(|_| rng.u64(..)).collect();
    let scanned: Vec<(Option<Candidate>, Vec<u8>)> = order
        .par_iter()
        .zip(seeds)
        .map(|(at, seed)| {
            let mut rng = Rng::with_seed(seed);
            let glass = Glass::chance(dpi, &mut rng);
            // So many pixels, one by one, would take this test most of its time.
            let glass = if dpi > 300 { Glass { lean: 0.0, noise: 0.0, ..glass } } else { glass };
            (Some(sheets[*at].place.clone()), glass.jpeg(&sheets[*at].page, &mut rng))
        })
        .collect();
    let (single, bound) = scanned.split_at(count - count / 4);
    for (number, (place, bytes)) in single.iter().enumerate() {
        desk.put(&format!("{dpi}/IMG_{:04}.jpg", (number * 7919) % 9973), bytes, std::slice::from_ref(place));
    }
    if bound.is_empty() {
        return;
    }
    let (places, jpegs): (Vec<_>, Vec<_>) = bound.iter().cloned().unzip();
    desk.put(&format!("{dpi}/batch.pdf"), &pdf(&jpegs, dpi), &places);
}

#[test]
fn scans_of_issued_papers_find_their_entries() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let pdfs = TempDir::new().unwrap();
    let papers = issued(pdfs.path());
    let chosen = some(&papers);
    let mut figures = Vec::new();
    let (mut sure, mut all) = (0, 0);
    for (dpi, count) in rounds() {
        let mut rng = Rng::with_seed(u64::from(dpi));
        let few = if dpi > 300 { &chosen[..1] } else { &chosen[..] };
        let sheets = sheets(few, dpi);
        let mut desk = Desk::new();
        scan(&mut desk, &sheets, dpi, count, &mut rng);
        // Each sheet is scanned more than once here, so each scan is matched by itself.
        let expected: Vec<Expected> = papers.iter().map(|(paper, _)| paper.clone()).collect();
        let mut tallies = Tally::default();
        for page in desk.read() {
            let (name, number) = (page.file.clone(), page.page);
            let truth = Truth::from([((name.clone(), number), desk.truth[&(name.clone(), number)].clone())]);
            let one = tally(&match_pages(vec![page], &expected, &Limits::default(), &Decisions::default()), &truth, |_| true);
            tallies.matched += one.matched;
            tallies.doubtful += one.doubtful;
            tallies.left += one.left;
            tallies.wrong += one.wrong;
            tallies.lost += one.lost;
        }
        figures.push(format!("{dpi} dpi: {tallies:?} of {}", desk.truth.len()));
        loudly(&figures[figures.len() - 1]);
        assert_eq!((tallies.wrong, tallies.lost), (0, 0), "{figures:#?}");
        if dpi >= 200 {
            (sure, all) = (sure + tallies.matched, all + desk.truth.len());
        }
    }
    loudly(&format!("pages without a person, at 200 dpi and up: {sure} of {all}"));
    assert!(sure * 100 >= all * 99, "{sure} of {all}: {figures:#?}");
}

/// A season's scans as an office has them: single files, a PDF of several papers, a TIFF, blank sheets, others' sheets, copies.
fn office(papers: &[(Expected, PathBuf)]) -> (Desk, Vec<Expected>, Candidate) {
    const DPI: u32 = 150;
    let mut rng = Rng::with_seed(6);
    let mut desk = Desk::new();
    let sheets = sheets(papers, DPI);
    let own = |at: usize| Some(sheets[at].place.clone());
    let mut good = |at: usize, turn| Glass { turn, ..Glass::good(DPI) }.jpeg(&sheets[at].page, &mut rng);
    let last = sheets.len() - 1;
    let turns = [Turn::None, Turn::Half, Turn::Left, Turn::Right];
    for (at, turn) in turns.into_iter().enumerate() {
        desk.put(&format!("day 1/scan{at}.jpg"), &good(at, turn), &[own(at)]);
    }
    let jpegs: Vec<Vec<u8>> = (4..7).map(|at| good(at, turns[at % 4])).collect();
    desk.put("много.pdf", &pdf(&jpegs, DPI), &[own(4), own(5), own(6)]);
    let upside_down = Glass { turn: Turn::Half, ..Glass::good(DPI) }.see(&sheets[7].page, &mut rng);
    desk.put("a/long.tif", &tiff(&[upside_down, Glass::good(DPI).see(&sheets[8].page, &mut rng)], DPI), &[own(7), own(8)]);
    // The same file twice; a sheet on the glass twice; a blank one; one whose code is covered; a paper nobody awaits.
    let copy = fs::read(desk.folder.path().join("day 1/scan0.jpg")).unwrap();
    desk.put("day 1/copy of scan0.jpg", &copy, &[own(0)]);
    desk.put("day 2/again.jpg", &Glass::good(DPI).jpeg(&sheets[1].page, &mut rng), &[own(1)]);
    desk.put("day 2/blank.jpg", &Glass { dark: true, lean: 2.0, ..Glass::good(DPI) }.jpeg(&blank(DPI), &mut rng), &[None]);
    let mut covered = sheets[9].page.clone();
    let (width, height) = covered.dimensions();
    for y in (0..300).chain(height - 150..height) {
        (0..width).for_each(|x| covered.put_pixel(x, y, image::Rgb([255; 3])));
    }
    desk.put("day 2/foreign.jpg", &Glass::good(DPI).jpeg(&covered, &mut rng), &[None]);
    let stranger = papers.last().unwrap().0.clone();
    desk.put("day 2/stranger.jpg", &Glass::good(DPI).jpeg(&sheets[last].page, &mut rng), &[None]);
    desk.put("day 2/grey.jpg", &Glass { grey: true, ..Glass::good(DPI) }.jpeg(&sheets[10].page, &mut rng), &[own(10)]);
    let expected = papers.iter().map(|(paper, _)| paper.clone()).filter(|paper| *paper != stranger).collect();
    (desk, expected, sheets[1].place.clone())
}

#[test]
fn an_offices_folder_is_sorted_and_what_is_in_doubt_is_decided_by_a_person() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let pdfs = TempDir::new().unwrap();
    let all = issued(pdfs.path());
    let papers: Vec<_> = all.iter().step_by(all.len().div_ceil(12)).cloned().collect();
    let (desk, expected, twice) = office(&papers);
    let pages = desk.read();
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let part = desk.folder.path().join("day 2");
    let read = || read_folder(&part, &Limits::default(), &|_| ()).unwrap();
    assert_eq!(alone.install(read), read(), "the same on any number of threads");
    let limits = Limits::default();
    let matched = match_pages(pages.clone(), &expected, &limits, &Decisions::default());
    let counted = tally(&matched, &desk.truth, |_| true);
    loudly(&format!("an office's folder of {} pages: {counted:?}", desk.truth.len()));
    assert_eq!((counted.wrong, counted.lost), (0, 0), "{matched:#?}");
    let keys = |doubts: &[laurea::scan::Doubt]| -> BTreeMap<String, Vec<&str>> {
        doubts.iter().map(|doubt| (doubt.page.file.clone(), doubt.reasons.iter().map(Reason::key).collect())).collect()
    };
    let doubts = keys(&matched.doubts);
    assert_eq!(doubts["day 2/again.jpg"], ["scan-candidates"]);
    assert_eq!(doubts["day 1/scan1.jpg"], ["scan-candidates"]);
    assert_eq!(doubts["day 2/grey.jpg"], ["scan-grey"]);
    let left = keys(&matched.left_over);
    assert_eq!(left["day 2/blank.jpg"], ["scan-blank"]);
    assert_eq!(left["day 2/foreign.jpg"], ["scan-no-code"]);
    assert_eq!(left["day 2/stranger.jpg"], ["scan-not-awaited"]);
    assert_eq!(matched.twice.len(), 1, "{:?}", matched.twice);

    // The sheet shows every one of them, and the list is filled in as a person would.
    let none = Decisions::default();
    let mut lists = Vec::new();
    for lang in [Lang::Bg, Lang::En] {
        let sheet = contact_sheet(desk.folder.path(), &matched, &expected, &none, &limits, lang).unwrap();
        assert_eq!(sheet.html.matches("data:image/jpeg;base64,").count(), matched.doubts.len() + matched.left_over.len());
        assert!(!sheet.html.contains("scan-") && !sheet.html.contains("{{"), "{lang:?}: words are missing");
        let list = String::from_utf8(sheet.decisions).unwrap();
        assert_eq!(list.lines().count(), 1 + matched.doubts.len() + matched.left_over.len());
        lists.push(list);
    }
    let list = lists.pop().unwrap();
    let chosen = format!("{},{}", twice.document, twice.page);
    let decided = list.lines().map(|line| match line.split(',').next().unwrap() {
        "day 2/again.jpg" => line.replacen(",,,", &format!(",{chosen},"), 1),
        "day 2/blank.jpg" | "day 2/foreign.jpg" | "day 1/scan1.jpg" => line.replacen(",,,", ",skip,,", 1),
        _ => line.to_owned(),
    });
    let decisions = Decisions::parse(decided.collect::<Vec<_>>().join("\r\n").as_bytes()).unwrap();
    let after = match_pages(pages, &expected, &limits, &decisions);
    assert_eq!(after.told, []);
    let open = keys(&after.doubts);
    assert!(open.keys().all(|file| file == "day 2/grey.jpg"), "{open:?}");
    let paper = after.papers.iter().find(|paper| paper.document == twice.document).unwrap();
    assert!(paper.pages.iter().any(|page| page.page.file == "day 2/again.jpg"));

    delivered_pages_stand_upright_and_say_the_same(&desk, &matched, &expected);
}

fn delivered_pages_stand_upright_and_say_the_same(desk: &Desk, matched: &Matched, expected: &[Expected]) {
    let mut archive = Desk::new();
    let delivery = Delivery::new(desk.folder.path(), &Limits::default());
    for page in matched.papers.iter().flat_map(|paper| &paper.pages) {
        let delivered = delivery.deliver(page).unwrap();
        let name = format!("{}-{}.{}", page.place.document.replace('/', "-"), page.place.page, delivered.extension);
        archive.put(&name, &delivered.bytes, &[Some(page.place.clone())]);
        match (page.turn, page.page.file.ends_with("tif")) {
            (_, true) => assert_eq!(delivered.change, Change::Packed),
            (Turn::None, _) => {
                assert_eq!(
                    (delivered.change, laurea::model::sha256(&delivered.bytes)),
                    (Change::None, delivered.original_sha256)
                );
            }
            _ => assert_eq!(delivered.change, Change::Orientation),
        }
    }
    let again = archive.matched(expected);
    let placed: Vec<_> = again.papers.iter().flat_map(|paper| &paper.pages).collect();
    assert_eq!(placed.len(), archive.truth.len());
    for page in placed {
        assert_eq!(page.page.codes[0].turn, page.page.said_turn, "{}: what the file says is upright", page.page.file);
        assert_eq!(archive.truth[&(page.page.file.clone(), 1)].as_ref(), Some(&page.place));
    }
}

#[test]
fn bad_files_are_named_and_the_rest_goes_on() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let pdfs = TempDir::new().unwrap();
    let papers = issued(pdfs.path());
    let first = &papers[0];
    let sheets = sheets(&papers[..1], 150);
    let mut rng = Rng::with_seed(1);
    let jpeg = Glass::good(150).jpeg(&sheets[0].page, &mut rng);
    let bound = pdf(&[jpeg.clone(), jpeg.clone()], 150);
    let mut desk = Desk::new();
    let whole = Some(sheets[0].place.clone());
    desk.put("good.jpg", &jpeg, &[whole]);
    let faulty = [
        ("empty.jpg", Vec::new(), Fault::Empty),
        ("letter.docx", b"PK\x03\x04 a letter".to_vec(), Fault::NoPicture),
        ("short.jpg", jpeg[..jpeg.len() / 2].to_vec(), Fault::CutOff),
        ("short.pdf", bound[..bound.len() - 40].to_vec(), Fault::CutOff),
        ("short.tif", tiff(&[sheets[0].page.clone()], 150)[..5000].to_vec(), Fault::CutOff),
        ("locked.pdf", String::from_utf8_lossy(&bound).replace("/Size", "/Encrypt 9 0 R /Size").into_bytes(), Fault::Protected),
    ];
    for (name, bytes, _) in &faulty {
        desk.put(name, bytes, &[]);
    }
    let matched = desk.matched(std::slice::from_ref(&first.0));
    let broken: BTreeMap<&str, &Fault> =
        matched.broken.iter().map(|page| (page.file.as_str(), page.fault.as_ref().unwrap())).collect();
    for (name, _, fault) in &faulty {
        assert_eq!(broken.get(name), Some(&fault), "{name}");
    }
    assert_eq!(matched.papers[0].pages.len(), 1, "the good page found its place");
    let sheet = contact_sheet(desk.folder.path(), &matched, &[], &Decisions::default(), &Limits::default(), Lang::En).unwrap();
    for (name, ..) in &faulty {
        assert!(sheet.html.contains(name), "{name} is not on the sheet");
    }
}

#[test]
fn a_pdf_that_is_no_picture_is_drawn() {
    let pdfs = TempDir::new().unwrap();
    let papers = issued(pdfs.path());
    let (paper, path) = papers.iter().min_by_key(|(paper, _)| paper.pages).unwrap();
    let mut desk = Desk::new();
    desk.put("issued.pdf", &fs::read(path).unwrap(), &[]);
    let matched = desk.matched(std::slice::from_ref(paper));
    assert_eq!(matched.papers[0].missing, [0; 0], "{matched:#?}");
    let page = &matched.papers[0].pages[0];
    let delivered = laurea::scan::deliver(desk.folder.path(), page).unwrap();
    assert_eq!((delivered.change, delivered.extension, page.page.dpi()), (Change::Drawn, "png", 300));
}
