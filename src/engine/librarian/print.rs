//! Which crates a library was read from, and whether it will do for others: to read three hundred again
//! because one went from 1.0.1 to 1.0.2 would be much work for a few words.

use serde::{Deserialize, Serialize};

use crate::{libraries::Crate, text::Sym};

/// Raised when other words or contexts are counted: what was read before is read anew.
const VERSION: u32 = 3;
/// One in so many crates may be another version, or be new.
const FEW: usize = 10;

/// The crates that a library was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    version: u32,
    /// Sorted by title.
    crates: Vec<One>,
}

/// A crate by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct One {
    title: u32,
    /// Of its name, and of its version as far as that tells of other names in it.
    name: u32,
    near: bool,
}

/// `serde-1` of `serde-1.0.1`, `clap-0.3` of `clap-0.3.2`, `std` of a toolchain's: what cargo takes for
/// compatible has the same names, but for a few.
fn compatible(c: &Crate) -> String {
    let name = c.name();
    let version = c.title.strip_prefix(name).and_then(|v| v.strip_prefix('-'));
    let mut parts = version.unwrap_or_default().split('.');
    let major = parts.next().unwrap_or_default();
    match (major, parts.next()) {
        ("", _) => name.to_owned(),
        ("0", Some(minor)) => format!("{name}-0.{minor}"),
        _ => format!("{name}-{major}"),
    }
}

impl One {
    fn of(c: &Crate) -> One {
        One {
            title: Sym::of(&c.title).0,
            name: Sym::of(&compatible(c)).0,
            near: c.near,
        }
    }
}

impl Print {
    /// Of crates, in whatever order.
    pub fn of(crates: &[Crate]) -> Print {
        let mut crates: Vec<One> = crates.iter().map(One::of).collect();
        crates.sort_unstable();
        Print {
            version: VERSION,
            crates,
        }
    }

    /// As it was kept.
    pub fn read(bytes: &[u8]) -> Option<Print> {
        let print: Print = postcard::from_bytes(bytes).ok()?;
        (print.version == VERSION).then_some(print)
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Whether what was read from these will do for `wanted`: all direct dependencies are among them, in a
    /// compatible version, and few of the others are missing.
    pub fn serves(&self, wanted: &Print) -> bool {
        self.is_much_of(wanted) && wanted.crates.iter().all(|one| !self.lacks(one))
    }

    /// The direct dependencies that are all it lacks for `crates`; none where it lacks more.
    pub fn lacking<'a>(&self, crates: &'a [Crate]) -> Option<Vec<&'a Crate>> {
        let lacks = |c: &&Crate| self.lacks(&One::of(c));
        let much = self.is_much_of(&Print::of(crates));
        much.then(|| crates.iter().filter(lacks).collect())
    }

    /// The same with these, too.
    pub fn with(mut self, crates: &[Crate]) -> Print {
        self.crates.extend(crates.iter().map(One::of));
        self.crates.sort_unstable();
        self
    }

    /// A direct dependency that is none of these.
    fn lacks(&self, one: &One) -> bool {
        let is = |c: &One| c.name == one.name && c.near;
        one.near && !self.crates.iter().any(is)
    }

    fn is_much_of(&self, wanted: &Print) -> bool {
        let is_missing = |one: &&One| {
            let same = self.crates.binary_search_by_key(&one.title, |c| c.title);
            same.is_err()
        };
        let missing = wanted.crates.iter().filter(is_missing).count();
        self.version == wanted.version && missing * FEW <= wanted.crates.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(&(title, near): &(&str, bool)) -> Crate {
        Crate {
            title: title.to_owned(),
            folder: Default::default(),
            near,
        }
    }

    fn print(crates: &[(&str, bool)]) -> Print {
        Print::of(&crates.iter().map(one).collect::<Vec<_>>())
    }

    #[test]
    fn a_few_other_versions_are_no_reason_to_read_all_again() {
        let far: Vec<String> = (0..20).map(|n| format!("far{n}-1.0.0")).collect();
        let mut crates: Vec<(&str, bool)> = far.iter().map(|title| (&**title, false)).collect();
        crates.push(("near-1.0.0", true));
        let known = print(&crates);
        assert_eq!(Print::read(&known.to_bytes()), Some(known.clone()));
        assert_eq!(Print::read(&[7; 32]), None);
        let mut other = crates.clone();
        other.reverse();
        assert_eq!(print(&other), known, "in whatever order");
        *other.first_mut().expect("near") = ("near-1.0.1", true);
        assert!(known.serves(&print(&other)) && print(&other) != known);
        *other.first_mut().expect("near") = ("near-2.0.0", true);
        assert!(!known.serves(&print(&other)), "another major version");
        *other.first_mut().expect("near") = ("near-1.9.0", true);
        other.push(("far20-1.0.0", false));
        assert!(known.serves(&print(&other)));
        other.push(("far21-1.0.0", false));
        assert!(!known.serves(&print(&other)), "three of twenty-three");
        crates.push(("wanted-1.0.0", true));
        assert!(!known.serves(&print(&crates)), "a new direct dependency");
        let wanted: Vec<Crate> = crates.iter().map(one).collect();
        let lacking = known.lacking(&wanted).expect("no more than that");
        let titles: Vec<&str> = lacking.iter().map(|c| &*c.title).collect();
        assert_eq!(titles, ["wanted-1.0.0"]);
        let lacking: Vec<Crate> = lacking.into_iter().cloned().collect();
        assert!(known.clone().with(&lacking).serves(&print(&crates)));
        assert_eq!(known.lacking(&wanted[..5]), Some(Vec::new()));
        let std = |toolchain: &str| one(&(&format!("std of {toolchain}"), true));
        let older = Print::of(&[std("1.90.0-x86_64")]);
        let (all, newer) = (
            older.with(&wanted),
            [&wanted[..], &[std("1.91.0-x86_64")]].concat(),
        );
        assert_eq!(
            all.lacking(&newer),
            Some(Vec::new()),
            "another toolchain's is the same"
        );
        assert_eq!(
            print(&crates[..9]).lacking(&wanted),
            None,
            "most are missing"
        );
        let mut nearer = crates.clone();
        nearer.pop();
        nearer[0].1 = true;
        assert!(!known.serves(&print(&nearer)), "one that is direct now");
    }
}
