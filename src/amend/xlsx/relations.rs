//! How parts refer to each other: relationships, and the list of content types.

use super::super::AmendError;
use super::markup::{Edits, Element};
use super::package::{Package, malformed};
use super::text::escaped_plain;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A relationship of a part to another part.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub id: String,
    /// The last word of its type, which is the same in both dialects of the format.
    pub kind: String,
    /// The whole type.
    pub type_name: String,
    /// The name of the other part, without a leading slash; empty where it is outside the package.
    pub target: String,
}

/// The part that holds the relationships of a part; of the package as a whole where the name is empty.
fn home(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

/// The relationships of a part.
pub(super) fn of(package: &mut Package, part: &str) -> Result<Vec<Relation>, AmendError> {
    let home = home(part);
    if !package.has(&home) {
        return Ok(Vec::new());
    }
    let text = package.text(&home)?;
    let root = Element::parse(&text, &[]).map_err(|why| malformed(&home, &why))?;
    let relations = root.children_named(&text, "Relationship").map(|relation| {
        let value = |name: &str| relation.attribute(&text, name).unwrap_or_default().into_owned();
        let is_outside = value("TargetMode") == "External";
        let type_name = value("Type");
        Relation {
            id: value("Id"),
            kind: type_name.rsplit('/').next().unwrap_or_default().to_owned(),
            target: if is_outside { String::new() } else { resolved(part, &value("Target")) },
            type_name,
        }
    });
    Ok(relations.collect())
}

/// The name of the part a target means, seen from a part.
fn resolved(from: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let folder = if target.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Relates a part to another one; returns the new id.
pub(super) fn add(package: &mut Package, part: &str, type_name: &str, target: &str) -> Result<String, AmendError> {
    let home = home(part);
    let taken: Vec<String> = of(package, part)?.into_iter().map(|relation| relation.id.to_lowercase()).collect();
    let id = (1..).map(|number| format!("rId{number}")).find(|id| !taken.contains(&id.to_lowercase())).unwrap_or_default();
    let text = if package.has(&home) {
        package.text(&home)?
    } else {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"{RELATIONSHIPS}\"></Relationships>"
        )
    };
    let root = Element::parse(&text, &[]).map_err(|why| malformed(&home, &why))?;
    let prefix = root.prefix(&text);
    let mut edits = Edits::default();
    let target = escaped_plain(target);
    let relation = format!("<{prefix}Relationship Id=\"{id}\" Type=\"{type_name}\" Target=\"/{target}\"/>");
    edits.append(&text, &root, &relation);
    package.put(&home, edits.apply(&text))?;
    Ok(id)
}

/// Takes out a part, its content type and every relationship of another part to it.
pub(super) fn remove(package: &mut Package, from: &str, target: &str) -> Result<(), AmendError> {
    let home = home(from);
    let text = package.text(&home)?;
    let root = Element::parse(&text, &[]).map_err(|why| malformed(&home, &why))?;
    let mut edits = Edits::default();
    for relation in root.children_named(&text, "Relationship") {
        let value = relation.attribute(&text, "Target").unwrap_or_default();
        if resolved(from, &value).eq_ignore_ascii_case(target) {
            edits.replace(relation.whole.clone(), "");
        }
    }
    package.put(&home, edits.apply(&text))?;
    package.remove(target);
    let text = package.text(CONTENT_TYPES)?;
    let root = Element::parse(&text, &[]).map_err(|why| malformed(CONTENT_TYPES, &why))?;
    let mut edits = Edits::default();
    for child in root.children_named(&text, "Override") {
        let name = child.attribute(&text, "PartName").unwrap_or_default();
        if name.trim_start_matches('/').eq_ignore_ascii_case(target) {
            edits.replace(child.whole.clone(), "");
        }
    }
    package.put(CONTENT_TYPES, edits.apply(&text))
}

/// States the content type of a new part.
pub(super) fn declare(package: &mut Package, part: &str, content_type: &str) -> Result<(), AmendError> {
    let text = package.text(CONTENT_TYPES)?;
    let root = Element::parse(&text, &[]).map_err(|why| malformed(CONTENT_TYPES, &why))?;
    let extension = part.rsplit('.').next().unwrap_or_default();
    let by_extension = root
        .children_named(&text, "Default")
        .find(|child| child.attribute(&text, "Extension").is_some_and(|it| it.eq_ignore_ascii_case(extension)));
    let (prefix, mut edits) = (root.prefix(&text), Edits::default());
    let addition = match by_extension.map(|child| child.attribute(&text, "ContentType").unwrap_or_default()) {
        Some(same) if same == content_type => return Ok(()),
        None if extension == "vml" => {
            // Programs look for drawings by their extension, and defaults come first.
            let default = format!("<{prefix}Default Extension=\"{extension}\" ContentType=\"{content_type}\"/>");
            edits.insert(root.children.first().map_or(root.inner.end, |first| first.whole.start), default);
            return package.put(CONTENT_TYPES, edits.apply(&text));
        }
        _ => format!("<{prefix}Override PartName=\"/{}\" ContentType=\"{content_type}\"/>", escaped_plain(part)),
    };
    edits.append(&text, &root, &addition);
    package.put(CONTENT_TYPES, edits.apply(&text))
}

/// Whether the package is digitally signed.
pub(super) fn is_signed(package: &mut Package) -> Result<bool, AmendError> {
    if package.names().any(|name| name.starts_with("_xmlsignatures/")) {
        return Ok(true);
    }
    Ok(of(package, "")?.iter().any(|relation| relation.type_name.contains("/digital-signature/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_part() {
        let cases = [
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
            ("xl/worksheets/sheet1.xml", "..\\drawings\\a.vml#x", "xl/drawings/a.vml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../../etc/passwd", "etc/passwd"),
        ];
        for (from, target, expected) in cases {
            assert_eq!(resolved(from, target), expected);
        }
    }

    #[test]
    fn relationships_have_their_home_beside_the_part() {
        assert_eq!(home(""), "_rels/.rels");
        assert_eq!(home("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(home("workbook.xml"), "_rels/workbook.xml.rels");
    }
}
