use super::*;

fn pace(ms: u64) -> Pace {
    let took = Duration::from_millis(ms);
    Pace::of(&[took], Duration::from_secs(1)).unwrap()
}

/// A measurement that keeps the promise.
fn kept() -> Measured {
    let latencies = vec![Duration::from_millis(190)];
    Measured {
        in_flight: 250,
        normal: pace(100),
        after: pace(110),
        rate: 3_000.0,
        window: Duration::from_secs(1),
        taken: Pace::of(&latencies, Duration::from_secs(1)),
        tally: Tally { sent: 3, latencies, refused: [(1, 2)].into(), ..Tally::default() },
        queues: vec![900, 1_024],
        grew: 1,
        cores: 1.5,
        own_cores: 0.5,
        peaks: vec![MEMORY_MAX; 4],
    }
}

#[test]
fn twice_the_normal_latency_and_refusals_with_a_time_keep_the_promise() {
    assert_eq!(kept().broken(), Vec::<String>::new());
}

#[test]
fn everything_else_breaks_it_and_is_named() {
    type Change = fn(&mut Measured);
    let cases: [(Change, &str); 8] = [
        (|measured| measured.taken = Some(pace(201)), "what was taken needed 2.01 times the normal latency"),
        (|measured| measured.taken = None, "nothing was taken"),
        (|measured| measured.grew = 2, "1 entries were told to be final, the ledger grew by 2"),
        (|measured| measured.tally.others = [("HTTP 503".to_owned(), 7)].into(), "7 x HTTP 503"),
        (|measured| measured.tally.refused_for_ever = 1, "1 refusals without a time to come again"),
        (|measured| measured.tally.unanswered = 4, "4 entries without an answer"),
        (|measured| measured.peaks[2] += 1, "validator 3 took 536 MB of memory"),
        (|measured| measured.after = pace(250), "afterwards an act needed 2.50 times the normal latency"),
    ];
    for (change, told) in cases {
        let mut measured = kept();
        change(&mut measured);
        assert_eq!(measured.broken(), [told]);
    }
}
