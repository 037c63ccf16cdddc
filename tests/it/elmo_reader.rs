//! A reader of ELMO files of our own: it knows the format and nothing of the program that writes them.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// An element: its attributes, its own text, its elements.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The root of a document.
    pub fn parse(xml: &[u8]) -> Self {
        let text = std::str::from_utf8(xml).expect("UTF-8");
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}")) {
                Event::Start(tag) => open.push(Self::begun(&tag)),
                Event::Empty(tag) => open.last_mut().unwrap().children.push(Self::begun(&tag)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(closed);
                }
                Event::Text(text) => open.last_mut().unwrap().text += &text.xml10_content(),
                Event::CData(text) => open.last_mut().unwrap().text += &text.xml10_content(),
                Event::GeneralRef(reference) => {
                    open.last_mut().unwrap().text += &unescape(&format!("&{};", &*reference)).unwrap();
                }
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::DocType(_) => panic!("a document type"),
            }
        }
        open.pop().unwrap().children.pop().expect("a root")
    }

    fn begun(tag: &BytesStart) -> Self {
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), unescape(&attribute.value).unwrap().into_owned())
        });
        Self { name: tag.name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    /// Elements of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element at a path of names.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, name| node.children.iter().find(|child| child.name == name))
    }

    /// The text at a path.
    pub fn said(&self, path: &str) -> Option<&str> {
        self.at(path).map(|node| node.text.as_str())
    }

    /// Text of the element of a name in a language.
    pub fn in_language<'a>(&'a self, name: &'a str, lang: &str) -> Option<&'a str> {
        self.all(name).find(|node| node.attributes.get("xml:lang").is_some_and(|own| own == lang)).map(|node| node.text.as_str())
    }

    /// Every element under this one, this one first.
    pub fn every(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children.iter().flat_map(Self::every)).collect()
    }
}

/// A programme, course or exam with its result.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Studied {
    pub title: String,
    pub title_en: String,
    pub kind: String,
    pub code: String,
    pub description_en: String,
    pub status: String,
    pub date: Option<String>,
    pub result: Option<String>,
    pub scheme: Option<String>,
    /// The scheme of the credits, and how many.
    pub credit: Option<(String, f64)>,
    pub hours: Option<u32>,
    pub level: Option<String>,
}

impl Studied {
    fn read(specification: &Node) -> Self {
        let instance = specification.at("specifies/learningOpportunityInstance").expect("an instance");
        let text = |path: &str| instance.said(path).map(str::to_owned);
        let own = |node: Option<&str>| node.unwrap_or_default().to_owned();
        Self {
            title: own(specification.in_language("title", "bg")),
            title_en: own(specification.in_language("title", "en")),
            kind: own(specification.said("type")),
            code: own(specification.said("identifier")),
            description_en: own(specification.in_language("description", "en")),
            status: own(instance.said("status")),
            date: text("date"),
            result: text("resultLabel"),
            scheme: text("gradingSchemeLocalId"),
            credit: instance
                .at("credit")
                .map(|credit| (own(credit.said("scheme")), credit.said("value").expect("a value").parse().expect("a number"))),
            hours: text("engagementHours").map(|hours| hours.parse().expect("a number")),
            level: text("level/value"),
        }
    }
}

/// What a reader gets from a file.
#[derive(Debug, Clone)]
pub struct Elmo {
    pub root: Node,
    pub given_names: String,
    pub family_name: String,
    pub birth_date: Option<String>,
    pub citizenship: Option<String>,
    /// Identifiers of the learner with their types.
    pub identifiers: Vec<(String, String)>,
    pub programme: Studied,
    pub courses: Vec<Studied>,
    /// Kind and bytes of each attached paper.
    pub attachments: Vec<(String, Vec<u8>)>,
}

impl Elmo {
    /// Reads a file.
    pub fn read(xml: &[u8]) -> Self {
        use base64::Engine as _;
        let root = Node::parse(xml);
        assert_eq!(
            (root.name.as_str(), root.attributes["xmlns"].as_str()),
            ("elmo", "https://github.com/emrex-eu/elmo-schemas/tree/v1")
        );
        let learner = root.at("learner").expect("a learner");
        let programme = root.at("report/learningOpportunitySpecification").expect("a programme");
        let parts = programme.all("hasPart").map(|part| part.at("learningOpportunitySpecification").expect("a part"));
        let attachment = |node: &Node| {
            let content = node.said("content").expect("a content");
            let bytes = content.strip_prefix("data:application/pdf;base64,").expect("a PDF");
            let bytes = base64::engine::general_purpose::STANDARD.decode(bytes).expect("base64");
            (node.said("type").expect("a type").to_owned(), bytes)
        };
        Self {
            given_names: learner.said("givenNames").expect("given names").to_owned(),
            family_name: learner.said("familyName").expect("a family name").to_owned(),
            birth_date: learner.said("bday").map(str::to_owned),
            citizenship: learner.said("citizenship").map(str::to_owned),
            identifiers: learner.all("identifier").map(|node| (node.attributes["type"].clone(), node.text.clone())).collect(),
            programme: Studied::read(programme),
            courses: parts.map(Studied::read).collect(),
            attachments: root.at("report").expect("a report").all("attachment").map(attachment).collect(),
            root,
        }
    }

    /// The Diploma Supplement that readers see, and that in the second language.
    pub fn supplements(&self) -> (Option<&Node>, Option<&Node>) {
        let instance = "report/learningOpportunitySpecification/specifies/learningOpportunityInstance";
        let of = |path: &str| self.root.at(&format!("{instance}/{path}"));
        (of("diplomaSupplement"), of("extension/diplomaSupplement"))
    }
}

/// The section of a number in a Diploma Supplement.
pub fn section<'n>(supplement: &'n Node, number: &str) -> &'n Node {
    let is_it = |node: &&Node| node.name == "section" && node.attributes["number"] == number;
    supplement.every().into_iter().find(is_it).unwrap_or_else(|| panic!("no section {number}"))
}
