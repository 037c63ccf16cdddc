//! `laurea verify` on papers: genuine, annulled, replaced, altered, copied, unknown; by file and by code; of the register and of a list.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use laurea::register::Register;
use serde_json::Value;

use crate::duplicates::request;
use crate::house::{House, files_under, has_tool, text};
use crate::scanner::{Glass, drawn, pdf};
use crate::sheets::{change, column, rows, said};

/// Incoming number of the request for a duplicate.
const REQUEST: &str = "9100/01.10.2025";

/// A paper with everything it can be shown by.
#[derive(Debug, Clone)]
pub struct Paper {
    pub number: String,
    pub name: String,
    /// The whole text of its square.
    pub code: String,
    pub check: String,
    pub file: PathBuf,
}

/// An office that issued diplomas, annulled one and issued a duplicate of another; its list is published.
pub struct Office {
    pub house: House,
    pub genuine: Paper,
    pub annulled: Paper,
    pub original: Paper,
    pub duplicate: Paper,
}

impl Office {
    pub fn new() -> Self {
        let house = House::small();
        let students: Vec<String> = house.graduates().into_iter().take(3).collect();
        let mut issue = vec!["issue", "--kind", "diploma"];
        issue.extend(students.iter().flat_map(|student| ["--student", student.as_str()]));
        house.run(&issue).expect(0);
        let [one, two, three] = [0, 1, 2].map(|at| format!("diploma/{}", students[at]));
        house.run(&["register", "annul", &two, "--reason", "wrong", "--date", "2025-10-06"]).expect(0);
        ask_for_duplicate(&house, &paper(&house, &three));
        house.run(&["duplicate", "--request", REQUEST]).expect(0);
        let duplicate = house.entries().into_iter().find(|entry| entry["kind"] == "duplicate-diploma").unwrap();
        house.run(&["publish", "--out", "list"]).expect(0);
        Self {
            genuine: paper(&house, &one),
            annulled: paper(&house, &two),
            original: paper(&house, &three),
            duplicate: paper(&house, &text(&duplicate["document"])),
            house,
        }
    }

    /// What the register, and what the published list says, with the exit codes; the list without any configuration.
    pub fn verify(&self, shown: &[&str]) -> [(Option<i32>, Value); 2] {
        let ask = |house: &House, more: &[&str]| {
            let ran = house.run(&[&["verify", "--format", "json"], shown, more].concat());
            let told = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{shown:?}\n{}\n{}", ran.out, ran.err));
            (ran.code, told)
        };
        let list = self.house.at("list");
        [ask(&self.house, &[]), ask(&House::empty(), &["--list", list.to_str().unwrap()])]
    }

    /// Asserts both answers: each is an answer and why.
    #[track_caller]
    pub fn says(&self, shown: &[&str], register: [&str; 2], list: [&str; 2]) -> [Value; 2] {
        self.verify(shown)
            .into_iter()
            .zip([register, list])
            .map(|((code, told), [answer, because])| {
                let paper = &told["papers"][0];
                assert_eq!(
                    (text(&paper["answer"]), text(&paper["because"])),
                    (answer.to_owned(), because.to_owned()),
                    "{shown:?}\n{told:#}"
                );
                assert_eq!(code, Some(if answer == "genuine" { 0 } else { 4 }), "{shown:?}");
                assert_eq!(told["sound"], answer == "genuine");
                told
            })
            .collect::<Vec<_>>()
            .try_into()
            .unwrap()
    }

