use super::*;

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn soum(service: Service, channel: Channel, relief: Option<Relief>, on: &str) -> Option<u64> {
    fee(service, channel, relief, day(on))?.total()?.soum()
}

fn counter(service: Service) -> Option<u64> {
    soum(service, Channel::Counter, None, "2026-11-23")
}

#[test]
fn the_totals_at_the_counter_are_those_of_the_published_table() {
    for (service, total) in [
        (Service::FirstBirthCertificate, 66_000),
        (Service::SingleMother, 88_000),
        (Service::LateRegistration, 88_000),
        (Service::Paternity, 286_000),
        (Service::Adoption, 66_000),
        (Service::RepeatCertificate, 176_000),
        (Service::Restoration, 198_000),
        (Service::CorrectionOfOffice, 66_000),
        (Service::CorrectionUnder16, 154_000),
        (Service::CorrectionFrom16, 198_000),
        (Service::DuplicateNumber, 0),
        (Service::ForeignCertificate, 154_000),
        (Service::Death, 0),
        (Service::Reference, 22_000),
    ] {
        assert_eq!(counter(service), Some(total), "{service}");
    }
}

#[test]
fn the_portal_takes_a_tenth_less_and_no_service_fee() {
    let portal = |service| soum(service, Channel::Portal, None, "2026-11-23");
    assert_eq!(portal(Service::FirstBirthCertificate), Some(59_400));
    assert_eq!(portal(Service::RepeatCertificate), Some(118_800));
    assert_eq!(portal(Service::Reference), Some(19_800), "4.5 per cent, as the portal says");
}

#[test]
fn what_nobody_has_published_has_no_total() {
    let marriage = fee(Service::Marriage, Channel::Counter, None, day("2026-11-23")).unwrap();
    assert_eq!((marriage.duty, marriage.emblem), (Some(Tiyin(8_800_000)), Some(Tiyin(6_600_000))));
    assert_eq!((marriage.service, marriage.total(), marriage.mark), (None, None, Mark::Unknown));
    assert_eq!(counter(Service::Divorce), None);
}

#[test]
fn the_base_amount_is_that_of_the_day() {
    let first = |on| soum(Service::FirstBirthCertificate, Channel::Counter, None, on);
    assert_eq!(first("2026-08-31"), Some(61_800));
    assert_eq!(first("2026-09-01"), Some(66_000));
    assert_eq!(first("2025-07-31"), Some(56_250));
    assert_eq!(first("2023-10-22"), None, "the shares are not known for that day");
    assert_eq!(base_amount(day("2019-08-31")), None);
    assert_eq!(base_amount(day("2019-09-01")).map(|amount| amount.soum), Some(223_000));
    assert!(BASE_AMOUNTS.windows(2).all(|pair| pair[0].since < pair[1].since && pair[0].soum < pair[1].soum));
}

#[test]
fn each_relief_lowers_what_it_says_and_nothing_else() {
    let with = |service, relief| soum(service, Channel::Counter, Some(relief), "2026-11-23");
    let repeat = |relief| with(Service::RepeatCertificate, relief);
    assert_eq!(repeat(Relief::SocialRegister), Some(110_000), "half of 132,000, and the service fee");
    assert_eq!(repeat(Relief::Disability), Some(110_000));
    assert_eq!(repeat(Relief::Orphan), Some(44_000));
    assert_eq!(repeat(Relief::Disaster), Some(44_000));
    assert_eq!(repeat(Relief::Rehabilitated), Some(110_000));
    assert_eq!(with(Service::FirstBirthCertificate, Relief::Orphan), Some(0));
    assert_eq!(with(Service::FirstBirthCertificate, Relief::Disaster), Some(66_000));
    assert_eq!(with(Service::Restoration, Relief::Rehabilitated), Some(198_000));
    let duty =
        |on| fee(Service::Marriage, Channel::Counter, Some(Relief::MarriageContract), day(on)).unwrap().duty;
    assert_eq!(duty("2026-12-31"), Some(Tiyin(8_800_000)));
    assert_eq!(duty("2027-01-01"), Some(Tiyin::NONE));
}

#[test]
fn two_discounts_at_once_are_half_and_marked_as_unsettled() {
    let both =
        fee(Service::RepeatCertificate, Channel::Portal, Some(Relief::SocialRegister), day("2026-11-23"))
            .unwrap();
    assert_eq!((both.total().and_then(Tiyin::soum), both.mark), (Some(66_000), Mark::Unknown));
    let one = fee(Service::RepeatCertificate, Channel::Portal, None, day("2026-11-23")).unwrap();
    assert_eq!(one.mark, Mark::Inferred);
}
