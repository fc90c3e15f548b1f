//! A directory of declarations: which come first, and what they say of each other.
use crate::failure::{Exit, Failure};
use civil::words::Saying;
use registry::declaration::{Declaration, Declared, reference::NotRegistered};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the declarations have become that others name.
pub(crate) use registry::declaration::reference::Registered as Book;

/// The greatest size of a declaration, in bytes; the service refuses a larger one too.
const DECLARATION_BYTES_MAX: u64 = 64 * 1024;
/// The folders of a directory of declarations, each with the word of its formats: what is named comes before
/// what names it.
const FOLDERS: [(&str, &str); 6] = [
    ("legacy", "legacy"),
    ("applications", "application"),
    ("births", "birth"),
    ("deaths", "death"),
    ("divorces", "divorce"),
    ("marriages", "marriage"),
];

/// The one file, or the declarations of a directory and of its folders of kinds, in the order in which they can be
/// registered: by kind, then by name.
pub(crate) fn declarations(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = of_directory(path)?;
    for (folder, _) in FOLDERS {
        let folder = path.join(folder);
        if folder.is_dir() {
            files.extend(of_directory(&folder)?);
        }
    }
    if files.is_empty() {
        let what = Saying::new("declaration.none").with("path", path.display());
        return Err(Failure::told(Exit::Usage, what, "declaration.none/do"));
    }
    let mut ranked = files
        .into_iter()
        .map(|file| Ok((rank(&read_declaration(&file)?), file)))
        .collect::<Result<Vec<_>, Failure>>()?;
    ranked.sort();
    Ok(ranked.into_iter().map(|(_, file)| file).collect())
}

fn of_directory(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Failure::file("read", path, &error))? {
        let file = entry.map_err(|error| Failure::file("read", path, &error))?.path();
        if file.extension().is_some_and(|ending| ending == "json") {
            files.push(file);
        }
    }
    Ok(files)
}

/// When a declaration comes; what is none comes last, and its reader says what is wrong with it.
fn rank(bytes: &[u8]) -> usize {
    let document: Option<Value> = serde_json::from_slice(bytes).ok();
    let format = document.as_ref().and_then(|document| document["format"].as_str()).unwrap_or_default();
    let kind = format.split('/').nth(1).unwrap_or_default();
    FOLDERS.iter().position(|(_, word)| *word == kind).unwrap_or(FOLDERS.len())
}

fn read_declaration(path: &Path) -> Result<Vec<u8>, Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?.len();
    if size > DECLARATION_BYTES_MAX {
        let what = Saying::new("declaration.too-large").with("path", path.display());
        let what = what.with("size", size).with("most", DECLARATION_BYTES_MAX);
        return Err(Failure::told(Exit::Usage, what, "declaration.too-large/do"));
    }
    fs::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// The office that a declaration is for.
pub(crate) fn office_of(path: &Path) -> Result<String, Failure> {
    let value: Value = serde_json::from_slice(&read_declaration(path)?).map_err(|error| {
        let what = format!("{}: {error}", path.display());
        Failure::new(Exit::Usage, "declaration.unreadable", what, "Correct the file: it is not JSON.")
    })?;
    Ok(value["office"].as_str().unwrap_or_default().to_owned())
}

/// A declaration as it is handed in, and the name by which others of its directory name it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) bytes: Vec<u8>,
    id: Option<String>,
}

impl Document {
    /// The declaration of a file, with numbers in place of the names of those registered before it. One that names
    /// nothing and has no name is handed in byte for byte.
    pub(crate) fn read(path: &Path, book: &Book) -> Result<Self, Failure> {
        let bytes = read_declaration(path)?;
        let Ok(written) = serde_json::from_slice::<Value>(&bytes) else {
            // The service says what is wrong with it, and where.
            return Ok(Self { bytes, id: None });
        };
        let declared = book.put_in(&written).map_err(|NotRegistered(id)| {
            let what =
                Saying::new("document.not-registered/named").with("path", path.display()).with("id", id);
            Failure::told(Exit::Refused, what, "document.not-registered/do")
        })?;
        if declared == written {
            return Ok(Self { bytes, id: None });
        }
        let id = Book::id(&written).map(str::to_owned);
        let bytes = serde_json::to_vec(&declared).expect("what was read from JSON is JSON");
        Ok(Self { bytes, id })
    }

    /// Keeps what the declaration has become: the number of its act, and the day from which its facts hold. A court's
    /// divorce holds from the day on which its decision came into force.
    pub(crate) fn keep(&self, book: &mut Book, number: Option<&str>, registered: Option<&str>) {
        let (Some(id), Some(number), Some(registered)) = (self.id.as_deref(), number, registered) else {
            return;
        };
        let stated = match Declaration::from_json(&self.bytes, |_| true).map(|declaration| declaration.record)
        {
            Ok(Declared::Divorce(divorce)) => divorce.ended(),
            Ok(
                Declared::Birth(_)
                | Declared::Death(_)
                | Declared::Marriage(_)
                | Declared::Application(_)
                | Declared::Legacy(_),
            )
            | Err(_) => None,
        };
        let date = stated.map_or_else(|| registered.to_owned(), |day| day.to_string());
        book.keep(id, number, &date);
    }
}
