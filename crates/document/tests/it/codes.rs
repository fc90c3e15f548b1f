//! Codes of proofs that the usual symbol does not hold: less correction first, then a larger symbol.

use crate::{
    PRESS,
    extremes::read_by_zbar,
    inspection::faults,
    pages::grey_map,
    reading::{images, printed, read_code},
    sheets::{Shape, divorce_of, longest, longest_birth, longest_divorce, made_up_proof, on_a_blank},
};
use civil::Lang;
use document::{IssuedTo, Offset, PrintFault, Profile, Sheet};

/// Sheets whose proof has so many characters: a birth and a divorce of long values, a blank.
fn with_proofs_of(characters: usize) -> Vec<Sheet> {
    let proof = made_up_proof("DALX", characters - 5, "a deep path");
    let birth = longest_birth((Lang::UzLatn, Lang::Ru));
    let divorce = Sheet { profile: Profile::Roots, ..divorce_of(IssuedTo::Both) };
    let blank = on_a_blank(Offset::NONE);
    [birth, longest_divorce(), divorce, blank].map(|sheet| Sheet { proof: proof.clone(), ..sheet }).into()
}

#[test]
fn a_proof_of_any_length_that_a_code_holds_is_printed_and_read() {
    for characters in [970, 971, 1_249, 1_250, 1_800, 2_159, 2_520] {
        for sheet in with_proofs_of(characters) {
            let note = format!("{characters} {sheet:?}");
            let pdf = PRESS.print(&sheet).unwrap_or_else(|fault| panic!("{note}: {fault}"));
            assert_eq!(faults(&pdf, &sheet), Vec::<String>::new(), "{note}");
            assert_eq!(read_code(images(&printed(&sheet))[0]), sheet.proof, "{note}");
            // Of the largest alone zbar asks for more than 150 dots an inch.
            let least = if characters < 2_520 { 150 } else { 300 };
            for dpi in [least, 300] {
                assert_eq!(read_by_zbar(&grey_map(&pdf, dpi)), sheet.proof, "{note}, {dpi} dots");
            }
        }
    }
}

#[test]
fn the_longest_names_and_the_largest_code_stand_on_one_page() {
    for shape in Shape::ALL {
        for sheet in longest(shape, (Lang::UzLatn, Lang::Ru)).into_iter().take(2) {
            let proof = made_up_proof("DALX", 2_515, "a deep path");
            let sheet = Sheet { proof, profile: Profile::Core, ..sheet };
            let pdf = PRESS.print(&sheet).unwrap_or_else(|fault| panic!("{sheet:?}: {fault}"));
            assert_eq!(faults(&pdf, &sheet), Vec::<String>::new(), "{sheet:?}");
        }
    }
}

#[test]
fn a_proof_that_no_code_holds_is_refused() {
    let sheet = with_proofs_of(2_521).remove(0);
    assert_eq!(PRESS.print(&sheet), Err(PrintFault::TooMuchForTheCode { length: 2_521 }));
}
