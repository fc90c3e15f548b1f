//! How a registrar's key signs a request to the service. The command and the service share this.
//!
//! # Format
//!
//! The header is `Authorization: Dalolat key=<32 hex digits>, time=<ms>, signature=<128 hex digits>`.
//! The signature is the key's over
//! `SHA-256("dalolat/request/1" ‖ method ‖ 00 ‖ path and query ‖ 00 ‖ time u64 BE ‖ SHA-256(body))`.
//!
//! # Replay
//!
//! A request counts for 60 seconds on either side of its time. Within them the same bytes may come
//! again, which changes nothing: every request that changes something is idempotent (a declaration and
//! a certificate by their Idempotency-Key, a signature by its case), and a read that comes again is one
//! more row of the access log. No cache of seen requests is kept.
use core::fmt::Write as _;
use protocol::{
    Digest, SignerKeyId,
    hash::{from_hex, hex, sha256, tagged},
    signature::{KeyRecord, PublicKey, verify_ed25519},
};

/// How far a request's time may lie from the service's, in milliseconds.
pub const SKEW_MS_MAX: u64 = 60_000;
/// The word before the values of the header.
pub const SCHEME: &str = "Dalolat";
/// The longest header that is read, in bytes.
const HEADER_BYTES_MAX: usize = 512;

/// The 32 bytes that are signed.
///
/// `method` is in capitals; `path_and_query` is exactly what stands in the request line.
pub fn digest(method: &str, path_and_query: &str, time_ms: u64, body: &[u8]) -> Digest {
    tagged(
        "dalolat/request/1",
        &[
            method.as_bytes(),
            &[0],
            path_and_query.as_bytes(),
            &[0],
            &time_ms.to_be_bytes(),
            sha256(&[body]).as_ref(),
        ],
    )
}

/// The value of the `Authorization` header of a request.
///
/// `sign` makes an Ed25519 signature with the key whose record has the id `key`; the key itself may
/// be in a file or in a device.
pub fn sign_request(
    key: SignerKeyId,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
    method: &str,
    path_and_query: &str,
    time_ms: u64,
    body: &[u8],
) -> String {
    let signature = sign(digest(method, path_and_query, time_ms, body).as_ref());
    let mut header = format!("{SCHEME} key={key}, time={time_ms}, signature=");
    write!(header, "{}", hex(&signature)).expect("writing to a String does not fail");
    header
}

/// Why a request is not taken as a registrar's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// No such header, or not of the form.
    #[error("the request carries no signature of the form \"Dalolat key=…, time=…, signature=…\"")]
    Form,
    /// The key is not in the staff list.
    #[error("the key that signed the request is not in the staff list")]
    Key,
    /// The time is more than 60 seconds away.
    #[error("the request's time is more than 60 seconds from the service's: set the machine's clock")]
    Time,
    /// The signature is not the key's over this request.
    #[error("the signature does not fit the request")]
    Signature,
}

impl Unsigned {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "request.unsigned",
            Self::Key => "request.unknown-key",
            Self::Time => "request.clock",
            Self::Signature => "request.bad-signature",
        }
    }
}

/// Checks the `Authorization` header of a request and tells whose key signed it.
///
/// `find` looks a key up in the staff list.
pub fn verify_request<'s>(
    header: Option<&str>,
    method: &str,
    path_and_query: &str,
    body: &[u8],
    now_ms: u64,
    find: impl FnOnce(SignerKeyId) -> Option<&'s KeyRecord>,
) -> Result<SignerKeyId, Unsigned> {
    let (key, time_ms, signature) = header.and_then(parts).ok_or(Unsigned::Form)?;
    let record = find(key).ok_or(Unsigned::Key)?;
    if time_ms.abs_diff(now_ms) > SKEW_MS_MAX {
        return Err(Unsigned::Time);
    }
    let signed = digest(method, path_and_query, time_ms, body);
    let good = match &record.public_key {
        PublicKey::Ed25519(key) => verify_ed25519(key, signed.as_ref(), &signature),
        // A passkey signs entries; no request is signed with one.
        PublicKey::Passkey(_) => false,
    };
    if good { Ok(key) } else { Err(Unsigned::Signature) }
}

