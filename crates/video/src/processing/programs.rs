//! ffmpeg and what puts it into its sandbox: programs of the system, not of ours.

use std::{path::Path, sync::OnceLock};

use super::{
    failure::{Failure, Reason},
    sandbox,
};

/// Where programs are looked for; the environment of children holds nothing else.
pub(super) const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// What was found, once a process that found all.
static FOUND: OnceLock<Programs> = OnceLock::new();

/// What there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Programs {
    /// Whether children can have a network namespace of their own.
    pub(super) can_unshare: bool,
    /// Whether children can be kept in their folder.
    pub(super) can_confine: bool,
    /// Whether ffmpeg makes AV1.
    pub(super) has_av1: bool,
}

/// Looks for the programs.
pub(super) async fn find() -> Result<Programs, Failure> {
    if let Some(found) = FOUND.get() {
        return Ok(*found);
    }
    if let Some(text) = missing() {
        tracing::error!("{text}");
        return Err(Failure::Bad(Reason::NotSetUp));
    }
    let programs = Programs {
        can_unshare: sandbox::can_unshare().await,
        can_confine: has_sandbox().await,
        has_av1: has_av1().await,
    };
    if !programs.can_confine {
        tracing::warn!(
            "ffmpeg can read what this server can read: this kernel has no Landlock, or no filter of system calls"
        );
    }
    if !programs.can_unshare {
        tracing::warn!(
            "ffmpeg runs without a network namespace of its own: this system does not let us make one"
        );
    }
    Ok(*FOUND.get_or_init(|| programs))
}

/// Whether ffmpeg can be kept in its folder and from the network by the kernel.
pub async fn has_sandbox() -> bool {
    sandbox::can_confine().await
}

/// Whether ffmpeg has the encoder that makes AV1 of what is watched.
pub async fn has_av1() -> bool {
    sandbox::makes("libsvtav1").await
}

/// What the host has to install before videos can be processed; `None`: nothing.
pub fn missing() -> Option<String> {
    let missing: Vec<_> = ["ffmpeg", "ffprobe", "prlimit", "nice"]
        .into_iter()
        .filter(|program| {
            !PATH
                .split(':')
                .any(|folder| Path::new(folder).join(program).is_file())
        })
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "videos cannot be processed, {} is missing: apt-get install ffmpeg (Debian)",
            missing.join(", ")
        )
    })
}
