//! What a clerk can get wrong: each is answered with what, where and what to do, and nothing is stored.
use crate::stage::{
    Folder, Running, births, dalolat, expect_code, failure_code, objects, run, some_births, text,
};
use civil::{Lang, words::sentence};
use serde_json::{Value, json};
use std::{fs, path::Path};

fn declaration() -> Value {
    serde_json::from_slice(&fs::read(births().join("01-uzbek-latin-girl.json")).unwrap()).unwrap()
}

#[test]
fn every_wrong_declaration_is_refused_with_its_place_and_code_and_registers_nothing() {
    let folder = Folder::new("wrong");
    let data = folder.join("data");
    let one = some_births(&folder, 0, 1);
    let _demo = Running::start(&data, &one, &[]);
    let file = folder.join("wrong.json");
    let send = |bytes: &[u8], registrar: &str| {
        fs::write(&file, bytes).unwrap();
        run(&["act", "register", "--json", "--file", text(&file), "--as", registrar, "--data", text(&data)])
    };
    let refused = |what: &str, registrar: &str, exit: i32, said: &str, change: &dyn Fn(&mut Value)| {
        let mut declaration = declaration();
        declaration["evidence"]["number"] = json!(format!("wrong {what}"));
        change(&mut declaration);
        let output = send(declaration.to_string().as_bytes(), registrar);
        expect_code(&output, exit);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(said), "{what}: {stderr}");
        assert_ne!(failure_code(&output), "none", "{what}");
    };
    refused("unknown field", "1101-1", 2, "surmane", &|d| d["child"]["name"]["surmane"] = json!("X"));
    refused("unknown office", "1101-1", 2, "/office", &|d| d["office"] = json!("9999"));
    refused("unknown place", "1101-1", 2, "/child/place/code", &|d| {
        d["child"]["place"]["code"] = json!("1799999");
    });
    refused("impossible date", "1101-1", 2, "/child/born", &|d| d["child"]["born"] = json!("2026-02-30"));
    refused("wrong digit", "1101-1", 2, "/mother/pinfl", &|d| {
        let pinfl = d["mother"]["pinfl"].as_str().unwrap().to_owned();
        let last = pinfl.chars().last().unwrap().to_digit(10).unwrap();
        d["mother"]["pinfl"] = json!(format!("{}{}", &pinfl[..13], (last + 1) % 10));
    });
    refused("born tomorrow", "1101-1", 1, "birth.after-registration", &|d| {
        d["child"]["born"] = json!("2199-01-01");
    });
    refused("of another office", "2207-1", 1, "signer.of-another-office", &|_| {});
    let used = declaration()["evidence"].clone();
    refused("a notice used before", "1101-1", 1, "notice.already-used", &|d| {
        d["evidence"] = used.clone();
        d["child"]["weight_g"] = json!(3111);
    });
    is_told_in_russian(&data, &file);
    expect_code(&send(b"{ \"format\": \"dalolat/birth/1\", ", "1101-1"), 2);
    expect_code(&send(&vec![b' '; 70 * 1024], "1101-1"), 2);
    expect_code(&send(b"\xff\xfe", "1101-1"), 2);
    expect_code(&send(declaration().to_string().as_bytes(), "1101-9"), 2);
    let list = run(&["act", "list", "--json", "--as", "1101-1", "--data", text(&data)]);
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(list["acts"].as_array().unwrap().len(), 1, "only the one birth of the demo is registered");
}

/// The sentence of a code in Russian.
fn russian(code: &str) -> &'static str {
    sentence(code, Lang::Ru).unwrap()
}

