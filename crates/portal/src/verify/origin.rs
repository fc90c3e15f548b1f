//! The origin of a portal, as a page's policy names it.
//!
//! A page from a file may ask the one portal that its policy names (Content Security Policy Level 3, directive
//! `connect-src`). A policy knows hosts by name, and of addresses `127.0.0.1` alone.
use core::{fmt, str::FromStr};

/// The most bytes of a host's name (RFC 1035 section 2.3.4, without the root).
const HOST_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;
/// The one address that a policy knows.
const LOOPBACK: &str = "127.0.0.1";

/// Scheme, host and, where it is not the scheme's own, port: `https://civil.example`.
///
/// It holds small letters, digits, hyphens, dots, colons and slashes alone, so that it stands in a policy and
/// in an attribute as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is no origin of a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnOrigin {
    /// Neither of the two schemes.
    #[error("an origin begins with https://")]
    Scheme,
    /// Unencrypted to another machine.
    #[error("http:// is for this machine alone: localhost or 127.0.0.1")]
    Unencrypted,
    /// A path, a question or a user's name.
    #[error("an origin ends with its host or port: nothing else stands in it, no slash either")]
    More,
    /// Not a name of a host.
    #[error("the host is a name of ASCII letters, digits, hyphens and dots, or 127.0.0.1")]
    Host,
    /// Not a port.
    #[error("a port is a number from 1 to 65535")]
    Port,
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(NotAnOrigin::Scheme)?;
        if rest.contains(['/', '?', '#', '@', '\\']) {
            return Err(NotAnOrigin::More);
        }
        let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
        if host != LOOPBACK && !is_name(host) {
            return Err(NotAnOrigin::Host);
        }
        if !port.is_none_or(is_port) {
            return Err(NotAnOrigin::Port);
        }
        match scheme {
            "https" => Ok(Self(text)),
            "http" if host == LOOPBACK || host == "localhost" => Ok(Self(text)),
            "http" => Err(NotAnOrigin::Unencrypted),
            _ => Err(NotAnOrigin::Scheme),
        }
    }
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label that is a number makes browsers read the whole as an address.
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= HOST_BYTES_MAX
        && host.split('.').all(is_label)
        && last.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0')
        && text.parse::<u16>().is_ok_and(|port| port > 0)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port_and_nothing_else() {
        for (text, as_written) in [
            ("https://civil.example", "https://civil.example"),
            ("HTTPS://Civil.Example:8443", "https://civil.example:8443"),
            ("https://xn--80ak6aa92e.uz", "https://xn--80ak6aa92e.uz"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:41234", "http://127.0.0.1:41234"),
            ("https://127.0.0.1", "https://127.0.0.1"),
        ] {
            assert_eq!(text.parse::<Origin>().map(|origin| origin.to_string()), Ok(as_written.to_owned()));
        }
        for (text, why) in [
            ("", NotAnOrigin::Scheme),
            ("civil.example", NotAnOrigin::Scheme),
            ("ftp://civil.example", NotAnOrigin::Scheme),
            ("javascript://civil.example", NotAnOrigin::Scheme),
            ("http://civil.example", NotAnOrigin::Unencrypted),
            ("http://localhost.civil.example", NotAnOrigin::Unencrypted),
            ("https://civil.example/", NotAnOrigin::More),
            ("https://civil.example?x", NotAnOrigin::More),
            ("https://user@civil.example", NotAnOrigin::More),
            ("https://", NotAnOrigin::Host),
            ("https://civil..example", NotAnOrigin::Host),
            ("https://-civil.example", NotAnOrigin::Host),
            ("https://*.example", NotAnOrigin::Host),
            ("https://civil.example; script-src *", NotAnOrigin::Host),
            ("https://civil.example\">", NotAnOrigin::Host),
            ("https://ғҳдё.uz", NotAnOrigin::Host),
            ("https://10.0.0.1", NotAnOrigin::Host),
            ("https://[::1]", NotAnOrigin::Host),
            ("https://civil.example:", NotAnOrigin::Port),
            ("https://civil.example:0", NotAnOrigin::Port),
            ("https://civil.example:+1", NotAnOrigin::Port),
            ("https://civil.example:65536", NotAnOrigin::Port),
            ("https://civil.example:1:2", NotAnOrigin::Port),
        ] {
            assert_eq!(text.parse::<Origin>(), Err(why), "{text}");
        }
        let label = "a".repeat(63);
        let long = format!("https://{label}.{label}.{label}.{}", "a".repeat(61));
        assert!(long.parse::<Origin>().is_ok());
        assert_eq!(format!("{long}a").parse::<Origin>(), Err(NotAnOrigin::Host));
    }

    proptest! {
        #[test]
        fn what_is_an_origin_reads_back_and_can_end_no_attribute_and_no_directive(
            text in "(https?|ftp)://[a-zA-Z0-9.:;<>\"' *-]{0,20}",
        ) {
            if let Ok(origin) = text.parse::<Origin>() {
                let written = origin.to_string();
                prop_assert!(!written.contains(['"', '\'', '<', '>', ';', ' ', '*', ',']));
                prop_assert_eq!(written.parse::<Origin>(), Ok(origin));
            }
        }
    }
}
