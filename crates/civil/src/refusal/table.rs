//! From the list of refusals to their type: a row is a name, a code, a class, who asks, how long it holds, a source and the words.

macro_rules! refusals {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $class:ident, $by:ident, $stands:ident, $source:expr, $message:literal;)+) => {
        /// Why an act, a certificate or an entry is refused. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal {
            $($(#[$doc])+ $name,)+
            /// The office registers, but not acts of this kind.
            OfficeMayNotRegister(ActKind),
        }

        impl Refusal {
            /// Every refusal.
            pub const ALL: &[Self] = &[
                $(Self::$name,)+
                Self::OfficeMayNotRegister(ActKind::Birth),
                Self::OfficeMayNotRegister(ActKind::Death),
                Self::OfficeMayNotRegister(ActKind::Marriage),
                Self::OfficeMayNotRegister(ActKind::Divorce),
            ];

            /// The stable code, for machines: `birth.after-registration`.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                    Self::OfficeMayNotRegister(ActKind::Birth) => "office.may-not-register-birth",
                    Self::OfficeMayNotRegister(ActKind::Death) => "office.may-not-register-death",
                    Self::OfficeMayNotRegister(ActKind::Marriage) => "office.may-not-register-marriage",
                    Self::OfficeMayNotRegister(ActKind::Divorce) => "office.may-not-register-divorce",
                }
            }

            /// Which law, resolution or rule of the register says so.
            pub const fn source(self) -> &'static str {
                self.origin().title
            }

            /// Where the rule comes from, how surely we know it, and when it holds.
            pub const fn origin(self) -> Source {
                match self {
                    $(Self::$name => $source,)+
                    Self::OfficeMayNotRegister(_) => RESOLUTION_550,
                }
            }

            /// What is wrong, where, and what to do, in English and without anything of a person.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)+
                    Self::OfficeMayNotRegister(ActKind::Birth) =>
                        "An office of this kind does not register births. Send the declarant to a district office.",
                    Self::OfficeMayNotRegister(ActKind::Death) =>
                        "An office of this kind does not register deaths. Send the declarant to a district office.",
                    Self::OfficeMayNotRegister(ActKind::Marriage) =>
                        "An office of this kind does not register marriages. Send the couple to a district office or a \
                         wedding house.",
                    Self::OfficeMayNotRegister(ActKind::Divorce) =>
                        "An office of this kind does not register divorces. Send the declarant to a district office.",
                }
            }

            /// How firmly the rule behind it stands.
            pub const fn class(self) -> RuleClass {
                match self {
                    $(Self::$name => RuleClass::$class,)+
                    Self::OfficeMayNotRegister(_) => RuleClass::Structure,
                }
            }

            /// Who asks the rule behind it.
            pub const fn checked_by(self) -> CheckedBy {
                match self {
                    $(Self::$name => CheckedBy::$by,)+
                    Self::OfficeMayNotRegister(_) => CheckedBy::Both,
                }
            }

            /// Whether the same entry can still be let in later.
            pub const fn stands(self) -> Stands {
                match self {
                    $(Self::$name => Stands::$stands,)+
                    Self::OfficeMayNotRegister(_) => Stands::MayPass,
                }
            }
        }
    };
}

pub(super) use refusals;
