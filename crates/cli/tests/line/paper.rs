//! The paper as anybody has it: a PDF, a page of it as a picture, the text of its code.
use crate::stage::{Finished, Folder, expect_code, finished, run, text};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn papers(demo: &Finished) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(demo.folder.join("certificates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "pdf"));
    files.sort();
    files
}

fn tool(program: &str, words: &[&str]) -> Output {
    let output = Command::new(program).args(words).output();
    output.unwrap_or_else(|error| panic!("{program}: {error}; ./test --install brings it"))
}

/// The first, the middle and the last paper of each kind of act.
fn sample(demo: &Finished) -> Vec<PathBuf> {
    let all = papers(demo);
    let kind = |file: &Path| file.file_name().unwrap().to_str().unwrap().chars().next();
    let of_kind = |digit| all.iter().filter(move |file| kind(file) == Some(digit)).collect::<Vec<_>>();
    "1234"
        .chars()
        .map(of_kind)
        .flat_map(|papers| [0, papers.len() / 2, papers.len() - 1].map(|at| papers[at].clone()))
        .collect()
}

fn verify(words: &[&str]) -> Output {
    let key = finished().folder.join("network-key.json");
    run(&[&["verify", "--network-key", text(&key)], words].concat())
}

/// The proof in a PDF's keywords, as an independent program reads it.
fn keyword(pdf: &Path) -> String {
    let info = tool("pdfinfo", &[text(pdf)]);
    let text = String::from_utf8_lossy(&info.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("Keywords:")).unwrap().trim_start().to_owned()
}

#[test]
fn the_code_reads_from_pages_of_200_and_300_dots_by_two_decoders() {
    let folder = Folder::new("pages");
    for pdf in &sample(finished()) {
        let expected = keyword(pdf);
        assert!(expected.starts_with("DALX:"));
        for dpi in ["200", "300"] {
            let page = folder.join(&format!("page-{dpi}"));
            let made = tool("pdftoppm", &["-r", dpi, "-gray", "-png", "-singlefile", text(pdf), text(&page)]);
            assert!(made.status.success());
            let page = page.with_extension("png");
            let zbar = tool("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", text(&page)]);
            assert_eq!(
                String::from_utf8_lossy(&zbar.stdout).trim_end_matches('\n'),
                expected,
                "zbar, {dpi} dpi"
            );
            // Ours: the page as a picture, and nothing else.
            expect_code(&verify(&[text(&page)]), 0);
        }
    }
}

#[test]
fn other_programs_accept_the_pdf_and_find_what_it_carries() {
    for pdf in &sample(finished()) {
        assert!(tool("qpdf", &["--check", text(pdf)]).status.success(), "{}", pdf.display());
        let info = String::from_utf8_lossy(&tool("pdfinfo", &[text(pdf)]).stdout).into_owned();
        assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
        let attached = String::from_utf8_lossy(&tool("pdfdetach", &["-list", text(pdf)]).stdout).into_owned();
        assert!(attached.contains(".json") && attached.contains(".cbor"), "{attached}");
        let size = fs::metadata(pdf).unwrap().len();
        assert!(size < 120 * 1024, "{size} bytes");
    }
}

#[test]
fn a_certificate_is_checked_with_its_values_shown_and_its_limits_said() {
    let pdf = &papers(finished())[0];
    let output = verify(&[text(pdf)]);
    expect_code(&output, 0);
    let said = String::from_utf8_lossy(&output.stdout).to_lowercase();
    for words in
        ["3 of 4", "compare these values with the paper", "later changes are not known offline", "sample"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let json = verify(&["--json", text(pdf)]);
    expect_code(&json, 0);
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(report.is_object());
}

#[test]
fn the_text_of_the_code_is_enough_also_from_standard_input() {
    let proof = keyword(&papers(finished())[0]);
    expect_code(&verify(&[&proof]), 0);
    let key = finished().folder.join("network-key.json");
    let mut child = crate::stage::dalolat(&["verify", "--network-key", text(&key), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{proof}\n").as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn one_letter_changed_is_not_valid() {
    let proof = keyword(&papers(finished())[0]);
    for place in [20, 120, 300, 500, proof.len() - 2] {
        let mut letters: Vec<char> = proof.chars().collect();
        letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.into_iter().collect();
        expect_code(&verify(&[&changed]), 1);
    }
    let live = proof.replacen("DALX:", "DAL1:", 1);
    expect_code(&verify(&[&live]), 1);
}

#[test]
fn a_paper_of_another_network_is_not_valid_here() {
    let folder = Folder::new("other");
    let data = folder.join("data");
    expect_code(&run(&["genesis", "--data", text(&data)]), 0);
    let output = run(&["verify", "--data", text(&data), text(&papers(finished())[0])]);
    expect_code(&output, 1);
    // A key file with another id cannot judge it at all.
    let path = data.join("network-key.json");
    let other = fs::read_to_string(&path).unwrap().replace("\"key_id\": 1", "\"key_id\": 9");
    fs::write(&path, other).unwrap();
    expect_code(&run(&["verify", "--data", text(&data), text(&papers(finished())[0])]), 3);
}

#[test]
fn what_holds_no_code_cannot_be_told() {
    let folder = Folder::new("nothing");
    let empty = folder.join("empty.txt");
    fs::write(&empty, "no code here").unwrap();
    expect_code(&verify(&[text(&empty)]), 3);
    let font = crate::stage::root().join("docs/screens/birth-kaa-ru.png");
    // A sample page of the layout: its code belongs to no network.
    assert_ne!(verify(&[text(&font)]).status.code(), Some(0));
    expect_code(&verify(&[text(&folder.join("missing.pdf"))]), 2);
}
