//! Bytes to text: UTF-8, Windows-1252 or UTF-16 with a mark, found out and said; nothing is guessed
//! where two answers are likely.

use std::fmt;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::domain::Refusal;

/// How a file was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16 with a byte-order mark.
    Utf16,
    /// Windows-1252, the Western encoding of old spreadsheets.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// What should be said about how it was read.
    pub(super) note: Option<String>,
}

/// Decodes a file.
pub(super) fn decode(mut bytes: Vec<u8>, name: &str) -> Result<Decoded, Refusal> {
    let refused = |sentence: String| Err(Refusal::data(name, sentence).hint("save it as CSV UTF-8"));
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return refused("this is a workbook, not a CSV file".to_owned());
    }
    let mark = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = mark {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[2..]);
        if broken {
            return refused("the file begins as UTF-16 but does not go on as such".to_owned());
        }
        let note = Some("the file is UTF-16".to_owned());
        return Ok(Decoded { text: text.into_owned(), encoding: Encoding::Utf16, note });
    }
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    if sample.split(|byte| *byte == 0).count() > 1 + sample.len() / 8 {
        return refused("the file holds binary data, or UTF-16 without a byte-order mark".to_owned());
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    if marked {
        bytes.drain(..3);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding: Encoding::Utf8, note: None }),
        Err(error) => error.into_bytes(),
    };
    // Letters beyond ASCII that are sound UTF-8, and bytes that are not.
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    let foreign = bytes.iter().position(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    if marked || sound >= broken {
        let at = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        let (line, byte) = (line_of(&bytes, at), bytes.get(at).copied().unwrap_or_default());
        return refused(format!("the byte {byte:#04x} on line {line} is not UTF-8, as the rest of the file is"));
    }
    if let Some(at) = foreign {
        let (line, byte) = (line_of(&bytes, at), bytes[at]);
        return refused(format!("the byte {byte:#04x} on line {line} is neither UTF-8 nor Windows-1252"));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    let note = Some("the file is not UTF-8 and was read as Windows-1252".to_owned());
    Ok(Decoded { text: text.into_owned(), encoding: Encoding::Windows1252, note })
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].split(|byte| *byte == b'\n').count().saturating_sub(1)
}
