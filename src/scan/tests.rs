//! Matching on invented pages: what is sure, what is a doubt, and that nothing comes to a wrong place.

use super::page::FoundCode;
use super::*;

const CHECK: &str = "7KXM20QA";

fn paper(document: &str, number: &str, check: &str, pages: u32) -> Expected {
    let kind = document.split('/').next().unwrap_or_default().to_owned();
    let (document, number, check) = (document.to_owned(), number.to_owned(), check.to_owned());
    Expected { document, title: kind.clone(), kind, number, check, pages, ..Expected::default() }
}

fn papers() -> Vec<Expected> {
    vec![
        paper("diploma/1", "4512/2025", CHECK, 1),
        paper("appendix/1", "4512/2025", "8KXM20QA", 2),
        paper("diploma/2", "4513/2025", "9KXM20QA", 1),
    ]
}

/// A good page; its picture is that of its name.
fn page(file: &str, payloads: &[&str]) -> ScanPage {
    let found = |payload: &&str| FoundCode { payload: (*payload).to_owned(), turn: Turn::Half, skew: 1.0 };
    ScanPage {
        of: 1,
        file_sha256: file.to_owned(),
        sha256: file.to_owned(),
        picture_sha256: file.to_owned(),
        width: 2480,
        height: 3508,
        said_dpi: Some(300),
        colour_share: 0.1,
        ink_share: 0.05,
        sharpness: 0.5,
        codes: payloads.iter().map(found).collect(),
        fault: None,
        ..ScanPage::broken(file, 1, Fault::Empty)
    }
}

fn matched(pages: Vec<ScanPage>) -> Matched {
    match_pages(pages, &papers(), &Limits::default(), &Decisions::default())
}

/// What was found of each paper, and why the others were not.
fn told(matched: &Matched) -> (Vec<String>, Vec<String>) {
    let pages = matched.papers.iter().flat_map(|paper| &paper.pages);
    let placed = pages.map(|page| format!("{} {}: {}", page.place.document, page.place.page, page.page.file)).collect();
    let doubts = matched.doubts.iter().chain(&matched.left_over);
    let reasons = |doubt: &Doubt| doubt.reasons.iter().map(Reason::key).collect::<Vec<_>>().join(" ");
    (placed, doubts.map(|doubt| format!("{}: {}", doubt.page.file, reasons(doubt))).collect())
}

#[track_caller]
fn assert_told(pages: Vec<ScanPage>, placed: &[&str], doubts: &[&str]) {
    let matched = matched(pages);
    let (found, why) = told(&matched);
    assert_eq!(found, placed);
    assert_eq!(why, doubts);
}

#[test]
fn the_code_decides_and_says_which_way_is_up() {
    let pages = vec![
        page("b.jpg", &["laurea:2:0023:appendix:4512/2025:8KXM20QA:p2"]),
        page("a.jpg", &["laurea:2:0023:appendix:-:8KXM20QA", "https://example.org/"]),
        page("c.jpg", &["laurea:2:0023:diploma:4512/2025:7KXM20QA"]),
    ];
    let matched = matched(pages);
    assert_eq!(told(&matched).0, ["diploma/1 1: c.jpg", "appendix/1 1: a.jpg", "appendix/1 2: b.jpg"]);
    assert_eq!(matched.papers[1].pages[0].turn, Turn::Half);
    assert_eq!((matched.papers[0].missing.len(), &matched.papers[2].missing[..]), (0, &[1][..]));
}

#[test]
fn a_code_that_contradicts_itself_is_a_doubt() {
    let pages = vec![
        page("a.jpg", &["laurea:2:0023:diploma:4512/2025:QQQQQQQQ"]),
        page("b.jpg", &["laurea:2:0023:diploma:9999/2025:7KXM20QA"]),
        page("c.jpg", &["laurea:2:0023:transcript:4512/2025:7KXM20QA"]),
        page("d.jpg", &["laurea:2:0023:diploma:7777/2025:QQQQQQQQ"]),
        page("e.jpg", &["laurea:2:0023:diploma:4512/2025:7KXM20QA:p2"]),
        page("f.jpg", &["laurea:2:0023:diploma:4512/2025:7KXM20QA", "laurea:2:0023:diploma:4513/2025:9KXM20QA"]),
    ];
    let doubts = [
        "a.jpg: scan-other-check",
        "b.jpg: scan-other-check",
        "c.jpg: scan-other-check",
        "e.jpg: scan-page-beyond",
        "f.jpg: scan-two-codes",
        "d.jpg: scan-not-awaited",
    ];
    assert_told(pages, &[], &doubts);
}

#[test]
fn two_scans_of_a_page_are_a_doubt_and_two_copies_are_not() {
    let code = "laurea:2:0023:diploma:4512/2025:7KXM20QA";
    assert_told(vec![page("a.jpg", &[code]), page("b.jpg", &[code])], &[], &["a.jpg: scan-candidates", "b.jpg: scan-candidates"]);
    let copy = ScanPage { picture_sha256: "a.jpg".to_owned(), ..page("b.jpg", &[code]) };
    let matched = matched(vec![copy, page("a.jpg", &[code])]);
    assert_eq!(told(&matched), (vec!["diploma/1 1: a.jpg".to_owned()], vec![]));
    assert_eq!((matched.twice[0].page.file.as_str(), matched.twice[0].file.as_str()), ("b.jpg", "a.jpg"));
}

