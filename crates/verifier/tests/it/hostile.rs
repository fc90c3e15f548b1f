//! Bytes that somebody made to do harm, or that mean nothing at all.

use crate::paper::{TEXT, code, image_object, keys, pdf, png};
use image::{GrayImage, Luma};
use proptest::prelude::*;
use std::sync::LazyLock;
use verifier::{
    Conclusion, check_file,
    read::{NoProof, read},
};

static PDF: LazyLock<Vec<u8>> = LazyLock::new(|| pdf(Some(&TEXT), vec![image_object(&code(&TEXT, 2))]));
static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| png(&code(&TEXT, 2)));

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_behind_any_head_are_never_valid(
        head in prop::sample::select(vec![&b""[..], b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"DALX:"]),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let report = check_file(&[head, &bytes].concat(), &keys());
        prop_assert_ne!(report.verdict, Conclusion::Valid);
    }

    /// A change may hit what nobody reads, so valid is allowed; other values are not.
    #[test]
    fn a_pdf_with_changed_bytes_shows_the_same_values_or_none(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        shows_the_same_values_or_none(&PDF, &changes)?;
    }

    #[test]
    fn a_picture_with_changed_bytes_shows_the_same_values_or_none(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        shows_the_same_values_or_none(&PNG, &changes)?;
    }
}

fn shows_the_same_values_or_none(
    file: &[u8],
    changes: &[(prop::sample::Index, u8)],
) -> Result<(), TestCaseError> {
    let mut file = file.to_vec();
    for (at, byte) in changes {
        let at = at.index(file.len());
        file[at] = *byte;
    }
    let report = check_file(&file, &keys());
    let values = verifier::check_text(&TEXT, &keys()).values;
    prop_assert!(report.values.is_empty() || report.values == values);
    Ok(())
}

/// The search compares each finder pattern with each, and copies the page for each group it tries:
/// without a bound this test would not come to its end.
#[test]
fn a_page_full_of_finder_patterns_is_given_up() {
    let page = GrayImage::from_fn(500, 500, |x, y| {
        let from_edge = |n: u32| (n % 10).min(6 - (n % 10).min(6));
        let is_dark = x % 10 < 7 && y % 10 < 7 && from_edge(x).min(from_edge(y)) != 1;
        Luma([if is_dark { 0 } else { 255 }])
    });
    assert_eq!(read(&png(&page)), Err(NoProof::NoCode));
}