/// Faults, refusals and cautions of a running portal, by somebody who asks in Russian.
fn is_told_in_russian(data: &Path, file: &Path) {
    let send = |change: &dyn Fn(&mut Value), words: &[&str]| {
        let mut declaration = declaration();
        declaration["evidence"]["number"] = json!("told in Russian");
        change(&mut declaration);
        fs::write(file, declaration.to_string()).unwrap();
        let register = ["act", "register", "--file", text(file), "--as", "1101-1", "--data", text(data)];
        run(&[&register[..], words].concat())
    };
    let fault = send(&|d| d["office"] = json!("12"), &["--lang", "ru"]);
    expect_code(&fault, 2);
    let said = String::from_utf8(fault.stderr).unwrap();
    let line = format!("/office: {} (office.form)", russian("office.form"));
    assert!(said.contains(&line) && said.contains(russian("portal.wrong/do")), "{said}");

    let refusal = send(&|d| d["child"]["born"] = json!("2199-01-01"), &["--json", "--lang", "ru-RU"]);
    expect_code(&refusal, 1);
    let error = &objects(&refusal)[0]["error"];
    for part in [russian("birth.after-registration"), "resolution 550", "(birth.after-registration)"] {
        assert!(error["message"].as_str().unwrap().contains(part), "{part}: {error}");
    }
    assert_eq!(error["hint"], russian("portal.refused/do"));

    let unknown = send(&|_| {}, &["--lang", "de"]);
    expect_code(&unknown, 2);
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("uz-Cyrl"));
}

#[test]
fn what_no_portal_is_asked_for_is_told_in_the_language_of_the_option_the_variable_or_the_locale() {
    let folder = Folder::new("tongues");
    let data = folder.join("nowhere");
    let told = |words: &[&str], variables: &[(&str, &str)], lang: Lang| {
        let number = ["act", "list", "--as", "1101-1", "--data", text(&data)];
        let output =
            dalolat(&[&number[..], words].concat()).envs(variables.iter().copied()).output().unwrap();
        expect_code(&output, 2);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(sentence("data.missing/do", lang).unwrap()), "{lang}: {said}");
        assert!(said.contains(text(&data)) && said.contains("(data.missing)"), "{said}");
    };
    told(&[], &[], Lang::En);
    told(&["--lang", "kaa"], &[("DALOLAT_LANG", "ru")], Lang::Kaa);
    told(&[], &[("DALOLAT_LANG", "ru"), ("LC_ALL", "uz_UZ.UTF-8")], Lang::Ru);
    told(&[], &[("LC_ALL", "uz_UZ.UTF-8")], Lang::UzLatn);
    told(&[], &[("LC_ALL", "uz_UZ@cyrillic")], Lang::UzCyrl);
    // The languages of a paper are not those of messages.
    let issue =
        ["certificate", "issue", "111012600001", "--as", "1101-1", "--data", text(&data), "--out", "x.pdf"];
    let output = run(&[&["--lang", "ru"][..], &issue[..], &["--lang", "uz-Latn,en"][..]].concat());
    expect_code(&output, 2);
    assert!(String::from_utf8(output.stderr).unwrap().contains(russian("data.missing/do")));
}

#[test]
fn reading_acts_shows_the_record_and_an_unknown_number_is_said_so() {
    let folder = Folder::new("reading");
    let data = folder.join("data");
    let one = some_births(&folder, 0, 1);
    let _demo = Running::start(&data, &one, &[]);
    let show =
        |number: &str| run(&["act", "show", number, "--json", "--as", "1101-1", "--data", text(&data)]);
    let number = "111012600001";
    let shown = show(number);
    expect_code(&shown, 0);
    let act: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(act["number"], number);
    let surname = declaration()["child"]["name"]["surname"].clone();
    assert!(act.to_string().contains(surname.as_str().unwrap()));
    assert_ne!(show("111012699999").status.code(), Some(0));
    expect_code(&show("12"), 2);
    let paper = folder.join("paper.pdf");
    for lang in ["uz-Latn", "uz-Latn,de", "uz-Latn,ru,en"] {
        let issue = run(&[
            "certificate",
            "issue",
            number,
            "--lang",
            lang,
            "--as",
            "1101-2",
            "--out",
            text(&paper),
            "--data",
            text(&data),
        ]);
        expect_code(&issue, if lang == "uz-Latn" { 0 } else { 2 });
    }
    expect_code(&run(&["verify", text(&paper), "--data", text(&data)]), 0);
}
