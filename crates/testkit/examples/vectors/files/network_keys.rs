//! `network-keys-1.json`: network-key files, good and bad.
use super::{
    json::{Json, object},
    world::{SEED, World},
};
use credential::KnownKey;
use protocol::NetworkClass;
use verifier::{KeyFile, keys::FILE_BYTES_MAX};

/// The keys that the vectors' proofs are judged with: of the live network, the demo and the practice.
pub(crate) fn known() -> Vec<KnownKey> {
    [(NetworkClass::Live, 9), (NetworkClass::Demo, SEED), (NetworkClass::Practice, 8)]
        .map(|(class, n)| World::new(class, n).known_key())
        .to_vec()
}

/// The file of some keys.
pub(crate) fn file_of(keys: &[KnownKey]) -> String {
    let agencies = || ["Agency 1", "Agency 2", "Agency 3", "Agency 4"].map(str::to_owned).to_vec();
    KeyFile::new(keys.iter().map(|key| (key.clone(), agencies())).collect()).expect("right keys").to_json()
}

pub(crate) fn file() -> String {
    let demo = file_of(&known()[1..2]);
    let good: Vec<Json> = good(&demo).into_iter().map(|(note, text)| line(note, text)).collect();
    let bad: Vec<Json> = bad(&demo).into_iter().map(|(note, text)| line(note, text)).collect();
    object! {
        "about": "Network-key files of Dalolat, version 1: the text of each and what a reader makes of it.",
        "generator": "cargo run -p testkit --example vectors -- network-keys-1.json",
        "seed": SEED,
        "good": good,
        "bad": bad,
        "long": vec![
            pieces("64 keys", &[("[", 1), (&format!("{demo},"), 63), (&demo, 1), ("]", 1)]),
            pieces("65 keys", &[("[", 1), (&format!("{demo},"), 64), (&demo, 1), ("]", 1)]),
            pieces("262,144 bytes", &[(&demo, 1), (" ", FILE_BYTES_MAX - demo.len())]),
            pieces("more than 262,144 bytes", &[(&demo, 1), (" ", FILE_BYTES_MAX + 1 - demo.len())]),
        ],
    }
    .file()
}

/// A file that is made of pieces, each so many times.
fn pieces(note: &str, pieces: &[(&str, usize)]) -> Json {
    let file: String = pieces.iter().map(|(piece, times)| piece.repeat(*times)).collect();
    let pieces: Vec<Json> =
        pieces.iter().map(|(piece, times)| object! { "text": *piece, "times": *times }).collect();
    object! { "note": note, "code": code(file.as_bytes()), "pieces": pieces }
}

fn line(note: &str, text: String) -> Json {
    object! { "note": note, "code": code(text.as_bytes()), "text": text }
}

/// What a reader makes of a file: `good`, or the code of the fault.
pub(crate) fn code(file: &[u8]) -> String {
    KeyFile::from_json(file).map_or_else(|fault| fault.code(), |_| "good".to_owned())
}

fn good(demo: &str) -> Vec<(&'static str, String)> {
    let keys = known();
    vec![
        ("one key", demo.to_owned()),
        ("three keys", file_of(&keys)),
        ("the same key twice", file_of(&[keys[0].clone(), keys[0].clone()])),
        ("without white space", demo.replace('\n', "").replace("  ", "").replace("\": ", "\":")),
        ("an array of one", format!("[{demo}]")),
        ("capitals in hexadecimal", demo.replacen("8038bfe033bc", "8038BFE033BC", 1)),
        ("members in another order", reordered(demo)),
        ("a name with an escape", demo.replacen("Agency 1", "Agency \\u0031", 1)),
        ("the name of a member with an escape", demo.replacen("\"quorum\"", "\"\\u0071uorum\"", 1)),
        ("a name of 120 bytes", demo.replacen("Agency 1", &"ў".repeat(60), 1)),
        ("all must sign", demo.replacen("\"quorum\": 3", "\"quorum\": 4", 1)),
        ("the greatest heights", {
            let from = demo.replacen("\"from_height\": 0", "\"from_height\": 18446744073709551615", 1);
            from.replacen("\"to_height\": null", "\"to_height\": 18446744073709551615", 1)
        }),
        ("96 bytes that are no point of the curve", demo.replacen("8038bfe0", "00000000", 1)),
    ]
}

