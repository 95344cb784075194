//! Reads a mini-app's archive (webxdc 1.3, "Webxdc File Format"), and refuses every broken one with one sentence that
//! says what is wrong. Nothing is written anywhere: what is unpacked is measured and thrown away.

mod manifest;
#[cfg(test)]
mod tests;
mod write;

use std::{
    collections::HashSet,
    io::{Cursor, Read},
};

use zip::{CompressionMethod, ZipArchive, read::ZipFile};

pub use manifest::Manifest;
pub use write::{files, write};

/// Largest archive.
pub const ARCHIVE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Files and folders in it.
const ENTRIES_MAX: usize = 10_000;
/// All files together, unpacked.
const UNPACKED_BYTES_MAX: u64 = 100 * 1024 * 1024;
/// From this size on a file that shrank to less than a hundredth of it is meant to fill a disk.
const RATIO_FROM_BYTES: u64 = 1024 * 1024;
const RATIO_MAX: u64 = 100;
/// Longest name of a file.
const NAME_BYTES_MAX: usize = 255;
const MANIFEST_BYTES_MAX: u64 = 64 * 1024;
/// Largest icon.
const ICON_BYTES_MAX: u64 = 512 * 1024;

/// What an archive says of itself.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Of `manifest.toml`; empty when there is none.
    pub manifest: Manifest,
    /// `icon.png` or `icon.jpg`.
    pub icon: Option<Icon>,
    /// Names of its files, without folders.
    pub files: Vec<String>,
    /// All files together, unpacked.
    pub unpacked_bytes: u64,
}

/// The picture of a mini-app.
#[derive(Debug, Clone)]
pub struct Icon {
    /// `image/png` or `image/jpeg`.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why an archive is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Larger than [`ARCHIVE_BYTES_MAX`].
    #[error("The file is larger than {} MB", ARCHIVE_BYTES_MAX / 1024 / 1024)]
    TooLarge,
    /// No archive at all, or damaged beyond reading.
    #[error("This is no zip archive, or it is damaged: {0}")]
    NoZip(String),
    /// More than [`ENTRIES_MAX`].
    #[error("The archive has more than {ENTRIES_MAX} files")]
    TooManyFiles,
    /// Two files of one name: which of them counts depends on who reads.
    #[error("The archive has two files of the same name")]
    Duplicate,
    /// Two files share bytes: small archives become huge by that.
    #[error("The archive has files that overlap: this looks like a zip bomb")]
    Overlap,
    /// `../x`, `/x`, `a\b`, `C:x` and the like.
    #[error("The archive has a file whose name leads out of it: {0}")]
    Escapes(String),
    /// Written in an old character set.
    #[error("The archive has a file whose name is not in UTF-8")]
    NotUtf8,
    /// Longer than [`NAME_BYTES_MAX`].
    #[error("The archive has a file whose name is longer than {NAME_BYTES_MAX} bytes")]
    LongName,
    /// A link to another file.
    #[error("The archive has a symbolic link: {0}")]
    Link(String),
    /// Needs a password.
    #[error("The archive is encrypted: {0} needs a password")]
    Encrypted(String),
    /// The format allows two methods.
    #[error("{0} is packed with a method other than Deflate and Store: pack it again")]
    Method(String),
    /// Unpacks to far more than it should.
    #[error("Unpacked the archive would be larger than {} MB", UNPACKED_BYTES_MAX / 1024 / 1024)]
    TooMuch,
    /// Shrank to less than a hundredth.
    #[error("{0} unpacks to more than {RATIO_MAX} times its size: this looks like a zip bomb")]
    Bomb(String),
    /// Its bytes are not what was packed.
    #[error("{0} is damaged")]
    Damaged(String),
    /// What is started.
    #[error("There is no index.html at the top of the archive")]
    NoIndex,
    /// `Index.HTML`, which some would start and others not find.
    #[error("The page must be called index.html in lower case, not {0}")]
    IndexCase(String),
    /// Unreadable `manifest.toml`.
    #[error("manifest.toml: {0}")]
    Manifest(String),
    /// A picture that is none, or of another format.
    #[error("{0} is no PNG or JPEG picture")]
    Icon(&'static str),
    /// Larger than [`ICON_BYTES_MAX`].
    #[error("The icon is larger than {} KB", ICON_BYTES_MAX / 1024)]
    LargeIcon,
}

/// Reads and checks an archive, all of its files included. Takes as long as unpacking it: not for an async thread.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Archive, Broken> {
    if bytes.len() > ARCHIVE_BYTES_MAX {
        return Err(Broken::TooLarge);
    }
    let no_zip = |error: zip::result::ZipError| Broken::NoZip(error.to_string());
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(no_zip)?;
    if zip.len() > ENTRIES_MAX {
        return Err(Broken::TooManyFiles);
    }
    if zip.has_duplicate_names() {
        return Err(Broken::Duplicate);
    }
    let names = check_entries(&mut zip)?;
    if zip.has_overlapping_entries().map_err(no_zip)? {
        return Err(Broken::Overlap);
    }
    check_index(&names)?;
    let mut unpacked_bytes = 0;
    for place in 0..zip.len() {
        unpacked_bytes += measure(&mut zip, place, UNPACKED_BYTES_MAX - unpacked_bytes)?;
    }
    let manifest = match content(&mut zip, "manifest.toml", MANIFEST_BYTES_MAX)? {
        Some(text) => manifest::parse(&text)?,
        None => Manifest::default(),
    };
    Ok(Archive {
        manifest,
        icon: icon(&mut zip)?,
        files: names
            .into_iter()
            .filter(|name| !name.ends_with('/'))
            .collect(),
        unpacked_bytes,
    })
}

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Names and sizes as the archive's list tells them, before anything is unpacked.
fn check_entries(zip: &mut Zip<'_>) -> Result<Vec<String>, Broken> {
    let (mut names, mut seen, mut declared) = (Vec::new(), HashSet::new(), 0u64);
    for place in 0..zip.len() {
        let file = raw(zip, place)?;
        let name = name_of(&file)?;
        if !seen.insert(name.to_lowercase().trim_end_matches('/').to_owned()) {
            return Err(Broken::Duplicate);
        }
        if file.is_symlink() {
            return Err(Broken::Link(name));
        }
        if file.encrypted() {
            return Err(Broken::Encrypted(name));
        }
        if !matches!(
            file.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(Broken::Method(name));
        }
        declared = declared.saturating_add(file.size());
        if declared > UNPACKED_BYTES_MAX {
            return Err(Broken::TooMuch);
        }
        if file.size() >= RATIO_FROM_BYTES
            && file.size() / file.compressed_size().max(1) > RATIO_MAX
        {
            return Err(Broken::Bomb(name));
        }
        names.push(name);
    }
    Ok(names)
}