#[test]
fn without_a_code_the_name_says_whose_it_is() {
    let two_pages = |page: ScanPage| ScanPage { of: 2, ..page };
    let pages = vec![
        page("4513-2025.jpg", &[]),
        page("diploma 4512-2025.jpg", &[]),
        two_pages(page("Appendix 4512_2025.pdf", &[])),
        two_pages(ScanPage {
            page: 2,
            sha256: "2".to_owned(),
            picture_sha256: "2".to_owned(),
            ..page("Appendix 4512_2025.pdf", &[])
        }),
    ];
    let placed = [
        "diploma/1 1: diploma 4512-2025.jpg",
        "appendix/1 1: Appendix 4512_2025.pdf",
        "appendix/1 2: Appendix 4512_2025.pdf",
        "diploma/2 1: 4513-2025.jpg",
    ];
    assert_told(pages, &placed, &[]);
    let unsure = vec![
        page("4512-2025.jpg", &[]),
        page("appendix-4512-2025.jpg", &[]),
        page("diploma-4512-2025-3.jpg", &[]),
        ScanPage { ink_share: 0.0, ..page("4513-2025.jpg", &[]) },
        page("IMG_0001.jpg", &[]),
        ScanPage { ink_share: 0.0, ..page("IMG_0002.jpg", &[]) },
    ];
    let doubts = [
        "4512-2025.jpg: scan-candidates",
        "4513-2025.jpg: scan-blank",
        "appendix-4512-2025.jpg: scan-which-page",
        "diploma-4512-2025-3.jpg: scan-page-beyond",
        "IMG_0001.jpg: scan-no-code",
        "IMG_0002.jpg: scan-blank",
    ];
    assert_told(unsure, &[], &doubts);
}

#[test]
fn a_page_matched_by_name_must_stand_as_its_paper_does_and_be_its_own() {
    let lying = ScanPage { width: 3508, height: 2480, ..page("4513-2025.jpg", &[]) };
    assert_told(vec![lying], &[], &["4513-2025.jpg: scan-orientation"]);
    let same = |file: &str| ScanPage { picture_sha256: "one".to_owned(), ..page(file, &[]) };
    let doubts = ["4513-2025.jpg: scan-same-picture", "diploma-4512-2025.jpg: scan-same-picture"];
    assert_told(vec![same("4513-2025.jpg"), same("diploma-4512-2025.jpg")], &[], &doubts);
}

#[test]
fn a_page_without_a_code_after_a_known_one_is_guessed_for_the_eye_only() {
    let pages =
        vec![page("scan1.jpg", &["laurea:2:0023:appendix:4512/2025:8KXM20QA"]), page("scan2.jpg", &[]), page("scan3.jpg", &[])];
    let matched = matched(pages);
    assert_eq!(matched.papers[1].missing, [2]);
    let guess = Candidate { document: "appendix/1".to_owned(), page: 2 };
    assert_eq!(matched.left_over[0].candidates, [guess]);
    assert_eq!(matched.left_over[1].candidates, []);
}

#[test]
fn what_the_gate_refuses_a_person_may_let_pass() {
    let grey = || ScanPage { colour_share: 0.0, ..page("a.jpg", &["laurea:2:0023:diploma:4512/2025:7KXM20QA"]) };
    assert_told(vec![grey()], &[], &["a.jpg: scan-grey"]);
    let list = "file,page,sha256,document,document_page,turn\na.jpg,1,a.jpg,diploma/1,1,90\nb.jpg,1,b.jpg,skip,,\n";
    let decisions = Decisions::parse(list.as_bytes()).expect("a list");
    let pages = vec![grey(), page("b.jpg", &["laurea:2:0023:diploma:4512/2025:7KXM20QA"])];
    let matched = match_pages(pages, &papers(), &Limits::default(), &decisions);
    let placed = &matched.papers[0].pages[0];
    assert_eq!((placed.by, placed.turn, placed.accepted.len()), (By::Person, Turn::Right, 1));
    assert_eq!((matched.skipped.len(), matched.told.len()), (1, 0));
}

#[test]
fn a_decision_about_a_page_that_has_changed_is_told_and_not_followed() {
    let list = "file,page,sha256,document,document_page\na.jpg,1,before,diploma/1,1\n";
    let decisions = Decisions::parse(list.as_bytes()).expect("a list");
    let matched = match_pages(vec![page("a.jpg", &[])], &papers(), &Limits::default(), &decisions);
    assert_eq!(matched.told, [Told::Stale(2)]);
    assert_eq!((matched.papers[0].pages.len(), matched.left_over.len()), (0, 1));
    let list = String::from_utf8(sheet_lines::decisions_csv(&matched, &decisions, crate::diag::Lang::En)).expect("text");
    assert_eq!(list.lines().count(), 2, "the page stands in the new list once: {list}");
}

#[test]
fn the_sheet_escapes_names_and_has_all_its_words() {
    let nasty = "<script>alert(1)</script>\"&.jpg";
    let mut papers = papers();
    papers[0].name = nasty.to_owned();
    let pages = vec![
        ScanPage { colour_share: 0.0, ..page(nasty, &["laurea:2:0023:diploma:4512/2025:7KXM20QA"]) },
        ScanPage::broken("b.pdf", 0, Fault::Protected),
    ];
    let matched = match_pages(pages, &papers, &Limits::default(), &Decisions::default());
    for lang in [crate::diag::Lang::Bg, crate::diag::Lang::En] {
        let nowhere = std::path::Path::new("/nonexistent");
        let sheet = contact_sheet(nowhere, &matched, &papers, &Decisions::default(), &Limits::default(), lang).expect("a sheet");
        assert!(!sheet.html.contains("<script"), "{lang:?}");
        let body = sheet.html.split("<body").nth(1).expect("a body");
        assert!(!body.contains(['{', '}']) && !body.contains("scan-"), "{lang:?}: {body}");
    }
}
