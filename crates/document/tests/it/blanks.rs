//! Pre-numbered blanks: what is left out, and where the rest stands, measured in the document.

use crate::{
    PRESS,
    pages::{Word, words},
    sheets::on_a_blank,
};
use civil::Lang;
use document::{Ink, Medium, Offset, Sheet};

/// Points of PDF in a tenth of a millimetre.
const TENTH: f64 = 72.0 / 254.0;

fn placed(right: i16, down: i16) -> Vec<Word> {
    let words = words(&PRESS.print(&on_a_blank(Offset::new(right, down).unwrap())).unwrap());
    // The overlay of a sample belongs to the paper, not to the facts.
    let (x, y) = (f64::from(right) * TENTH, f64::from(down) * TENTH);
    let mut words: Vec<Word> = words.into_iter().filter(|word| word.bottom - word.top < 60.0).collect();
    // Poppler puts words in an order of its own, which depends on where they stand.
    words.sort_by(|one, two| {
        let key = |word: &Word| ((word.top - y) * 50.0).round() * 1e6 + ((word.left - x) * 50.0).round();
        one.text.cmp(&two.text).then(key(one).total_cmp(&key(two)))
    });
    words
}

#[test]
fn every_word_on_a_blank_moves_by_exactly_the_offset() {
    let still = placed(0, 0);
    assert!(still.len() > 80, "{} words", still.len());
    for (right, down) in [(12, -7), (-100, 100), (100, -100), (1, 0)] {
        let moved = placed(right, down);
        assert_eq!(moved.len(), still.len());
        for (before, after) in still.iter().zip(&moved) {
            assert_eq!(before.text, after.text);
            let (x, y) = (f64::from(right) * TENTH, f64::from(down) * TENTH);
            for (from, to, by) in [
                (before.left, after.left, x),
                (before.right, after.right, x),
                (before.top, after.top, y),
                (before.bottom, after.bottom, y),
            ] {
                // A five-hundredth of a millimetre: poppler rounds to six places.
                assert!((to - from - by).abs() < 0.005, "{:?}: {from} to {to}, not by {by}", before.text);
            }
        }
    }
}

#[test]
fn the_name_of_the_state_title_and_seal_are_left_to_the_blank() {
    let blank = on_a_blank(Offset::NONE);
    let plain = Sheet { medium: Medium::Plain, ..blank.clone() };
    let said = |sheet: &Sheet| -> Vec<String> {
        words(&PRESS.print(sheet).unwrap()).into_iter().map(|word| word.text).collect()
    };
    let (blank, plain) = (said(&blank), said(&plain));
    for word in ["тузилганлиги", "Свидетельство", "РЕСПУБЛИКА", "Муҳр", "печати"]
    {
        assert!(plain.iter().any(|it| it == word), "{word} is on plain paper");
        assert!(!blank.iter().any(|it| it == word), "{word} is not on a blank");
    }
    for word in ["I-SM", "0031907", "Шуҳрат", "Ғаниева", "7K3Q-9XVD-M2TA-4E8R"] {
        assert!(blank.iter().any(|it| it == word), "{word} is on a blank");
    }
}

#[test]
fn a_blank_has_no_ornament_but_the_mark_and_the_code() {
    let size = |sheet: &Sheet| PRESS.print(sheet).unwrap().len();
    let blank = Sheet { ink: Ink::Colour, ..on_a_blank(Offset::NONE) };
    let plain = Sheet { medium: Medium::Plain, ..blank.clone() };
    assert!(size(&blank) + 10_000 < size(&plain), "ground and spine are most of a page");
}

#[test]
fn the_sheet_of_calibration_says_its_offset_and_moves_with_it() {
    let print = |right, down| {
        words(&PRESS.calibration((Lang::UzLatn, Lang::Ru), Offset::new(right, down).unwrap()).unwrap())
    };
    let find = |words: &[Word], text: &str| words.iter().find(|word| word.text == text).cloned().unwrap();
    let (still, moved) = (print(0, 0), print(12, -7));
    assert!(moved.iter().any(|word| word.text == "1,2") && moved.iter().any(|word| word.text == "–0,7"));
    // Both zeros stand at the edges of the frame, 39 mm and 14 mm from those of the paper.
    let zero = |words: &[Word]| words.iter().filter(|word| word.text == "0").cloned().collect::<Vec<_>>();
    let zeros = zero(&still);
    assert_eq!(zeros.len(), 2);
    let (level, upright) =
        (&zeros[usize::from(zeros[0].top < zeros[1].top)], &zeros[usize::from(zeros[0].top > zeros[1].top)]);
    assert!((f64::midpoint(level.left, level.right) - 390.0 * TENTH).abs() < 0.2, "{level:?}");
    assert!((f64::midpoint(upright.top, upright.bottom) - 140.0 * TENTH).abs() < 1.5, "{upright:?}");
    let (before, after) = (find(&still, "10"), find(&moved, "10"));
    assert!((after.left - before.left - 12.0 * TENTH).abs() < 0.005);
    assert!((after.top - before.top + 7.0 * TENTH).abs() < 0.005);
}

#[test]
fn the_sheet_of_calibration_is_the_same_twice_and_is_printed_in_every_language() {
    for lang in Lang::ALL {
        let print = || PRESS.calibration((lang, Lang::Ru), Offset::NONE).unwrap();
        assert_eq!(print(), print());
    }
}
