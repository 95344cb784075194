//! Every kind of broken archive that was met or thought of, and some that are fine.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Broken, ENTRIES_MAX, read};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest";
const INDEX: (&str, &[u8]) = ("index.html", b"<!doctype html>");

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default())
                .unwrap();
        } else {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn with(name: &str, bytes: &[u8]) -> Vec<u8> {
    packed(&[INDEX, (name, bytes)])
}

/// Replaces bytes wherever they stand, in the list of files and before each file.
fn swapped(mut zip: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut found = 0;
    for at in 0..zip.len().saturating_sub(from.len()) {
        if zip[at..].starts_with(from) {
            zip[at..at + from.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0);
    zip
}

/// Sets bytes of every entry of the list of files (APPNOTE 4.3.12), and at `local` of what stands before each file.
fn patched(mut zip: Vec<u8>, central: usize, local: Option<usize>, to: &[u8]) -> Vec<u8> {
    for at in 0..zip.len() - 4 {
        let place = match &zip[at..at + 4] {
            b"PK\x01\x02" => Some(at + central),
            b"PK\x03\x04" => local.map(|local| at + local),
            _ => None,
        };
        if let Some(place) = place {
            zip[place..place + to.len()].copy_from_slice(to);
        }
    }
    zip
}

fn refused(zip: &[u8]) -> Broken {
    read(zip).unwrap_err()
}

#[test]
fn what_an_archive_says_of_itself_is_read() {
    let manifest = br#"
        name = "Shared list"
        source_code_url = "https://example.org/list"
        unknown = 7
        [causeway]
        id = "shared-list"
        version = "1.2.0"
        category = "tools"
        description = "Lists for two"
        languages = ["en", "zh"]
        permissions = []
    "#;
    let archive = read(&packed(&[
        INDEX,
        ("js/", b""),
        ("js/app.js", b"1"),
        ("manifest.toml", manifest),
        ("icon.png", PNG),
    ]))
    .unwrap();
    assert_eq!(archive.manifest.name.as_deref(), Some("Shared list"));
    let own = archive.manifest.causeway;
    assert_eq!(own.id.as_deref(), Some("shared-list"));
    assert_eq!(own.version.as_deref(), Some("1.2.0"));
    assert_eq!(own.languages, ["en", "zh"]);
    assert_eq!(archive.icon.unwrap().content_type, "image/png");
    assert_eq!(
        archive.files,
        ["index.html", "js/app.js", "manifest.toml", "icon.png"]
    );
    let bare = read(&packed(&[INDEX])).unwrap();
    assert!(bare.manifest.name.is_none() && bare.icon.is_none());
}

#[test]
fn a_bomb_is_not_unpacked() {
    assert_eq!(
        refused(&with("zeros", &vec![0; 4 * 1024 * 1024])),
        Broken::Bomb("zeros".into())
    );
    // Sizes that lie: the list says 100 bytes, four millions come.
    let lie = patched(
        with("zeros", &vec![0; 4 * 1024 * 1024]),
        24,
        Some(22),
        &100u32.to_le_bytes(),
    );
    assert!(matches!(refused(&lie), Broken::Damaged(_)));
    let four_gigabytes = patched(packed(&[INDEX]), 24, None, &0xFFFF_FFF0_u32.to_le_bytes());
    assert_eq!(refused(&four_gigabytes), Broken::TooMuch);
}

#[test]
fn too_many_files_are_not_listed() {
    let names: Vec<_> = (0..ENTRIES_MAX).map(|n| format!("f{n}")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &[][..])).collect();
    files.push(INDEX);
    assert_eq!(files.len(), ENTRIES_MAX + 1);
    assert_eq!(refused(&packed(&files)), Broken::TooManyFiles);
}

#[test]
fn names_stay_in_the_archive() {
    for name in [
        "../up",
        "a/../../up",
        "/root",
        "a\\b",
        "C:x",
        "a//b",
        "./a",
        "a\nb",
    ] {
        assert!(
            matches!(refused(&with(name, b"x")), Broken::Escapes(_)),
            "{name}"
        );
    }
    let cp437 = swapped(with("caf_.txt", b"x"), b"caf_", b"caf\x82");
    assert_eq!(refused(&cp437), Broken::NotUtf8);
    assert_eq!(refused(&with(&"n".repeat(300), b"x")), Broken::LongName);
    assert!(read(&with("图标.txt", b"x")).is_ok());
}

#[test]
fn one_name_means_one_file() {
    let twice = swapped(
        packed(&[INDEX, ("b.txt", b"1"), ("c.txt", b"2")]),
        b"c.txt",
        b"b.txt",
    );
    assert_eq!(refused(&twice), Broken::Duplicate);
    let cases = packed(&[INDEX, ("a.js", b"1"), ("A.js", b"2")]);
    assert_eq!(refused(&cases), Broken::Duplicate);
}

#[test]
fn links_passwords_and_other_methods_are_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(INDEX.0, SimpleFileOptions::default())
        .unwrap();
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let linked = zip.finish().unwrap().into_inner();
    assert_eq!(refused(&linked), Broken::Link("link".into()));
    let encrypted = patched(packed(&[INDEX]), 8, Some(6), &[1, 0]);
    assert_eq!(refused(&encrypted), Broken::Encrypted("index.html".into()));
    for method in [12u16, 93] {
        let other = patched(packed(&[INDEX]), 10, Some(8), &method.to_le_bytes());
        assert_eq!(refused(&other), Broken::Method("index.html".into()));
    }
}

#[test]
fn there_is_a_page_to_start() {
    assert_eq!(refused(&packed(&[("a/index.html", b"x")])), Broken::NoIndex);
    assert_eq!(
        refused(&packed(&[("Index.HTML", b"x")])),
        Broken::IndexCase("Index.HTML".into())
    );
}

#[test]
fn an_icon_is_a_picture() {
    assert_eq!(
        refused(&with("icon.png", b"<svg onload='x()'/>")),
        Broken::Icon("icon.png")
    );
    // Bytes that do not shrink.
    let noise = (0..600_000u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    let large: Vec<u8> = PNG.iter().copied().chain(noise).collect();
    assert_eq!(refused(&with("icon.png", &large)), Broken::LargeIcon);
}

#[test]
fn a_manifest_is_readable() {
    let large = format!("name = \"{}\"", "n".repeat(1024 * 1024));
    let scrambled = [large.as_bytes(), &[b'#'; 10]].concat();
    for (manifest, part) in [
        (&b"name = "[..], ""),
        (b"name = 3", "name must be a text"),
        (b"name = \"\xff\"", "UTF-8"),
        (b"[causeway]\nlanguages = 3", "[causeway]"),
        (&scrambled, ""),
    ] {
        let error = refused(&with("manifest.toml", manifest)).to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn what_is_no_archive_says_so() {
    for bytes in [&b""[..], b"hello", b"PK\x05\x06", &[0; 100]] {
        assert!(matches!(refused(bytes), Broken::NoZip(_)));
    }
    let whole = packed(&[INDEX, ("a.txt", b"some words that are stored")]);
    for cut in [10, whole.len() / 2, whole.len() - 1] {
        assert!(read(&whole[..cut]).is_err());
    }
    // One bit anywhere: refused, or without any effect; never a panic.
    for at in 0..whole.len() {
        let mut one = whole.clone();
        one[at] ^= 0x10;
        drop(read(&one));
    }
    assert_eq!(
        refused(&vec![0; super::ARCHIVE_BYTES_MAX + 1]),
        Broken::TooLarge
    );
}

#[test]
fn an_app_is_described_in_several_languages() {
    let manifest = r#"
        name = "Chess"
        [causeway.name]
        zh-Hans = "国际象棋"
        [causeway.description]
        zh-Hans = "在聊天里下棋"
        en = "Chess in a chat"
    "#;
    let archive = read(&packed(&[INDEX, ("manifest.toml", manifest.as_bytes())])).unwrap();
    let own = archive.manifest.causeway;
    assert_eq!(own.description.as_deref(), Some("Chess in a chat"));
    assert_eq!(own.descriptions["zh-Hans"], "在聊天里下棋");
    assert_eq!(own.names["zh-Hans"], "国际象棋");

    let wrong = b"[causeway]\ndescription = 7";
    let refused = read(&packed(&[INDEX, ("manifest.toml", wrong)])).unwrap_err();
    assert!(matches!(refused, Broken::Manifest(_)), "{refused}");
}
