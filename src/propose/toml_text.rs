//! Lines of TOML with comments.

/// A TOML text being written.
#[derive(Default)]
pub struct Text(String);

impl Text {
    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A comment; line breaks in it begin further comments.
    pub fn comment(&mut self, text: &str) {
        for line in text.lines() {
            // What a sheet holds may hold anything; a comment holds no control characters.
            let shown: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.line(&format!("# {shown}"));
        }
    }

    /// `key = ["a", "b"]`, with a comment behind it.
    pub fn list(&mut self, key: &str, values: &[String], comment: &str) {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        self.assign(key, &format!("[{}]", values.join(", ")), comment);
    }

    /// `key = "text"`, with a comment behind it.
    pub fn text(&mut self, key: &str, value: &str, comment: &str) {
        self.assign(key, &quoted(value), comment);
    }

    /// `key = value`, with a comment behind it.
    pub fn assign(&mut self, key: &str, value: &str, comment: &str) {
        let comment: String = comment.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let tail = if comment.is_empty() { String::new() } else { format!("  # {comment}") };
        self.line(&format!("{key} = {value}{tail}"));
    }

    /// The text.
    pub fn done(self) -> String {
        self.0
    }
}

/// A TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A key, in quotation marks where it needs them.
pub fn key(text: &str) -> String {
    let is_bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { text.to_owned() } else { quoted(text) }
}
