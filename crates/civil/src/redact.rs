//! Debug output that says which type stands there, and nothing of the person.

/// Gives a type that holds personal data a `Debug` that prints its name alone.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}

pub(crate) use redacted;
