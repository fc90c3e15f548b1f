//! The whole page in one file, for whoever wants to check without asking a server for the page.
//!
//! The built file has a slot for each thing that differs between copies. All slots are looked for in the built
//! file, never in what was put in, so that no name of an agency can make a slot of its own.
use super::{
    files::{DECODER, DECODER_SCRIPT, SINGLE},
    origin::Origin,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use verifier::keys::KeyFile;

const KEYS: &str = r#"<script type="application/json" id="dalolat-keys">[]</script>"#;
const WASM: &str = r#"<script type="text/plain" id="dalolat-wasm"></script>"#;
const SCRIPT: &str = r#"<script id="dalolat-zxing"></script>"#;
const PORTAL: &str = r#"<meta name="dalolat-portal" content="">"#;
const CONNECT: &str = "connect-src 'none'";

/// Whether the large decoder is in the file, which reads tilted and blurred pictures of a camera. The small one always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Camera {
    /// It is, and the file is larger by it.
    With,
    /// It is not.
    Without,
}

/// What a single file is filled with.
#[derive(Clone, Copy, Debug)]
pub struct Single<'a> {
    /// The keys that the file trusts.
    pub keys: &'a KeyFile,
    /// Whether the decoder is in it.
    pub camera: Camera,
    /// The one portal that it may ask for the status; without it, it connects to nothing.
    pub portal: Option<&'a Origin>,
}

impl Single<'_> {
    /// The file, HTML in UTF-8.
    pub fn to_html(&self) -> String {
        fill(SINGLE, self.fillings()).expect("a test holds that each slot stands once in the built file")
    }

    fn fillings(&self) -> Vec<(&'static str, String)> {
        // An element of data ends only at a `<`; in a JSON text it can always be written as an escape.
        let keys = self.keys.to_json().replace('<', "\\u003c");
        let mut fillings = vec![(KEYS, KEYS.replace("[]", &keys))];
        match self.camera {
            Camera::With => {
                let decoder = format!(">{}<", STANDARD.encode(DECODER));
                fillings.push((WASM, WASM.replace("><", &decoder)));
                // The file's policy names this script by its digest, so it goes in as it was built.
                fillings.push((SCRIPT, SCRIPT.replace("><", &format!(">{DECODER_SCRIPT}<"))));
            }
            Camera::Without => {}
        }
        if let Some(portal) = self.portal {
            fillings.push((PORTAL, PORTAL.replace("\"\"", &format!("\"{portal}\""))));
            fillings.push((CONNECT, CONNECT.replace("'none'", &portal.to_string())));
        }
        fillings
    }
}

/// The template with each slot replaced; nothing where a slot does not stand in it exactly once.
fn fill(template: &str, fillings: Vec<(&str, String)>) -> Option<String> {
    let mut places = Vec::new();
    for (slot, text) in fillings {
        let mut found = template.match_indices(slot);
        let (Some((at, _)), None) = (found.next(), found.next()) else { return None };
        places.push((at, slot.len(), text));
    }
    places.sort_unstable();
    let mut filled = String::new();
    let mut rest = 0;
    for (at, length, text) in places {
        filled.push_str(template.get(rest..at)?);
        filled.push_str(&text);
        rest = at + length;
    }
    filled.push_str(template.get(rest..)?);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixtures::paper::PaperNetwork;
    use protocol::{NetworkClass, hash::sha256};

    fn keys(agency: &str) -> KeyFile {
        let network = PaperNetwork::new(NetworkClass::Demo, 1);
        let key = network.known_key();
        let agencies = vec![agency.to_owned(); usize::from(key.members)];
        KeyFile::new(vec![(key, agencies)]).unwrap()
    }

    fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
        let (_, rest) = text.split_once(before).unwrap();
        rest.split_once(after).unwrap().0
    }

    #[test]
    fn every_slot_stands_exactly_once_in_the_built_file() {
        for slot in [KEYS, WASM, SCRIPT, PORTAL, CONNECT] {
            assert_eq!(SINGLE.matches(slot).count(), 1, "{slot}");
        }
    }

    #[test]
    fn a_single_file_holds_the_key_exactly_and_nothing_that_was_not_asked_for() {
        let keys = keys("Ministry of Justice");
        let bare = Single { keys: &keys, camera: Camera::Without, portal: None }.to_html();
        let held = between(&bare, "id=\"dalolat-keys\">", "</script>");
        assert_eq!(held, keys.to_json());
        assert_eq!(bare.replace(held, "[]"), SINGLE);
        let portal: Origin = "https://civil.example".parse().unwrap();
        let full = Single { keys: &keys, camera: Camera::With, portal: Some(&portal) }.to_html();
        assert!(full.contains("; connect-src https://civil.example;") && !full.contains(CONNECT));
        assert!(full.contains("<meta name=\"dalolat-portal\" content=\"https://civil.example\">"));
        let decoder = between(&full, "id=\"dalolat-wasm\">", "</script>");
        assert_eq!(STANDARD.decode(decoder).unwrap(), DECODER);
        assert_eq!(between(&full, "id=\"dalolat-zxing\">", "</script>"), DECODER_SCRIPT);
    }

    #[test]
    fn the_policy_of_the_file_names_every_script_in_it_by_its_digest() {
        let keys = keys("Ministry of Justice");
        let page = Single { keys: &keys, camera: Camera::With, portal: None }.to_html();
        let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        let mut count = 0;
        for element in page.split("<script").skip(1) {
            let (attributes, rest) = element.split_once('>').unwrap();
            if attributes.contains("type=") {
                continue; // data, which no browser runs
            }
            let script = rest.split_once("</script>").unwrap().0;
            let digest = STANDARD.encode(sha256(&[script.as_bytes()]).as_bytes());
            assert!(policy.contains(&format!("'sha256-{digest}'")), "{attributes}");
            count += 1;
        }
        assert_eq!(count, 2);
    }

    #[test]
    fn a_name_of_an_agency_ends_no_element_and_makes_no_slot() {
        for agency in
            ["</script><script>alert(1)</script>", "<!--<script>", CONNECT, WASM, "a \"quoted\" \\ name"]
        {
            let keys = keys(agency);
            let portal: Origin = "https://civil.example".parse().unwrap();
            let page = Single { keys: &keys, camera: Camera::With, portal: Some(&portal) }.to_html();
            let held = between(&page, "id=\"dalolat-keys\">", "</script>");
            assert!(!held.contains('<'), "{agency}");
            assert_eq!(KeyFile::from_json(held.as_bytes()).unwrap(), keys, "{agency}");
            assert_eq!(page.matches("</script>").count(), SINGLE.matches("</script>").count(), "{agency}");
        }
    }

    #[test]
    fn a_slot_that_is_missing_or_there_twice_fills_nothing() {
        let slot = || vec![("[]", "x".to_owned())];
        assert_eq!(fill("a [] b", slot()).as_deref(), Some("a x b"));
        assert_eq!(fill("a b", slot()), None);
        assert_eq!(fill("[] a []", slot()), None);
        let two = vec![("2", "1 2".to_owned()), ("1", "2 1".to_owned())];
        assert_eq!(fill("1 2", two).as_deref(), Some("2 1 1 2"));
    }
}