    /// A file beside the papers.
    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.house.at(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// A paper of the register.
fn paper(house: &House, document: &str) -> Paper {
    let register = Register::open_to_read(&house.at("register.sqlite")).unwrap().unwrap();
    let entry = register.last_of(document).unwrap().unwrap();
    let data: Value = serde_json::from_str(&register.data_of(document).unwrap().unwrap()).unwrap();
    let made = entry.pdf_sha256.unwrap();
    let files = files_under(&house.at("output"));
    let file = files.iter().find(|(_, bytes)| laurea::model::sha256(bytes) == made).unwrap().0;
    Paper {
        number: entry.number.unwrap(),
        name: entry.person_name,
        code: text(&data["document"]["code"]),
        check: text(&data["document"]["check"]),
        file: house.at("output").join(file),
    }
}

/// Asks for a duplicate of a diploma of this register.
fn ask_for_duplicate(house: &House, paper: &Paper) {
    let path = house.at("season/requests.xlsx");
    let asked = rows(&path, "Заявления");
    let register = rows(&house.at("season/previous_register.xlsx"), "Регистър");
    assert!(column(&register, "Рег. №") > 0);
    let own = [
        ("Рег. №", said(&paper.number)),
        ("ЕГН/ЛНЧ", calamine::Data::Empty),
        ("Име", said(&paper.name)),
        ("Серия на дипломата", calamine::Data::Empty),
    ];
    let added = request(&asked, &register, &register[1], REQUEST, &own);
    change(&path, "Заявления", |rows| rows.push(added));
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn each_paper_gets_its_answer_by_its_file_and_by_its_code() {
    let office = Office::new();
    let Office { genuine, annulled, original, duplicate, .. } = &office;
    office.says(&[shown(&genuine.file)], ["genuine", "same-file"], ["genuine", "same-file"]);
    office.says(&["--code", &genuine.code], ["genuine", "same-code"], ["genuine", "same-code"]);
    office.says(&[shown(&annulled.file)], ["annulled", "annulled"], ["annulled", "annulled"]);
    office.says(&["--code", &annulled.code], ["annulled", "annulled"], ["annulled", "annulled"]);
    let [by_file, _] = office.says(&[shown(&original.file)], ["replaced", "duplicate"], ["replaced", "replaced"]);
    assert_eq!(text(&by_file["papers"][0]["instead"]), duplicate.number);
    office.says(&["--code", &original.code], ["replaced", "duplicate"], ["replaced", "replaced"]);
    office.says(&[shown(&duplicate.file)], ["genuine", "same-file"], ["genuine", "same-file"]);
    office.says(&["--code", &duplicate.code], ["genuine", "same-code"], ["genuine", "same-code"]);

    let bytes = fs::read(&genuine.file).unwrap();
    let changed = office.write("changed.pdf", &changed_at(&bytes, creator(&bytes)));
    office.says(&[&changed], ["altered", "other-file"], ["altered", "other-file"]);
    let [told, _] = office.says(
        &[&office.write("more.pdf", &[&bytes, b"\n".as_slice()].concat())],
        ["altered", "appended"],
        ["altered", "appended"],
    );
    assert_eq!(told["papers"][0]["appended"], 1);
    let bytes = fs::read(&annulled.file).unwrap();
    let changed = office.write("changed.pdf", &changed_at(&bytes, creator(&bytes)));
    for told in office.says(&[&changed], ["altered", "other-file"], ["altered", "other-file"]) {
        assert_eq!(told["papers"][0]["paper"], "annulled");
    }
    says_it_in_words(&office);
}

/// A letter of the metadata, which is on no page.
fn creator(bytes: &[u8]) -> usize {
    bytes.windows(7).position(|words| words == b"xpacket").unwrap()
}

fn changed_at(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

fn says_it_in_words(office: &Office) {
    let Office { house, genuine, original, duplicate, .. } = office;
    let words = |arguments: &[&str], code| house.run(&[&["verify"], arguments].concat()).expect(code).out;
    let own = words(&[shown(&genuine.file)], 0);
    assert!(own.starts_with("Genuine: ") && own.contains(&genuine.number) && own.contains(&genuine.name), "{own}");
    let own = words(&[shown(&original.file), "--lang", "bg"], 4);
    assert!(own.starts_with("Заменен: ") && own.contains(&format!("дубликат {}", duplicate.number)), "{own}");
    let own = words(&["--code", &genuine.code, "--list", "list"], 0);
    assert!(own.contains("By the published list of Danubian University"), "{own}");
    assert!(!own.contains(&genuine.name), "a list knows no names: {own}");
}

#[test]
fn a_code_is_forgiven_how_it_is_typed_and_nothing_else() {
    let office = Office::new();
    let Office { house, genuine, .. } = &office;
    let short = format!(" № {} : {} ", genuine.number.replace('-', "–"), genuine.check.to_lowercase());
    office.says(&["--code", &short], ["genuine", "same-code"], ["genuine", "same-code"]);
    office.says(&["--code", &format!("{}:p2", genuine.code)], ["genuine", "same-code"], ["genuine", "same-code"]);
    office.says(&["--code", &genuine.check], ["genuine", "same-code"], ["unknown", "needs-number"]);

    let other = genuine.code.replace(":diploma:", ":doctor-diploma:");
    office.says(&["--code", &other], ["altered", "other-words"], ["altered", "other-words"]);
    let other = genuine.code.replace(&genuine.number, "1/1999");
    office.says(&["--code", &other], ["altered", "other-words"], ["unknown", "no-paper"]);
    let last = genuine.check.chars().last().unwrap();
    let other = format!("{}{}", &genuine.code[..genuine.code.len() - 1], if last == 'A' { 'B' } else { 'A' });
    office.says(&["--code", &other], ["unknown", "no-paper"], ["unknown", "no-paper"]);
    let other = genuine.code.replace("laurea:2:DUS:", "laurea:2:OTHER:");
    office.says(&["--code", &other], ["altered", "other-words"], ["unknown", "other-institution"]);

    house.run(&["verify", "--code", "a degree paper"]).expect(2).says("eight characters");
    house.run(&["verify"]).expect(2);
    house.run(&["verify", "--code", &genuine.code, "--list", "season"]).expect(2).says("laurea publish --out");
    house.run(&["verify", "nowhere.pdf"]).expect(2).says("nowhere.pdf");
    house.run(&["verify", "season", "--list", "list"]).expect(2).says("leave out --list");
    let nobody = House::empty_office();
    nobody.run(&["verify", "--code", &genuine.code]).expect(2).says("no register yet");
}

#[test]
fn a_scan_or_a_photograph_is_told_from_the_file_and_what_is_no_paper_is_unknown() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let office = Office::new();
    let mut rng = Rng::with_seed(5);
    let mut scan = |paper: &Paper| -> Vec<Vec<u8>> {
        drawn(&paper.file, 150).iter().map(|page| Glass::good(150).jpeg(page, &mut rng)).collect()
    };
    let pages = scan(&office.genuine);
    let copied = ["copied", "picture"];
    let [told, _] = office.says(&[&office.write("scan.pdf", &pdf(&pages, 150))], copied, copied);
    assert_eq!(text(&told["papers"][0]["entry"]["person_name"]), office.genuine.name);
    office.says(&[&office.write("photo.jpg", &pages[0])], copied, copied);
    // Whatever a picture shows, an annulled paper stays annulled.
    let pages = [pages, scan(&office.annulled)].concat();
    for (_, told) in office.verify(&[&office.write("both.pdf", &pdf(&pages, 150))]) {
        let mut answers: Vec<String> = told["papers"].as_array().unwrap().iter().map(|paper| text(&paper["answer"])).collect();
        answers.sort();
        assert_eq!(answers, ["annulled", "copied"], "{told:#}");
    }

    let unknown = ["unknown", "no-code"];
    for (name, bytes) in
        [("empty.pdf", b"".as_slice()), ("words.pdf", b"no PDF at all, only words"), ("cut.png", b"\x89PNG\r\n\x1a\n")]
    {
        let [told, _] = office.says(&[&office.write(name, bytes)], unknown, unknown);
        assert!(told["papers"][0]["fault"].is_string(), "{name}: {told:#}");
    }
}

#[test]
fn no_changed_byte_leaves_a_paper_genuine() {
    let office = Office::new();
    let bytes = fs::read(&office.genuine.file).unwrap();
    // The first and the last byte, and some between: heads, streams, tables.
    let places = (0..6).map(|at| at * (bytes.len() - 1) / 5);
    let mut altered = 0;
    for at in places {
        let file = office.write("changed.pdf", &changed_at(&bytes, at));
        for (code, told) in office.verify(&[&file]) {
            let answer = text(&told["papers"][0]["answer"]);
            assert!(["altered", "unknown"].contains(&answer.as_str()) && code == Some(4), "byte {at}: {told:#}");
            altered += usize::from(answer == "altered");
        }
    }
    assert_eq!(altered, 12, "each is known by its code, also where its page cannot be drawn any more");
}
