//! Child processes in a sandbox (research §2.3): their own folder, an empty environment, no network where the
//! system allows it, nothing of the disk but that folder where the kernel has Landlock ([`super::confine`]), bounds on memory, processor time, output and files, and an end at the wall limit for the
//! whole process group. Arguments are words and numbers of ours; nothing of them comes from people.

use std::{path::Path, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

use super::{
    failure::Failure,
    programs::{PATH, Programs},
};

/// Address space of a child; research measured 258 MB for 1080, threads reserve more than they use.
const MEMORY_BYTES: u64 = 4 << 30;
/// Largest file that a child may write.
const OUTPUT_BYTES: u64 = 1 << 30;
/// Open files of a child.
const FILES: u64 = 64;
/// What is kept of what a child says on standard error: for the host's log.
const SAID_BYTES_MAX: usize = 4096;
/// What is read of a child's standard output: the progress of the longest video is far below.
const OUTPUT_TEXT_MAX: u64 = 32 * 1024 * 1024;

/// How ffmpeg ends when it is asked to by a signal: of the host, whose system stops the whole service, it may be.
const STOPPED: i32 = 255;

/// How long a child may work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) processor: Duration,
    pub(super) wall: Duration,
}

/// How a child ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) success: bool,
    /// Whether something ended it: a signal, one of its bounds.
    pub(super) killed: bool,
    /// The end of what it said on standard error.
    pub(super) said: String,
}

/// Runs a program in `folder`; `line` gets each line of its standard output.
pub(super) async fn run(
    programs: &Programs,
    folder: &Path,
    program: &str,
    arguments: &[String],
    bounds: Bounds,
    mut line: impl FnMut(&str) + Send,
) -> Result<Ended, Failure> {
    // For the host who wants to know what takes long, and for bench/video-encode. Nothing in it comes from people.
    tracing::debug!(program, ?arguments, folder = %folder.display(), "Runs");
    let mut command = wrapped(programs, program, bounds);
    command.args(arguments).current_dir(folder);
    let mut group = Group::spawn(command)?;
    let (Some(output), Some(mut errors)) = (group.child.stdout.take(), group.child.stderr.take())
    else {
        return Err(Failure::fault("a child has no output"));
    };
    let reading = async {
        let mut lines = BufReader::new(output.take(OUTPUT_TEXT_MAX)).lines();
        while let Ok(Some(text)) = lines.next_line().await {
            line(&text);
        }
    };
    let listening = async {
        let mut said = Vec::new();
        let mut piece = [0; 1024];
        while let Ok(length) = errors.read(&mut piece).await {
            if length == 0 {
                break;
            }
            said.extend_from_slice(piece.get(..length).unwrap_or_default());
            let too_much = said.len().saturating_sub(SAID_BYTES_MAX);
            said.drain(..too_much);
        }
        String::from_utf8_lossy(&said).trim().to_owned()
    };
    let whole = async { tokio::join!(reading, listening) };
    let Ok(((), said)) = tokio::time::timeout(bounds.wall, whole).await else {
        group.kill();
        return Ok(Ended {
            success: false,
            killed: true,
            said: format!("stopped after {} s", bounds.wall.as_secs()),
        });
    };
    let status = group.child.wait().await.map_err(Failure::fault)?;
    group.ended = true;
    Ok(Ended {
        success: status.success(),
        killed: status.code().is_none_or(|code| code == STOPPED),
        said,
    })
}

/// This program, which restricts itself and becomes another; also after its file was replaced.
const OURSELVES: &str = "/proc/self/exe";

/// Whether a child can get a network namespace of its own.
pub(super) async fn can_unshare() -> bool {
    let mut command = plain("unshare");
    command.args(["--user", "--net", "--", "true"]);
    succeeds(command).await
}

/// Whether ffmpeg can make one picture with an encoder.
pub(super) async fn makes(encoder: &'static str) -> bool {
    let mut command = plain("ffmpeg");
    command
        .args("-v error -nostdin -f lavfi -i color=size=64x64:duration=1 -frames:v 1".split(' '))
        .args(["-c:v", encoder, "-f", "null", "-"]);
    succeeds(command).await
}

/// Whether a child can be kept in its folder.
pub(super) async fn can_confine() -> bool {
    let mut command = plain(OURSELVES);
    command.args(["sandbox", "--", "true"]);
    succeeds(command).await
}

async fn succeeds(command: Command) -> bool {
    let tried = async {
        let mut group = Group::spawn(command).ok()?;
        let status = group.child.wait().await.ok()?;
        group.ended = true;
        Some(status.success())
    };
    tried.await.unwrap_or(false)
}

/// The program behind those that bound it. Each replaces itself by the next, so the child's number is the
/// program's.
fn wrapped(programs: &Programs, program: &str, bounds: Bounds) -> Command {
    let mut command = if programs.can_confine {
        let mut command = plain(OURSELVES);
        command.args(["sandbox", "--", "prlimit"]);
        command
    } else {
        plain("prlimit")
    };
    command.args([
        format!("--as={MEMORY_BYTES}"),
        format!("--cpu={}", bounds.processor.as_secs().max(1)),
        format!("--fsize={OUTPUT_BYTES}"),
        format!("--nofile={FILES}"),
        "--core=0".to_owned(),
    ]);
    if programs.can_unshare {
        command.args(["unshare", "--user", "--net", "--"]);
    }
    command.args(["nice", "-n", "10", program]);
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that starts programs, each in the sandbox"
)]
fn plain(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", PATH)
        .env("LANG", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// A child and all that it started. Ended when this is dropped.
struct Group {
    child: Child,
    ended: bool,
}

impl Group {
    fn spawn(mut command: Command) -> Result<Self, Failure> {
        let child = command.spawn().map_err(Failure::fault)?;
        Ok(Self {
            child,
            ended: false,
        })
    }

    fn kill(&mut self) {
        // No number any more once it was waited for: then the group's number may be somebody else's.
        let group = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = group.and_then(Pid::from_raw)
            && let Err(error) = kill_process_group(group, Signal::KILL)
        {
            tracing::debug!(%error, "A program had ended by itself");
        }
        self.ended = true;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.ended {
            self.kill();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_hangs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let programs = Programs {
            can_unshare: false,
            can_confine: false,
            has_av1: false,
        };
        let bounds = Bounds {
            processor: Duration::from_secs(5),
            wall: Duration::from_millis(300),
        };
        let words = ["-c", "sleep 600 & echo $!; wait"].map(str::to_owned);
        let mut started = String::new();
        let ended = run(&programs, folder.path(), "sh", &words, bounds, |line| {
            started = line.to_owned();
        });
        let ended = ended.await.unwrap();
        assert!(ended.killed && !ended.success);
        let stat = Path::new("/proc").join(&started).join("stat");
        let is_gone = || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "));
        for _ in 0..100 {
            if is_gone() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{started} lives on");
    }
}
