//! Progress bars in the terminal: counts, rate, time left. Silent where nobody watches.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diag::{Lang, ui};
use crate::event::{Event, Listener, Stage};

/// Bars, one a stage.
#[derive(Debug)]
pub struct Bars {
    lang: Lang,
    bar: RefCell<Option<ProgressBar>>,
}

impl Bars {
    /// Bars in a language; drawn on the error stream if that is a terminal.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang, bar: RefCell::new(None) }
    }

    fn start(&self, stage: Stage, steps: u64) {
        let name = ui(self.lang, stage.key(), &[]);
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr_with_hz(8));
        let template = if steps == 0 {
            "{prefix:>22} {spinner} {elapsed}"
        } else {
            "{prefix:>22} {bar:32} {human_pos}/{human_len}  {per_sec:.1}  {elapsed} / {eta}"
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸─"));
        bar.set_prefix(name);
        if steps == 0 {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        *self.bar.borrow_mut() = Some(bar);
    }
}

impl Listener for Bars {
    fn on(&self, event: Event) {
        match event {
            Event::Started(stage, steps) => self.start(stage, steps),
            Event::Advanced(_) => {
                if let Some(bar) = self.bar.borrow().as_ref() {
                    bar.inc(1);
                }
            }
            Event::Finished(_) => {
                if let Some(bar) = self.bar.borrow_mut().take() {
                    bar.finish();
                }
            }
        }
    }
}