fn parts(header: &str) -> Option<(SignerKeyId, u64, [u8; 64])> {
    if header.len() > HEADER_BYTES_MAX {
        return None;
    }
    let values: Vec<&str> = header.strip_prefix(SCHEME)?.split(',').map(str::trim).collect();
    let [key, time, signature] = values.as_slice() else { return None };
    let time = time.strip_prefix("time=")?;
    if !time.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some((
        key.strip_prefix("key=")?.parse().ok()?,
        time.parse().ok()?,
        from_hex(signature.strip_prefix("signature=")?)?,
    ))
}

/// The Idempotency-Key of a declaration: of the registrar and the very bytes of the file, so that the
/// same file sent again by the same registrar goes on where it stopped, and another file never does.
pub fn declaration_key(registrar: SignerKeyId, declaration: &[u8]) -> vault::IdempotencyKey {
    let digest = tagged("dalolat/idempotency/1", &[registrar.as_bytes(), declaration]);
    vault::IdempotencyKey::new(*digest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use civil::role::Role;
    use proptest::prelude::*;
    use protocol::signature::Jurisdiction;

    const NOW: u64 = 1_795_400_000_000;

    fn key() -> (ed25519_zebra::SigningKey, KeyRecord) {
        let key = ed25519_zebra::SigningKey::from([5; 32]);
        let public_key = PublicKey::Ed25519(ed25519_zebra::VerificationKey::from(&key).into());
        let office = civil::OfficeCode::new(1101).unwrap();
        let jurisdiction = Jurisdiction::Office(office);
        (key, KeyRecord { public_key, officer: 1, role: Role::Registrar, jurisdiction })
    }

    fn signed(method: &str, path: &str, body: &[u8]) -> String {
        let (key, record) = key();
        sign_request(record.id(), |message| key.sign(message).to_bytes(), method, path, NOW, body)
    }

    fn verify(
        header: Option<&str>,
        method: &str,
        path: &str,
        body: &[u8],
        now: u64,
    ) -> Result<SignerKeyId, Unsigned> {
        let (_, record) = key();
        verify_request(header, method, path, body, now, |id| (id == record.id()).then_some(&record))
    }

    proptest! {
        #[test]
        fn a_signed_request_is_taken_within_a_minute_and_no_longer(body: Vec<u8>, off in -90_000i64..90_000) {
            let header = signed("POST", "/v1/declarations", &body);
            let now = NOW.checked_add_signed(off).unwrap();
            let expected = if off.unsigned_abs() <= SKEW_MS_MAX { Ok(key().1.id()) } else { Err(Unsigned::Time) };
            prop_assert_eq!(verify(Some(&header), "POST", "/v1/declarations", &body, now), expected);
        }
    }

    #[test]
    fn a_signature_counts_for_one_method_one_path_and_one_body() {
        let header = signed("GET", "/v1/acts?before=1", b"");
        let bad = Err(Unsigned::Signature);
        assert!(verify(Some(&header), "GET", "/v1/acts?before=1", b"", NOW).is_ok());
        assert_eq!(verify(Some(&header), "POST", "/v1/acts?before=1", b"", NOW), bad);
        assert_eq!(verify(Some(&header), "GET", "/v1/acts?before=2", b"", NOW), bad);
        assert_eq!(verify(Some(&header), "GET", "/v1/acts?before=1", b"x", NOW), bad);
        // What moves from the method into the path is another request too.
        assert_eq!(verify(Some(&signed("GETX", "/", b"")), "GET", "X/", b"", NOW), bad);
    }

    #[test]
    fn what_is_no_such_header_is_refused_before_anything_is_looked_up() {
        let good = signed("GET", "/", b"");
        let shapes = [
            String::new(),
            "Bearer abc".to_owned(),
            good.replace("key=", "key=0"),
            good.replace("time=", "time=+"),
            good.replace(", signature=", ", signature=0"),
            format!("{good}, more=1"),
            good.replace("Dalolat", &"Dalolat".repeat(90)),
        ];
        for header in shapes.iter().map(|shape| Some(shape.as_str())).chain([None]) {
            let refused =
                verify_request(header, "GET", "/", b"", NOW, |_| panic!("nothing may be looked up"));
            assert_eq!(refused, Err(Unsigned::Form), "{header:?}");
        }
        let stranger = verify_request(Some(&good), "GET", "/", b"", NOW, |_| None);
        assert_eq!(stranger, Err(Unsigned::Key));
    }
}
