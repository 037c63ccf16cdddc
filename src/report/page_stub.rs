//! stub
pub fn page(_: &super::Summary, _: crate::diag::Lang) -> Result<String, tera::Error> { Ok(String::new()) }
