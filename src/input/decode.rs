//! Bytes to text: UTF-8 only, and a guess at what else it may be.

use super::file::Bytes;
use crate::finding::{Finding, Place, SourceText};
use std::path::Path;
use std::sync::Arc;

const UTF8_BOM: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The text of `input`, its byte-order mark stripped.
///
/// # Errors
/// When it is empty, or not UTF-8: the finding names the likely encoding and the first offending byte.
pub fn decode(input: &Bytes) -> Result<Arc<SourceText>, Finding> {
    let bytes = input.bytes.strip_prefix(UTF8_BOM).unwrap_or(&input.bytes);
    if let Some(encoding) = utf16(bytes) {
        return Err(Finding::error(format!("this file is not UTF-8 but {encoding}"))
            .at(first_byte(&input.name))
            .help("save it as UTF-8 (on Windows: \"Save as\", encoding \"UTF-8\")"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => {
            let finding = Finding::error("this file is empty").at(first_byte(&input.name));
            let has_schema = Path::new(&input.name).extension().is_some_and(|extension| extension == "toml");
            Err(if has_schema { finding.help(EMPTY_HELP) } else { finding })
        }
        Ok(text) => Ok(Arc::new(SourceText::new(input.name.as_str(), text.to_owned()))),
        Err(error) => Err(not_utf8(&input.name, bytes, error.valid_up_to())),
    }
}

const EMPTY_HELP: &str = "`linchpin schema` prints which keys a file may have";

fn first_byte(name: &str) -> Place {
    Place::new(&Arc::new(SourceText::new(name, String::new())), 0..0)
}

fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] => Some("UTF-16 (little-endian)"),
        [0xFE, 0xFF, ..] => Some("UTF-16 (big-endian)"),
        // TOML begins with ASCII: half of the bytes of its UTF-16 form are zero.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some("UTF-16 (little-endian, without a mark)"),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some("UTF-16 (big-endian, without a mark)"),
        _ => None,
    }
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Finding {
    let byte = bytes.get(at).copied().unwrap_or_default();
    // Latin-1 maps every byte to the character of the same number: good enough to show the line.
    let latin1: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let as_shown = bytes[..at].iter().map(|byte| char::from(*byte).len_utf8()).sum::<usize>();
    let character = char::from(byte);
    let source = Arc::new(SourceText::new(name, latin1));
    let finding = Finding::error(format!("this file is not UTF-8: byte 0x{byte:02X} cannot stand here"));
    let finding = finding.at(Place::new(&source, as_shown..as_shown + character.len_utf8()));
    if character.is_control() {
        finding.help("save it as UTF-8; if it is not a text file at all, it is not the one you meant")
    } else {
        finding
            .label(format!("`{character}` if the file is Latin-1 or Windows-1252"))
            .help("save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        let finding = decode(&Bytes { name: "x.toml".to_owned(), bytes: bytes.to_vec() }).expect_err("refused");
        crate::finding::Findings::from(finding).render(false)
    }

    #[test]
    fn a_byte_order_mark_is_stripped() {
        let bytes = Bytes { name: "x.toml".to_owned(), bytes: b"\xEF\xBB\xBFa = 1".to_vec() };
        assert_eq!(decode(&bytes).expect("text").text(), "a = 1");
    }

    #[test]
    fn latin_1_is_recognised_with_its_place() {
        insta::assert_snapshot!(refusal(b"a = 1\nname = \"Ger\xE4t\"\n"), @r#"
        error: this file is not UTF-8: byte 0xE4 cannot stand here
         --> x.toml:2:12
          |
        2 | name = "Gerät"
          |            ^ `ä` if the file is Latin-1 or Windows-1252
          |
          = help: save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8

        1 error
        "#);
    }

    #[test]
    fn utf_16_is_recognised() {
        let utf16: Vec<u8> = "a = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(refusal(&utf16).contains("UTF-16 (little-endian, without a mark)"));
        assert!(refusal(&[&[0xFF, 0xFE], &utf16[..]].concat()).contains("UTF-16 (little-endian)"));
    }

    #[test]
    fn an_empty_file_is_an_error_with_a_place() {
        let told = refusal(b" \n");
        assert!(told.contains("x.toml:1:1") && told.contains("`linchpin schema`"), "{told}");
        let table = decode(&Bytes { name: "x.csv".to_owned(), bytes: Vec::new() }).expect_err("refused");
        assert_eq!(table.help, None);
    }
}
