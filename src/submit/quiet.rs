//! A writer that fails once: the zip writer finishes its file even when it is let go, and must not fail again aloud.

use std::io::{self, Seek, SeekFrom, Write};

/// After its first error it takes everything and writes nothing; nobody keeps a file that failed.
pub(super) struct Quiet<W> {
    inner: W,
    has_failed: bool,
    at: u64,
}

impl<W> Quiet<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, has_failed: false, at: 0 }
    }

    pub(super) fn into_inner(self) -> W {
        self.inner
    }

    fn noted<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        // An interrupted call is made again.
        self.has_failed |= result.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        result
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.has_failed { Ok(bytes.len()) } else { self.inner.write(bytes) };
        let written = self.noted(written)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let flushed = self.inner.flush();
        self.noted(flushed)
    }
}

impl<W: Seek> Seek for Quiet<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.has_failed {
            self.at = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::Current(by) => self.at.saturating_add_signed(by),
                SeekFrom::End(_) => self.at,
            };
            return Ok(self.at);
        }
        let at = self.inner.seek(to);
        self.at = self.noted(at)?;
        Ok(self.at)
    }
}
