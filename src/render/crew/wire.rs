//! Orders and answers between a run and its workers, as bytes over pipes.
//!
//! Both are a few parts, each with its length before it, in four bytes, the lowest first. A worker first says what it is;
//! then it answers each order, in their sequence, and says nothing else.

use std::io::{self, Read, Write};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::{Fault, Paper};
use crate::model::Rendered;

/// A paper to be set, as a worker gets it.
#[derive(Debug)]
pub(super) struct Order {
    head: Head,
    json: String,
    photo: Vec<u8>,
}

/// What is said of a paper beside its data.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    key: String,
    kind: String,
    standards: Vec<String>,
    date: Date,
    /// Name of the photo, where there is one.
    photo: Option<String>,
}

/// How a paper came out.
#[derive(Debug, Serialize, Deserialize)]
enum Outcome {
    Set { pages: usize, sha256: String },
    Fault(Fault),
}

/// The order for a paper.
pub(super) fn order(paper: &Paper) -> io::Result<Vec<u8>> {
    let head = Head {
        key: paper.key.to_owned(),
        kind: paper.kind.to_owned(),
        standards: paper.standards.to_vec(),
        date: paper.date,
        photo: paper.photo.as_ref().map(|(name, _)| (*name).to_owned()),
    };
    let photo = paper.photo.as_ref().map_or(&[][..], |(_, bytes)| bytes);
    let head = serde_json::to_vec(&head)?;
    let mut order = Vec::with_capacity(head.len() + paper.json.len() + photo.len() + 12);
    for part in [head.as_slice(), paper.json.as_bytes(), photo] {
        say(&mut order, part)?;
    }
    Ok(order)
}

impl Order {
    /// The next order; an error where no more comes.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let head = serde_json::from_slice(&hear(from)?)?;
        let json = String::from_utf8(hear(from)?).map_err(io::Error::other)?;
        Ok(Self { head, json, photo: hear(from)? })
    }

    /// The paper it is for.
    pub(super) fn into_paper<T>(self, set: impl FnOnce(&Paper) -> T) -> T {
        let Self { head, json, photo } = self;
        set(&Paper {
            key: &head.key,
            kind: &head.kind,
            json,
            photo: head.photo.as_deref().map(|name| (name, photo)),
            standards: &head.standards,
            date: head.date,
        })
    }
}

/// Answers an order.
pub(super) fn answer(to: &mut impl Write, made: &Result<Rendered, Fault>) -> io::Result<()> {
    let (outcome, pdf) = match made {
        Ok(rendered) => (Outcome::Set { pages: rendered.pages, sha256: rendered.sha256.clone() }, rendered.pdf.as_slice()),
        Err(fault) => (Outcome::Fault(fault.clone()), &[][..]),
    };
    say(to, &serde_json::to_vec(&outcome)?)?;
    say(to, pdf)?;
    to.flush()
}

/// The answer to an order.
pub(super) fn read_answer(from: &mut impl Read) -> io::Result<Result<Rendered, Fault>> {
    let outcome = serde_json::from_slice(&hear(from)?)?;
    let pdf = hear(from)?;
    Ok(match outcome {
        Outcome::Set { pages, sha256 } => Ok(Rendered { pdf, pages, sha256 }),
        Outcome::Fault(fault) => Err(fault),
    })
}

/// Says one part.
pub(super) fn say(to: &mut impl Write, part: &[u8]) -> io::Result<()> {
    let length = u32::try_from(part.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(part)
}

/// Hears one part.
pub(super) fn hear(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    // As much memory as really comes: the length alone takes none.
    let mut part = Vec::new();
    let heard = from.take(length).read_to_end(&mut part)?;
    if heard as u64 == length { Ok(part) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn paper(standards: &[String]) -> Paper<'_> {
        Paper {
            key: "diploma/130001",
            kind: "diploma",
            json: "{\"name\": \"Ана\\nМария\"}".to_owned(),
            photo: Some(("/photo.jpg", vec![0xff, 0xd8, 0, 10, 13])),
            standards,
            date: date(2025, 9, 30),
        }
    }

    #[test]
    fn an_order_arrives_as_it_was_given() {
        let standards = ["a-2a".to_owned(), "ua-1".to_owned()];
        let bytes = order(&paper(&standards)).expect("an order");
        let mut pipe = bytes.as_slice();
        let told = Order::read(&mut pipe).expect("the order").into_paper(|paper| format!("{paper:?}"));
        assert_eq!(told, format!("{:?}", paper(&standards)));
        assert!(pipe.is_empty() && Order::read(&mut pipe).is_err(), "no more comes");
        assert!(Order::read(&mut &bytes[..bytes.len() - 1]).is_err(), "half an order is none");
    }

    #[test]
    fn an_answer_arrives_as_it_was_given() {
        let pages = Fault::pages(3, "1–2");
        let said = Fault { place: "a.typ:1:2".to_owned(), missing_glyph: Some("北".to_owned()), ..Fault::plain("no") };
        let set = Rendered { pdf: b"%PDF-1.7 \n\0".to_vec(), pages: 2, sha256: "ab".to_owned() };
        let mut pipe = Vec::new();
        let made = [Err(pages), Ok(set), Err(said)];
        made.iter().for_each(|made| answer(&mut pipe, made).expect("in memory"));
        let mut pipe = pipe.as_slice();
        for made in &made {
            let heard = read_answer(&mut pipe).expect("an answer");
            let plain = |made: &Result<Rendered, Fault>| {
                made.as_ref().map(|set| (set.pdf.clone(), set.pages, set.sha256.clone())).map_err(Clone::clone)
            };
            assert_eq!(plain(&heard), plain(made));
        }
        assert!(pipe.is_empty());
    }
}
