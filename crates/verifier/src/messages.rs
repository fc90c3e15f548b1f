//! Every sentence of a report, by its key.
//!
//! A report is built of keys and of what stands in their gaps; the words come last. English is the
//! only language yet. Another one is another function beside [`MessageKey::english`], and the
//! compiler names every sentence it lacks.
use core::fmt;

/// Declares the keys with the name that files use and the English words. `{name}` is a gap.
macro_rules! messages {
    ($($(#[$doc:meta])* $key:ident = $id:literal: $english:literal,)*) => {
        /// The key of a sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum MessageKey {
            $($(#[$doc])* $key,)*
        }

        impl MessageKey {
            /// All keys.
            pub const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// The name of the key in files. Never changes.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$key => $id,)*
                }
            }

            /// The sentence in English, with its gaps in braces.
            pub const fn english(self) -> &'static str {
                match self {
                    $(Self::$key => $english,)*
                }
            }
        }
    };
}

messages! {
    /// First line: the proof holds.
    Valid = "valid": "Valid: a quorum of the network signed exactly these values.",
    /// First line: the proof holds, on a network whose papers are samples. `class`.
    ValidSample = "valid-sample":
        "Sample of a {class} network, without legal force. Its proof is valid: a quorum of that network \
         signed exactly these values.",
    /// First line: the proof does not hold.
    NotValid = "not-valid": "Not valid.",
    /// First line: the proof of a sample does not hold.
    NotValidSample = "not-valid-sample":
        "Not valid, and by its code only a sample of a practice or demo network, without legal force.",
    /// First line: nothing can be said.
    CannotTell = "cannot-tell": "Cannot tell.",
    /// First line: nothing can be said about a sample.
    CannotTellSample = "cannot-tell-sample":
        "Cannot tell; by its code only a sample of a practice or demo network, without legal force.",

    /// Step: the code was read.
    ReadableYes = "readable-yes": "The code is complete and has the form of a proof.",
    /// Step: the code was not read. `fault`.
    ReadableNo = "readable-no": "The code cannot be read: {fault}.",
    /// Step: the code is not one that this program reads. `fault`.
    ReadableLater = "readable-later": "The code may be right and cannot be read here: {fault}.",
    /// Step: no code at hand.
    ReadableNothing = "readable-nothing": "There is no code to judge.",
    /// Step: the values are the committed ones.
    OpeningYes = "opening-yes": "The values match what the entry of issue committed to.",
    /// Step: nothing shows that they are.
    OpeningNotProved = "opening-not-proved": "Nothing proves that the values match.",
    /// Step: the entry stands in a block. `height`.
    InclusionYes = "inclusion-yes": "The entry of issue stands in the ledger at height {height}.",
    /// Step: nothing shows that it does.
    InclusionNotProved = "inclusion-not-proved": "Nothing proves that the entry of issue stands in the ledger.",
    /// Step: the quorum signed. `quorum`, `members`.
    QuorumYes = "quorum-yes": "{quorum} of {members} agencies signed; the proof does not say which.",
    /// Step: the signature is of a key out of its time.
    QuorumKeyOutOfTime = "quorum-key-out-of-time": "The key that signed does not count at the height that the code names.",
    /// Step: nothing shows that it did.
    QuorumNotProved = "quorum-not-proved": "Nothing proves that a quorum signed.",
    /// Step: which network. `class`, `network`, `key_id`.
    NetworkYes = "network-yes": "The {class} network {network}, key {key_id}.",
    /// Step: the prefix and the key are of different kinds of network.
    NetworkPrefix = "network-prefix": "The first letters of the code do not fit the network of the key it names.",
    /// Step: the key is not at hand. `key_id`.
    NetworkUnknownKey = "network-unknown-key": "The code names network key {key_id}, which is not in the key file.",
    /// Step: nothing shows which network.
    NetworkNotProved = "network-not-proved": "Nothing proves which network it is of.",

    /// Why not valid: the text is no proof.
    WhyUnreadable = "why-unreadable":
        "The code is damaged or is not the code of a certificate. If it was copied by hand, copy it again from the paper or the file.",
    /// Why not valid: prefix and key disagree.
    WhyPrefix = "why-prefix": "A code of a sample was presented as one of the register, or the other way round.",
    /// Why not valid: key out of its time.
    WhyKeyOutOfTime = "why-key-out-of-time": "The network had retired the key, or had not begun to use it, at that height.",
    /// Why not valid: the thread is broken.
    WhyBroken = "why-broken":
        "All of a proof hangs on one thread, so it cannot be said which part was changed: values, ledger or signature.",
    /// Why not valid: two proofs in one file.
    WhyCodesDiffer = "why-codes-differ":
        "The code on the page and the code in the file's keywords differ: the file was put together from two.",
    /// Why nothing can be said: another version, or another kind of document.
    WhyLater = "why-later":
        "This program is older than the code, or the code is of no certificate at all. Get the newest version of the program.",
    /// Why nothing can be said: the key is not known.
    WhyUnknownKey = "why-unknown-key":
        "Get the network-key file of the register that issued the certificate and name it with --network-key.",
    /// Why nothing can be said: a provisional extract.
    WhyProvisional = "why-provisional": "This is a provisional extract: ask the office that gave it out, or check online.",
    /// Why nothing can be said: too large a file. `limit`.
    WhyTooLarge = "why-too-large": "The input is larger than {limit}. A certificate is far smaller: check it alone.",
    /// Why nothing can be said: a kind of file that is not read.
    WhyUnknownKind = "why-unknown-kind":
        "The input is neither a PDF, PNG or JPEG file nor the text of a code. Give the certificate's PDF, a picture of its page, \
         or the text that begins with DAL.",
    /// Why nothing can be said: an encrypted PDF.
    WhyEncrypted = "why-encrypted":
        "The PDF is encrypted. Certificates are not: ask for the file as it was issued, or photograph the printed page.",
    /// Why nothing can be said: a damaged PDF.
    WhyBrokenPdf = "why-broken-pdf":
        "The PDF is damaged or cut short. Fetch the file again, or photograph the printed page.",
    /// Why nothing can be said: a damaged picture.
    WhyBrokenPicture = "why-broken-picture": "The picture is damaged or cut short. Fetch it again or make another one.",
    /// Why nothing can be said: too many points. `limit`.
    WhyTooManyPixels = "why-too-many-pixels": "The pictures have more than {limit}. Cut out the code and check it alone.",
    /// Why nothing can be said: no code.
    WhyNoCode = "why-no-code":
        "No code was found. Check the certificate's own PDF, or a sharp picture in which the square code is at least 300 pixels wide.",
    /// Why nothing can be said: a code of another kind.
    WhyOtherCode = "why-other-code":
        "A code was found, but not one of a certificate: those begin with DAL. It may be a code for something else on the page.",
    /// Why nothing can be said: several certificates in one file.
    WhySeveralCodes = "why-several-codes": "The file holds the codes of several certificates. Check each page alone.",

    /// Where the proof was found: in the keywords only.
    FromKeywordOnly = "from-keyword-only":
        "The code on the page could not be read. What was judged is the copy in the file's keywords.",
    /// What to do with the values.
    CompareWithPaper = "compare-with-paper":
        "Compare these values with the paper, letter by letter: the paper may show others. A dash stands where the record has no value.",
    /// Values that the proof has no room for. `group`.
    GroupNotCompared = "group-not-compared":
        "The code has no room for the {group}: what the paper shows of them is not compared here.",
    /// No value stands in the code.
    NothingToCompare = "nothing-to-compare":
        "No value of the record stands in this code, because there was no room: nothing of it is compared here. Check the certificate's \
         PDF or the file dalolat.cbor attached to it; both hold all values.",
    /// Where the values were found that the code has no room for.
    FromAttachment = "from-attachment":
        "The code has no room for all values. Those shown are of the file's attachment dalolat.cbor; they lead to the same seal.",
    /// What an offline check cannot know. `day`.
    LaterChanges = "later-changes":
        "Signed on {day}. Later changes are not known offline: whether the certificate is still in force is known online or at any office.",
    /// The dealt key.
    DealtKey = "dealt-key":
        "One hand dealt this network's key and could have kept it: the signature stands for that hand, not yet for several agencies.",
    /// Who runs the network. `agencies`.
    RunBy = "run-by": "By the key file, the network is run by: {agencies}.",
    /// Why no values are shown.
    NoValuesShown = "no-values-shown": "No values are shown, because nothing proves them.",

    /// Label.
    LabelActNumber = "label-act-number": "Act number",
    /// Label.
    LabelActDate = "label-act-date": "Act registered on",
    /// Label.
    LabelCertificate = "label-certificate": "Certificate number",
    /// Label.
    LabelIssued = "label-issued": "Date of issue",
    /// Label.
    LabelHandle = "label-handle": "Status code",
    /// Label.
    LabelHeight = "label-height": "Ledger height",
    /// Label.
    LabelTime = "label-time": "Made final at",
    /// Label.
    LabelReference = "label-reference": "Reference number",
    /// Label.
    LabelDocument = "label-document": "Document",
    /// Label.
    LabelDeceased = "label-deceased": "Deceased",
    /// Label of a value whose name this program does not know. `group`, `place`.
    LabelUnknown = "label-unknown": "Value {place} of {group}",
    /// In place of the name of somebody whom nobody knew.
    UnknownPerson = "unknown-person": "unknown person",
    /// A kind of paper.
    BirthCertificate = "birth-certificate": "certificate of birth",
    /// A kind of paper.
    DeathCertificate = "death-certificate": "certificate of death",
    /// A kind of paper.
    MarriageCertificate = "marriage-certificate": "certificate of marriage",
    /// A kind of paper.
    DivorceCertificate = "divorce-certificate": "certificate of divorce",
    /// A kind of paper.
    BirthReference = "birth-reference": "reference on the record of a birth",
    /// A kind of paper.
    DeathReference = "death-reference": "reference on the record of a death",
    /// A kind of paper.
    MarriageReference = "marriage-reference": "reference on the record of a marriage",
    /// A kind of paper.
    DivorceReference = "divorce-reference": "reference on the record of a divorce",
    /// A kind of paper.
    NoRecord = "no-record": "reference: no record was found",
    /// A kind of paper.
    NotMarried = "not-married": "reference: no marriage in force was found",
    /// The ground of a divorce.
    GroundCourt = "ground-court": "by decision of a court",
    /// The ground of a divorce.
    GroundMutual = "ground-mutual": "by consent of both",
    /// The ground of a divorce.
    GroundOneSpouse = "ground-one-spouse": "on the application of one spouse",
    /// The values of a record, within a sentence.
    GroupCore = "group-core": "names, days and places of the record",
    /// The parents, within a sentence.
    GroupParents = "group-parents": "parents",
    /// The second group of a death, within a sentence.
    GroupDeath = "group-death": "place of birth, age and citizenship",
    /// The second group of a marriage, within a sentence.
    GroupMarriage = "group-marriage": "days and places of birth of husband and wife",
    /// The second group of a divorce, within a sentence.
    GroupDivorce = "group-divorce": "births of husband and wife, the marriage and the ground",
    /// The second group of a reference on a search, within a sentence.
    GroupSearch = "group-search": "spellings and archives searched",
    /// Another group, within a sentence. `group`.
    GroupOther = "group-other": "values of the group \"{group}\"",
}

