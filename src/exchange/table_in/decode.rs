//! Bytes to text: UTF-8, Windows-1252 or UTF-16 with a mark, found out and said; nothing is guessed
//! where two answers are likely.

use std::fmt::{self, Write as _};

use crate::domain::Refusal;

/// What the bytes 0x80 to 0x9f stand for in Windows-1252, by the index of the WHATWG Encoding Standard; every other byte
/// stands for the character of its number. A library for this one table brings those of all of Asia along.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How many lines a note names.
const SHOWN: usize = 12;

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
    /// Where in the text bytes stood that are none, in order: offset and byte.
    pub(super) broken: Vec<(usize, u8)>,
}

/// Decodes a file.
pub(super) fn decode(mut bytes: Vec<u8>, name: &str) -> Result<Decoded, Refusal> {
    let refused = |sentence: String| Err(Refusal::data(name, sentence).hint("save it as CSV UTF-8"));
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return refused("this is a workbook, not a CSV file".to_owned());
    }
    let unit: Option<fn([u8; 2]) -> u16> = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    if let Some(unit) = unit {
        let Some(text) = utf_16(&bytes[2..], unit) else {
            return refused("the file begins as UTF-16 but does not go on as such".to_owned());
        };
        let note = Some("the file is UTF-16".to_owned());
        return Ok(Decoded { text, encoding: Encoding::Utf16, note, broken: Vec::new() });
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
        Ok(text) => return Ok(Decoded { text, encoding: Encoding::Utf8, note: None, broken: Vec::new() }),
        Err(error) => error.into_bytes(),
    };
    // Rows with letters beyond ASCII that are sound UTF-8, and rows with bytes that are not.
    let (mut sound, mut broken) = (Vec::new(), Vec::new());
    for (line, row) in (1_usize..).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, row)| !row.is_ascii()) {
        if row.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
            sound.push(line);
        }
        if std::str::from_utf8(row).is_err() {
            broken.push(line);
        }
    }
    if marked || sound.len() >= broken.len() {
        return Ok(mostly_utf8(&bytes, &sound, &broken, marked));
    }
    let foreign = bytes.iter().position(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    if let Some(at) = foreign {
        let (line, byte) = (line_of(&bytes, at), bytes[at]);
        return refused(format!("the byte {byte:#04x} on line {line} is neither UTF-8 nor Windows-1252"));
    }
    let text = bytes.iter().map(|byte| match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        other => char::from(*other),
    });
    let text = text.collect();
    let decided = broken.first().copied().unwrap_or_default();
    let mut note = format!("the file is not UTF-8 (line {decided}) and was read as Windows-1252");
    if let Some(odd) = sound.first() {
        let _ = write!(note, "; line {odd} looks like UTF-8, look at its letters");
    }
    Ok(Decoded { text, encoding: Encoding::Windows1252, note: Some(note), broken: Vec::new() })
}

/// The text of pairs of bytes in UTF-16; none if a pair or half of one is missing.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    whole.then(|| char::decode_utf16(units).collect::<Result<String, _>>().ok()).flatten()
}

/// A file that is UTF-8 but for some bytes: they are marked where they stand, for their rows to be refused.
fn mostly_utf8(bytes: &[u8], sound: &[usize], broken: &[usize], marked: bool) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut places = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if let Some(byte) = chunk.invalid().first() {
            places.push((text.len(), *byte));
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let decided = match sound.first() {
        _ if marked => "its mark says so".to_owned(),
        Some(line) => format!("line {line} says so"),
        None => String::new(),
    };
    let lines: Vec<String> = broken.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = match broken.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let note = format!("the file was read as UTF-8 ({decided}), which these lines are not: {}{more}", lines.join(", "));
    Decoded { text, encoding: Encoding::Utf8, note: Some(note), broken: places }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].split(|byte| *byte == b'\n').count().saturating_sub(1)
}