/// The first member as the last.
fn reordered(file: &str) -> String {
    let format = "  \"format\": \"dalolat/network-key/1\",\n";
    let end = "]\n}";
    assert!(file.contains(format) && file.contains(end), "the file is printed as it was");
    file.replacen(format, "", 1).replacen(end, "],\n  \"format\": \"dalolat/network-key/1\"\n}", 1)
}

fn bad(demo: &str) -> Vec<(&'static str, String)> {
    let with = |from: &str, to: &str| {
        assert!(demo.contains(from), "{from} stands in the file");
        demo.replacen(from, to, 1)
    };
    let agencies = |from: &str, to: &str| with(from, to);
    vec![
        ("nothing", String::new()),
        ("not JSON", "DALX:".to_owned()),
        ("null", "null".to_owned()),
        ("no key", "[]".to_owned()),
        ("an array in an array", format!("[[{demo}]]")),
        ("two files one after the other", format!("{demo}{demo}")),
        ("a comma too many", with("]\n}", "]\n,}")),
        ("a comment", format!("// a key\n{demo}")),
        ("a byte order mark", format!("\u{feff}{demo}")),
        ("a member that is not known", with("\"quorum\": 3", "\"quorum\": 3, \"colour\": 1")),
        ("a member twice", with("\"quorum\": 3", "\"quorum\": 3, \"quorum\": 3")),
        ("without to_height", with("  \"to_height\": null,\n", "")),
        ("the values without their names", without_names()),
        ("a number in a text", with("\"members\": 4", "\"members\": \"4\"")),
        ("a number with a fraction", with("\"members\": 4", "\"members\": 4.0")),
        ("a number with an exponent", with("\"members\": 4", "\"members\": 4e0")),
        ("a number with a leading zero", with("\"members\": 4", "\"members\": 04")),
        ("a negative zero", with("\"from_height\": 0", "\"from_height\": -0")),
        ("a height above 64 bits", with("\"from_height\": 0", "\"from_height\": 18446744073709551616")),
        ("a key id above one byte", with("\"key_id\": 7", "\"key_id\": 256")),
        ("a control character in a text", with("Agency 1", "Agency\t1")),
        ("half of a surrogate pair", with("Agency 1", "\\ud800")),
        ("another format", with("network-key/1", "network-key/2")),
        ("a network of the class 255", with("\"0307", "\"ff07")),
        ("a network of 16 bytes", with("\"0307", "\"03")),
        ("a network that is not hexadecimal", with("\"0307", "\"03g7")),
        ("a key of 95 bytes", with("\"8038", "\"38")),
        ("a key that is not hexadecimal", with("\"8038", "\"80 8")),
        ("an origin that does not exist", with("dealer", "found")),
        ("no members", with("\"members\": 4", "\"members\": 0")),
        ("101 members", with("\"members\": 4", "\"members\": 101")),
        (
            "two thirds as the quorum",
            with("\"members\": 4", "\"members\": 3").replacen("\"quorum\": 3", "\"quorum\": 2", 1),
        ),
        ("more than all as the quorum", with("\"quorum\": 3", "\"quorum\": 5")),
        (
            "a height before the first",
            with("\"from_height\": 0", "\"from_height\": 9").replacen("null", "8", 1),
        ),
        ("an agency too few", agencies("\"Agency 1\",", "")),
        ("an empty name", agencies("Agency 1", "")),
        ("a name of white space", agencies("Agency 1", " \u{a0}\u{3000}")),
        ("a name of 121 bytes", agencies("Agency 1", &format!("{}x", "ў".repeat(60)))),
        ("a name with an escape sequence", agencies("Agency 1", "\\u001b[2J")),
        ("a name with a control character of Latin-1", agencies("Agency 1", "Agency\u{85}1")),
    ]
}

/// The values of a key as an array in the order of their names.
fn without_names() -> String {
    let key = "00".repeat(96);
    let network = format!("03{}", "07".repeat(16));
    format!(r#"[["dalolat/network-key/1","{network}",7,"{key}","dealer",1,1,0,null,["Agency 1"]]]"#)
}
