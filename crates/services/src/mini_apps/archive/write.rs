//! Packs files into an archive: the same files give the same bytes, on every machine.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Broken, read};

/// Packs `files`, by the names that they have in the archive. Whether hosts take it, [`read`] tells.
///
/// # Errors
/// A name that the format does not allow.
pub fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Broken> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).map_err(unpackable)?;
        zip.write_all(bytes)
            .map_err(|error| Broken::NoZip(error.to_string()))?;
    }
    Ok(zip.finish().map_err(unpackable)?.into_inner())
}

/// The files of an archive that [`read`] takes.
///
/// # Errors
/// What is wrong with it.
pub fn files(archive: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Broken> {
    let names = read(archive)?.files;
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(unpackable)?;
    let mut unpack = |name: String| {
        let mut bytes = Vec::new();
        let damaged = || Broken::Damaged(name.clone());
        let mut file = zip.by_name(&name).map_err(|_| damaged())?;
        file.read_to_end(&mut bytes).map_err(|_| damaged())?;
        drop(file);
        Ok((name, bytes))
    };
    names.into_iter().map(&mut unpack).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unpackable(error: zip::result::ZipError) -> Broken {
    Broken::NoZip(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_comes_out() {
        let packed: BTreeMap<_, _> = [
            ("index.html", "<p>Hi</p>"),
            ("parts/名.txt", "x"),
            ("empty", ""),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into();
        let archive = write(&packed).unwrap();
        assert_eq!(files(&archive).unwrap(), packed);
        assert_eq!(write(&packed).unwrap(), archive);
    }
}