/// A sentence with what stands in its gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    key: MessageKey,
    gaps: Vec<(&'static str, String)>,
}

impl Message {
    /// The sentence of `key`, its gaps still open.
    pub const fn new(key: MessageKey) -> Self {
        Self { key, gaps: Vec::new() }
    }

    /// Fills a gap. Never with personal data.
    #[must_use]
    pub fn with(mut self, gap: &'static str, text: impl fmt::Display) -> Self {
        self.gaps.push((gap, text.to_string()));
        self
    }

    /// The key.
    pub const fn key(&self) -> MessageKey {
        self.key
    }

    /// The sentence in English.
    pub fn english(&self) -> String {
        let mut rest = self.key.english();
        let mut text = String::new();
        while let Some((before, gap, after)) = next_gap(rest) {
            text.push_str(before);
            text.push_str(self.gaps.iter().find(|(name, _)| *name == gap).map_or(gap, |(_, text)| text));
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

impl From<MessageKey> for Message {
    fn from(key: MessageKey) -> Self {
        Self::new(key)
    }
}

/// What stands before the next gap, its name, and what stands behind it.
fn next_gap(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (gap, after) = rest.split_once('}')?;
    Some((before, gap, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sentence_has_a_name_of_its_own_and_words() {
        let ids: BTreeSet<&str> = MessageKey::ALL.iter().map(|key| key.id()).collect();
        assert_eq!(ids.len(), MessageKey::ALL.len());
        for key in MessageKey::ALL {
            assert!(!key.english().is_empty());
            assert!(!key.english().contains("  "), "{}", key.id());
        }
    }

    #[test]
    fn what_fills_a_gap_is_not_read_as_a_gap() {
        let message = Message::new(MessageKey::QuorumYes).with("quorum", "{members}").with("members", 4);
        assert_eq!(message.english(), "{members} of 4 agencies signed; the proof does not say which.");
    }
}