fn raw<'z, 'b>(
    zip: &'z mut Zip<'b>,
    place: usize,
) -> Result<ZipFile<'z, Cursor<&'b [u8]>>, Broken> {
    zip.by_index_raw(place)
        .map_err(|error| Broken::NoZip(error.to_string()))
}

fn name_of<R: Read>(file: &ZipFile<'_, R>) -> Result<String, Broken> {
    let name = std::str::from_utf8(file.name_raw()).map_err(|_| Broken::NotUtf8)?;
    if name.len() > NAME_BYTES_MAX {
        return Err(Broken::LongName);
    }
    let mut parts = name.trim_end_matches('/').split('/');
    let leads_out = parts.any(|part| matches!(part, "" | "." | ".."));
    if leads_out || name.contains(['\\', ':']) || name.contains(char::is_control) {
        return Err(Broken::Escapes(name.escape_default().to_string()));
    }
    Ok(name.to_owned())
}

fn check_index(names: &[String]) -> Result<(), Broken> {
    if names.iter().any(|name| name == "index.html") {
        return Ok(());
    }
    let other = names
        .iter()
        .find(|name| name.eq_ignore_ascii_case("index.html"));
    Err(other.map_or(Broken::NoIndex, |name| Broken::IndexCase(name.clone())))
}

/// Unpacks a file into nothing: its size and checksum must be as announced.
fn measure(zip: &mut Zip<'_>, place: usize, room: u64) -> Result<u64, Broken> {
    let name = name_of(&raw(zip, place)?)?;
    let damaged = |_| Broken::Damaged(name.clone());
    let file = zip
        .by_index(place)
        .map_err(|_| Broken::Damaged(name.clone()))?;
    let announced = file.size();
    let bytes = std::io::copy(&mut file.take(room + 1), &mut std::io::sink()).map_err(damaged)?;
    if bytes > room {
        return Err(Broken::TooMuch);
    }
    if bytes != announced {
        return Err(Broken::Damaged(name));
    }
    Ok(bytes)
}

/// A file of the top folder, if there is one.
fn content(zip: &mut Zip<'_>, name: &'static str, most: u64) -> Result<Option<Vec<u8>>, Broken> {
    let Ok(file) = zip.by_name(name) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Broken::Damaged(name.into()))?;
    if bytes.len() as u64 <= most {
        return Ok(Some(bytes));
    }
    Err(if name == "manifest.toml" {
        Broken::Manifest(format!("it is larger than {} KB", most / 1024))
    } else {
        Broken::LargeIcon
    })
}

fn icon(zip: &mut Zip<'_>) -> Result<Option<Icon>, Broken> {
    for name in ["icon.png", "icon.jpg"] {
        if let Some(bytes) = content(zip, name, ICON_BYTES_MAX)? {
            let content_type = picture(&bytes).ok_or(Broken::Icon(name))?;
            return Ok(Some(Icon {
                content_type,
                bytes,
            }));
        }
    }
    Ok(None)
}

/// The media type of a picture, by its first bytes: an SVG with the name of a PNG would be a page that runs.
pub(crate) fn picture(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else {
        None
    }
}
