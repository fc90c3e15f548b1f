use super::{Point, VARIABLE, Wanted, last_words, point};
use std::{collections::BTreeSet, os::unix::process::ExitStatusExt as _, process::Command};

/// `SIGABRT` on every system that this program runs on.
const ABORTED: i32 = 6;

#[test]
fn names_are_unique_and_have_area_step_and_moment() {
    let names: BTreeSet<&str> = Point::ALL.iter().map(|point| point.name()).collect();
    assert_eq!(names.len(), Point::ALL.len());
    for point in Point::ALL {
        assert_eq!(point.name().split('.').count(), 3, "{}", point.name());
        assert!(["vault", "registry", "portal", "node"].contains(&point.area()), "{}", point.name());
        assert!(point.said().ends_with('.') && !point.said().starts_with(' '), "{}", point.name());
    }
}

#[test]
fn what_is_wanted_reads_back_and_anything_else_is_refused() {
    for point in Point::ALL {
        let wanted = Wanted { point: *point, time: 3 };
        assert_eq!(wanted.to_string().parse(), Ok(wanted));
        assert_eq!(point.name().parse(), Ok(Wanted { point: *point, time: 1 }));
    }
    for text in ["", "vault", "vault.accept.committed:0", "vault.accept.committed:x", "vault.accept:1"] {
        assert!(text.parse::<Wanted>().is_err(), "{text}");
    }
}

/// Not a test of its own: what the child of the next one does.
#[test]
fn three_times_at_one_point_and_once_at_another() {
    for _ in 0..3 {
        point(Point::VaultAcceptCommitted);
    }
    point(Point::NodeFinalExecuted);
}

#[test]
fn a_process_dies_at_the_point_and_the_time_that_are_wanted_and_says_so() {
    let child = |wanted: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "tests::three_times_at_one_point_and_once_at_another", "--nocapture"]);
        child.env(VARIABLE, wanted).output().unwrap()
    };
    let dies = ["vault.accept.committed", "vault.accept.committed:3", "node.final.executed"];
    for wanted in dies {
        let output = child(wanted);
        assert_eq!(output.status.signal(), Some(ABORTED), "{wanted}");
        let said = last_words(wanted.parse::<Wanted>().unwrap().point);
        assert!(String::from_utf8_lossy(&output.stderr).contains(&said), "{wanted}");
    }
    for wanted in ["vault.accept.committed:4", "vault.accept.written"] {
        assert!(child(wanted).status.success(), "{wanted}");
    }
    assert_eq!(child("vault.acept.committed").status.code(), Some(2), "a name that is none");
}
