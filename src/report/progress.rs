//! Progress bars in the terminal: counts, rate, time left. Silent where nobody watches.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

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
        // `{eta}` is indicatif's; the catalogue leaves what it does not know.
        let left = ui(self.lang, "progress-left", &[]);
        let template = match steps {
            0 => "{prefix:>22} {spinner} {elapsed}".to_owned(),
            _ => format!("{{prefix:>22}} {{bar:32}} {{human_pos}}/{{human_len}}  {{rate}}  {{elapsed}}, {left}"),
        };
        let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", rate).progress_chars("━╸─"));
        bar.set_prefix(name);
        if steps == 0 {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        *self.bar.borrow_mut() = Some(bar);
    }
}

/// Steps a second with one decimal.
fn rate(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    // A bar that cannot be drawn is not worth a word.
    let _ = write!(out, "{:.1}/s", state.per_sec());
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
