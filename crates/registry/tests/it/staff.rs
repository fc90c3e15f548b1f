//! The staff list: what is refused, and that lookups find what they should.
use registry::staff::{Staff, StaffError};
use serde_json::{Value, json};

fn list() -> Value {
    let names = json!({ "uz-Latn": "A", "uz-Cyrl": "А", "ru": "А", "kaa": "A", "en": "A" });
    let office = |code: &str| json!({ "code": code, "kind": "district", "utc_offset_minutes": 300, "names": names, "head": "A. Karimov", "region": "1726" });
    let registrar = |id: &str, officer: u32, key: u8| {
        json!({ "id": id, "officer": officer, "office": "1101", "name": "B. Rahimova", "role": "registrar",
                "public_key": format!("{key:02x}").repeat(32) })
    };
    json!({ "format": "dalolat/staff/2", "offices": [office("1101"), office("2207")],
            "officers": [registrar("1101-1", 1, 1), registrar("1101-2", 2, 2)] })
}

fn read(change: impl FnOnce(&mut Value)) -> Result<Staff, StaffError> {
    let mut list = list();
    change(&mut list);
    Staff::from_json(&serde_json::to_vec(&list).unwrap())
}

#[test]
fn a_registrar_is_found_by_id_and_by_key() {
    let staff = read(|_| {}).unwrap();
    let one = staff.by_id("1101-2").unwrap();
    assert_eq!(one.key.officer, 2);
    assert_eq!(staff.by_key(one.key_id).unwrap().id, "1101-2");
    assert!(staff.by_id("1101-3").is_none());
    assert!(!format!("{staff:?}").contains("Rahimova"));
}

#[test]
fn officers_have_the_place_of_their_role_and_no_other() {
    let with = |role: &str, place: Value| {
        read(|list| {
            let line = &mut list["officers"][1];
            line["role"] = json!(role);
            line.as_object_mut().unwrap().remove("office");
            line.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        })
    };
    for (role, place) in [
        ("head", json!({ "office": "1101" })),
        ("second-officer", json!({ "office": "2207" })),
        ("administrator", json!({ "region": "11" })),
        ("governor", json!({ "member": 3 })),
        ("custodian", json!({ "member": 0 })),
    ] {
        let staff = with(role, place.clone()).unwrap();
        let officer = staff.by_id("1101-2").unwrap();
        assert_eq!(officer.key.role.word(), role);
        assert_eq!(officer.office().is_some(), place.get("office").is_some());
        for other in
            [json!({}), json!({ "office": "1101", "region": "11" }), json!({ "member": 1, "region": "11" })]
        {
            assert!(with(role, other).is_err(), "{role}");
        }
    }
    assert!(with("administrator", json!({ "region": "00" })).is_err());
    assert!(with("head", json!({ "office": "3503" })).is_err());
    let service = with("registry", json!({})).unwrap_err().to_string();
    assert!(service.contains("no officer"), "{service}");
}

#[test]
fn a_list_that_cannot_stand_is_refused_with_the_line() {
    let refused = |change: fn(&mut Value)| read(change).unwrap_err().to_string();
    let twice = refused(|list| list["offices"][1]["code"] = json!("1101"));
    assert_eq!(twice, "office 2 of the staff list: the code stands twice in the list");
    let lost = refused(|list| list["officers"][1]["office"] = json!("3503"));
    assert_eq!(lost, "officer 2 of the staff list: office 3503 is not in the list of offices");
    assert!(refused(|list| list["officers"][1]["officer"] = json!(1)).contains("twice"));
    assert!(refused(|list| list["officers"][0]["public_key"] = json!("00")).contains("64 hexadecimal"));
    assert!(refused(|list| list["officers"][0]["role"] = json!("king")).contains("role"));
    assert!(refused(|list| list["officers"][0]["id"] = json!("1101 1")).contains("hyphens"));
    assert!(
        refused(|list| drop(list["offices"][0]["names"].as_object_mut().unwrap().remove("kaa")))
            .contains("kaa")
    );
    assert!(refused(|list| list["offices"][0]["utc_offset_minutes"] = json!(900)).contains("offset"));
    assert!(refused(|list| list["format"] = json!("x")).contains("dalolat/staff/2"));
    let path = read(|list| list["offices"][1]["colour"] = json!("blue")).unwrap_err();
    assert!(path.to_string().contains("offices[1]"), "{path}");
}
