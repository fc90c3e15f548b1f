//! Records of invented births, as they stand in disclosure groups.
use civil::Value;
use protocol::commitment::{Field, Record, RecordType, Seed};

/// A birth with `given` as the child's name: enough to fill a certificate of usual size. Every seed
/// derives from `n`.
pub fn record(given: &str, n: u8) -> Record {
    let text = |text: &str| -> Field { Some(Value::Text(text.to_owned())) };
    let core = vec![
        text("Karimova"),
        text(given),
        text("Anvar qizi"),
        text("2026-11-14"),
        text("1726294"),
        None,
        text("Toshkent shahri, Chilonzor tumani FHDYO boʻlimi"),
    ];
    let parents = vec![text("Karimov Anvar Botir oʻgʻli"), text("Karimova Nilufar Rustam qizi")];
    let identifiers = vec![None, text("40203981010015")];
    let ethnicity = vec![None, None];
    let medical = vec![text("female"), text("05:40"), Some(Value::Int(1))];
    let sealed = vec![text("uz-Latn"), text("mother")];
    Record {
        of: RecordType::BIRTH_1,
        groups: [core, parents, identifiers, ethnicity, medical, sealed],
        seeds: [0u8, 1, 2, 3, 4, 5].map(|group| Seed([n.wrapping_mul(7).wrapping_add(group); 16])),
    }
}
