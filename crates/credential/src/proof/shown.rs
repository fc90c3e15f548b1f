//! The groups that a paper shows: open, or as their roots.
use super::READ_MAX;
use civil::Group;
use protocol::{
    Canonical, Digest, Malformed,
    cbor::{Reader, Writer},
    commitment::{Field, RecordType, Seed, group_root, read_fields, write_fields},
};

/// How a group of the act stands in a proof.
#[derive(Clone, PartialEq, Eq)]
pub enum Opening {
    /// Its values, and the seed that shows that they are the committed ones.
    Values {
        /// The seed of the group.
        seed: Seed,
        /// The values, each in its place.
        fields: Vec<Field>,
    },
    /// Only its root: the paper shows the values, but the code had no room for them.
    Root(Digest),
}

/// A group that the certificate shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which group.
    pub group: Group,
    /// Its values or its root.
    pub opening: Opening,
}

/// How many of the values that the paper shows stand in its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// All of them.
    Full,
    /// Those of some groups, the first one among them where the paper was printed so.
    Core,
    /// None: the groups stand as their roots, and the values have to be read from the file.
    Roots,
}

impl Shown {
    /// The group's root: given, or computed from seed and values.
    pub fn root(&self, of: RecordType) -> Digest {
        match &self.opening {
            Opening::Root(root) => *root,
            Opening::Values { seed, fields } => {
                let group = u8::try_from(self.group.index()).expect("there are six groups");
                group_root(of, group, seed, fields)
            }
        }
    }
}

impl Canonical for Shown {
    const MAX_BYTES: usize = READ_MAX;

    fn write(&self, to: &mut Writer) {
        let group = self.group.index() as u64;
        match &self.opening {
            Opening::Values { seed, fields } => {
                to.array(3).uint(group).bytes(&seed.0);
                write_fields(to, fields);
            }
            Opening::Root(root) => {
                to.array(2).uint(group).value(root);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a group: [number, seed, values] or [number, root]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(3, expected)?;
        let group = Group::from_index(from.uint(expected)?).ok_or_else(|| fault.clone())?;
        let opening = match length {
            3 => {
                Opening::Values { seed: Seed(from.fixed("a seed of 16 bytes")?), fields: read_fields(from)? }
            }
            2 => Opening::Root(Digest::read(from)?),
            _ => return Err(fault),
        };
        Ok(Self { group, opening })
    }
}
