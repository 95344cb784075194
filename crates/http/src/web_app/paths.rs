//! Which paths belong to the web app, and which of them are files.

/// Files whose names hold their hash stand here.
pub(super) const ASSETS: &str = "assets";
/// Paths of the server itself, also where it answers nothing.
const SERVER: [&str; 3] = ["health", "ready", "metrics"];

/// Whether the app never answers here: `/_matrix`, `/_causeway`, `/.well-known`, the health pages. All that
/// begins like them is reserved, so that a client which tries another server's interface is told that it
/// is not there, and no hidden file gets out.
pub(super) fn is_reserved(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next();
    first.is_some_and(|first| first.starts_with(['_', '.']) || SERVER.contains(&first))
}

/// The file that `path` names, if it can be one. Names in the app are plain: nothing is decoded, no part is
/// hidden or leads upwards.
pub(super) fn file_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    let is_plain = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(fits)
    };
    name.split('/').all(is_plain).then_some(name)
}

/// Whether `path`, which is no file, is a place in the app (`/chat/!room:example.org`, `/@mei:example.org`)
/// and not a file that is missing: those are in a folder of the app, or at the top with an ending.
pub(super) fn is_page(path: &str, has_folder: impl Fn(&str) -> bool) -> bool {
    let place = path.trim_start_matches('/');
    match place.split_once('/') {
        Some((folder, _)) => folder != ASSETS && !has_folder(folder),
        None => place.starts_with('@') || !place.contains('.'),
    }
}
