//! A page as its maker looks at it: as a picture, and as the words on it with their places.

use typst::layout::{Frame, FrameItem, Point, Transform};
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

use super::{Fault, Paper, Templates, paper_world};

/// A paper that was set, not yet written to any format.
#[derive(Debug)]
pub struct Look(PagedDocument);

/// The words of a page, in the order in which a screen reader meets them.
#[derive(Debug, Clone, PartialEq)]
pub struct PageText {
    /// Width and height of the page in millimetres.
    pub size: (f64, f64),
    /// The words.
    pub runs: Vec<Run>,
    /// Width and height of the pictures, in millimetres, before a frame cuts them.
    pub pictures: Vec<(f64, f64)>,
}

/// Words that stand side by side on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Distance of their beginning from the left edge, in millimetres.
    pub x: f64,
    /// Distance of their base line from the upper edge, in millimetres.
    pub y: f64,
    /// Where they end, as `x`.
    pub end: f64,
    /// Size of the letters in millimetres.
    pub size: f64,
}

/// Sets one paper to look at it.
///
/// # Errors
/// What Typst says against it, with the template's line; a warning is a fault too.
pub fn look(templates: &Templates, paper: &Paper) -> Result<Look, Fault> {
    Ok(Look(paper_world(templates, paper)?.compile()?))
}

impl Look {
    /// Each page as a PNG picture.
    ///
    /// # Errors
    /// A page too large for memory.
    pub fn pictures(&self, dots_per_inch: f64) -> Result<Vec<Vec<u8>>, String> {
        let options = RenderOptions { pixel_per_pt: (dots_per_inch / 72.0).into(), ..RenderOptions::default() };
        let picture = |page| typst_render::render(page, &options).encode_png().map_err(|error| error.to_string());
        self.0.pages().iter().map(picture).collect()
    }

    /// The words of each page.
    #[must_use]
    pub fn words(&self) -> Vec<PageText> {
        let page = |frame: &Frame| {
            let size = (frame.width().to_mm(), frame.height().to_mm());
            let mut page = PageText { size, runs: Vec::new(), pictures: Vec::new() };
            walk(frame, Transform::identity(), &mut page);
            page
        };
        self.0.pages().iter().map(|layout| page(&layout.frame)).collect()
    }
}

fn walk(frame: &Frame, place: Transform, page: &mut PageText) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner = place.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                walk(&group.frame, inner, page);
            }
            FrameItem::Text(text) => {
                let start = at.transform(place);
                let end = Point::new(at.x + text.width(), at.y).transform(place);
                let (x, y, end) = (start.x.to_mm(), start.y.to_mm(), end.x.to_mm());
                add(&mut page.runs, Run { text: text.text.to_string(), x, y, end, size: text.size.to_mm() });
            }
            FrameItem::Image(_, size, _) => page.pictures.push((size.x.to_mm(), size.y.to_mm())),
            _ => {}
        }
    }
}

/// Joins words that go on where the last ones ended; a gap as wide as a space becomes one.
fn add(runs: &mut Vec<Run>, run: Run) {
    if let Some(last) = runs.last_mut() {
        let gap = run.x - last.end;
        if (run.y - last.y).abs() < 0.05 && gap > -0.1 && gap < 0.4 * run.size {
            if gap > 0.15 * run.size && !last.text.ends_with(char::is_whitespace) {
                last.text.push(' ');
            }
            last.text.push_str(&run.text);
            last.end = run.end;
            return;
        }
    }
    runs.push(run);
}
