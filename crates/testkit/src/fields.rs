//! The page of the fields of every record, as the code has them.
use civil::{
    Group, RecordKind,
    layout::{Layout, layout},
};
use std::fmt::Write as _;

/// The page `docs/formats/fields.md`.
pub fn page() -> String {
    let mut page = String::from(
        "# Fields\n\n\
         Generated from the code: `cargo run -p testkit --example fields > docs/formats/fields.md`. A test fails where this page \
         says\nanything else than the code.\n\n\
         The fields of every record in their places: [commitment.md](commitment.md) says how they are hashed and how their values \
         are\nwritten. `i` is the place within the group, from 0; a group without a table has no field. The places of a version never \
         change,\nand what the law adds comes in a new version beside the old one.\n",
    );
    for kind in RecordKind::ALL {
        for schema in 0..=u8::MAX {
            if let Some(groups) = layout(kind, schema) {
                section(&mut page, kind, schema, groups);
            }
        }
    }
    page
}

fn section(page: &mut String, kind: RecordKind, schema: u8, groups: &Layout) {
    let (digit, word) = (kind.digit(), kind.word());
    writeln!(page, "\n## Kind {digit}, schema {schema}: {word}").expect("a text takes what is written");
    for (fields, group) in groups.iter().zip(Group::ALL) {
        if fields.is_empty() {
            continue;
        }
        let (index, word) = (group.index(), group.word(kind));
        writeln!(page, "\n**Group {index}, {word}**\n\n| i | field | what |\n| --- | --- | --- |")
            .expect("a text takes what is written");
        for (place, field) in fields.iter().enumerate() {
            writeln!(page, "| {place} | `{}` | {} |", field.id, field.label)
                .expect("a text takes what is written");
        }
    }
}
