//! Progress bars in the terminal: counts, rate, time left. Silent where nobody watches.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::diag::{Lang, ui};
use crate::event::{Event, Listener, Stage};

/// Bars, one a stage.
#[derive(Debug)]
pub struct Bars {
    lang: Lang,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
    /// Bars in a language; drawn on the error stream if that is a terminal.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang, bar: Mutex::new(None) }
    }

    /// The bar of the stage; a thread that panicked has left it as it was.
    fn bar(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self, stage: Stage, steps: u64) {
        let name = ui(self.lang, stage.key(), &[]);
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr_with_hz(8));
        // `{eta}` is indicatif's; the catalogue leaves what it does not know.
        let left = ui(self.lang, "progress-left", &[]);
        bar.set_style(style(steps, &left));
        bar.set_prefix(name);
        if steps == 0 {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        *self.bar() = Some(bar);
    }

    /// A bar whose length was not known when it began.
    fn reach(&self, done: u64, steps: u64) {
        let bar = self.bar();
        let Some(bar) = bar.as_ref() else { return };
        if bar.length() != Some(steps) {
            bar.disable_steady_tick();
            bar.set_style(style(steps, &ui(self.lang, "progress-left", &[])));
            bar.set_length(steps);
        }
        bar.set_position(done.max(bar.position()));
    }
}

fn style(steps: u64, left: &str) -> ProgressStyle {
    let template = match steps {
        0 => "{prefix:>22} {spinner} {elapsed}".to_owned(),
        _ => format!("{{prefix:>22}} {{bar:32}} {{human_pos}}/{{human_len}}  {{rate}}  {{elapsed}}, {left}"),
    };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", rate).progress_chars("━╸─")
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
                if let Some(bar) = self.bar().as_ref() {
                    bar.inc(1);
                }
            }
            Event::Reached(_, done, steps) => self.reach(done, steps),
            Event::Finished(_) => {
                if let Some(bar) = self.bar().take() {
                    bar.finish();
                }
            }
        }
    }
}
