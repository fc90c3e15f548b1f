//! A short run of `dalolat bench survive`: the long ones are a command (`docs/testing.md`).
use crate::stage::{expect_code, objects, run};

#[test]
fn killed_validators_keep_what_clients_were_told() {
    let words = ["bench", "survive", "--part", "kills", "--minutes", "0.2", "--clients", "4", "--json"];
    let output = run(&words);
    expect_code(&output, 0);
    let objects = objects(&output);
    let of = |event: &str| objects.iter().find(|object| object["event"] == event).unwrap();
    assert!(of("kills")["kills"].as_u64().unwrap() > 0, "at least one was killed");
    let compared = of("compared");
    let (finals, receipts) = (compared["final"].as_u64().unwrap(), compared["receipts"].as_u64().unwrap());
    // Whoever compares nothing finds nothing wrong.
    assert!(finals > 0 && receipts == 4 * finals, "each of {finals} at each validator: {receipts}");
    assert_eq!(of("survived")["broken_promises"], 0);
}
