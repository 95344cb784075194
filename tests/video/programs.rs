//! The programs that make videos: not there, killed each time, hung, or not to be kept in their folder. A host is told
//! in one line; an author gets a reason and another try.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use serde_json::json;
use testkit::Server;

use super::{
    clip, empty,
    faults::{programs, retry},
    job_folder, post, processed,
};
use crate::CAUSEWAY;

/// A world in which some programs of the system are others: the server sees it, this test does not.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// `None`: mounting is not permitted here. `hide`: programs that are not there.
    fn new(hide: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let own = ["unshare --mount", "unshare --user --map-root-user --mount"];
        let unshare = own.into_iter().find(|unshare| {
            let tried = format!("{unshare} -- mount --bind /dev/null /dev/zero");
            let ran = Command::new("sh").args(["-c", &tried]).output();
            ran.is_ok_and(|ran| ran.status.success())
        })?;
        let mut changes = "mount --bind \"$0\" /usr/local/bin".to_owned();
        for program in hide {
            for place in ["/usr/bin", "/bin"] {
                let file = Path::new(place).join(program);
                if file.exists() {
                    changes.push_str(&format!(" && mount --bind /dev/null {}", file.display()));
                }
            }
        }
        let world = Self { folder };
        std::fs::create_dir(world.bin()).unwrap();
        let server = format!(
            "#!/bin/sh\nexec {unshare} -- sh -c '{changes} && exec {CAUSEWAY} \"$@\"' {} \"$@\"\n",
            world.bin().display()
        );
        write_program(&world.server(), &server);
        Some(world)
    }

    /// Programs in here come before those of the system.
    fn bin(&self) -> PathBuf {
        self.folder.path().join("bin")
    }

    fn server(&self) -> PathBuf {
        self.folder.path().join("causeway")
    }

    /// An ffmpeg that does as [`World::be`] says whenever it is to encode.
    fn with_moody_ffmpeg(self) -> Self {
        self.be("good");
        let script = "#!/bin/sh\ncase \"$*\" in *hls*)\n\
            case $(cat /usr/local/bin/mood) in killed) kill -9 $$ ;; hung) exec sleep 1000 ;; esac ;;\n\
            esac\nexec /usr/bin/ffmpeg \"$@\"\n";
        write_program(&self.bin().join("ffmpeg"), script);
        self
    }

    fn be(&self, mood: &str) {
        std::fs::write(self.bin().join("mood"), mood).unwrap();
    }

    fn start(&self, args: &[&str]) -> Server {
        let mut builder = Server::builder(self.server().to_str().unwrap());
        for arg in args {
            builder = builder.arg(*arg);
        }
        builder.start()
    }
}

fn write_program(file: &Path, script: &str) {
    std::fs::write(file, script).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn left_out() {
    eprintln!("left out: mounting is not permitted here");
}

/// What the doctor says of the programs that make videos, in one line; another one says who runs them.
fn diagnosis(server: &Server, args: &[&str]) -> String {
    let mut all = vec!["doctor", "--server-name", "localhost"];
    all.extend(args);
    let told = server.run(&all);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let lines: Vec<_> = told
        .lines()
        .filter(|line| line.contains("videos") && !line.contains("the server processes"))
        .collect();
    assert_eq!(lines.len(), 1, "{told}");
    lines[0].to_owned()
}

#[tokio::test]
async fn without_ffmpeg_everything_else_works_and_the_host_is_told() {
    let Some(world) = World::new(&["ffmpeg", "ffprobe"]) else {
        return left_out();
    };
    let server = world.start(&[]);
    let said = diagnosis(&server, &[]);
    assert!(
        said.contains("ffmpeg, ffprobe is missing: apt-get install ffmpeg"),
        "{said}"
    );
    let ada = server.person("ada").await;
    let room = ada.create_room(json!({})).await;
    ada.say(&room, "hello").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let failed = processed(&ada, &id).await;
    assert_eq!(
        (&failed["state"], &failed["reason"]),
        (&json!("failed"), &json!("not_set_up"))
    );
    assert!(server.log().contains("apt-get install ffmpeg"));
    let again = ada.post(&retry(&id), json!({})).await.ok();
    assert_eq!(again["state"], "processing");
    assert_eq!(processed(&ada, &id).await["reason"], "not_set_up");
    ada.say(&room, "still here").await;
}

#[tokio::test]
async fn an_ffmpeg_that_is_killed_each_time_ends_with_a_reason_and_another_try() {
    let Some(world) = World::new(&[]) else {
        return left_out();
    };
    let world = world.with_moody_ffmpeg();
    world.be("killed");
    let mut server = world.start(&[]);
    let mut ada = server.person("ada").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let failed_once = async {
        while !server
            .log()
            .contains("A job failed and will be tried again")
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(super::READY_MAX, failed_once).await;
    waited.unwrap();
    // The second try ends with the server: the third begins at once, and minutes need not be waited for.
    world.be("hung");
    let folder = at_work(&server, &id).await;
    hangs(&folder).await;
    server.kill();
    ended(&folder).await;
    world.be("killed");
    server.start();
    ada = ada.at(&server.http);
    let failed = processed(&ada, &id).await;
    assert_eq!(
        (&failed["state"], &failed["reason"]),
        (&json!("failed"), &json!("gave_up"))
    );
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("blobs").join("video")).await;
    world.be("good");
    ada.post(&retry(&id), json!({})).await.ok();
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("uploads")).await;
}

/// Where a video is made, once that has begun.
async fn at_work(server: &Server, id: &str) -> PathBuf {
    let begun = async {
        loop {
            if let Some(folder) = job_folder(server.data_dir(), id) {
                return folder;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(super::READY_MAX, begun).await.unwrap()
}

/// Waits until what works in a folder sleeps.
async fn hangs(folder: &Path) {
    let sleeps = |pid: &i32| {
        let words = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        words.starts_with(b"sleep")
    };
    let wait = async {
        while !programs(folder).iter().any(sleeps) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(super::READY_MAX, wait).await.unwrap();
}

/// Waits until nothing works in a folder any more.
async fn ended(folder: &Path) {
    let wait = async {
        while !programs(folder).is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    assert!(waited.is_ok(), "{:?} work on", programs(folder));
}

/// Takes the minute that the shortest video may take.
#[tokio::test]
async fn an_ffmpeg_that_hangs_is_ended_and_started_again() {
    let Some(world) = World::new(&[]) else {
        return left_out();
    };
    let world = world.with_moody_ffmpeg();
    world.be("hung");
    let server = world.start(&["--video-seconds-max=1"]);
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let folder = at_work(&server, &id).await;
    hangs(&folder).await;
    world.be("good");
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
    assert!(server.log().contains("stopped after"), "{}", server.log());
    ended(&folder).await;
    empty(&server.data_dir().join("processing")).await;
}

#[tokio::test]
async fn a_server_that_is_stopped_does_not_wait_for_an_ffmpeg_that_hangs() {
    let Some(world) = World::new(&[]) else {
        return left_out();
    };
    let world = world.with_moody_ffmpeg();
    world.be("hung");
    let mut server = world.start(&[]);
    let mut ada = server.person("ada").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let folder = at_work(&server, &id).await;
    hangs(&folder).await;
    assert!(server.stop().success());
    ended(&folder).await;
    world.be("good");
    server.start();
    ada = ada.at(&server.http);
    assert_eq!(processed(&ada, &id).await["state"], "ready");
}

/// Does something as on a kernel without Landlock: what this thread starts is told that there is none.
fn without_landlock<T: Send + 'static>(todo: impl FnOnce() -> T + Send + 'static) -> T {
    let restricted = std::thread::spawn(|| {
        let none = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let rules = [(libc::SYS_landlock_create_ruleset, Vec::new())].into();
        let arch = std::env::consts::ARCH.try_into().unwrap();
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, none, arch).unwrap();
        let filter: BpfProgram = filter.try_into().unwrap();
        seccompiler::apply_filter(&filter).unwrap();
        todo()
    });
    restricted.join().unwrap()
}

#[tokio::test]
async fn who_asks_for_the_sandbox_gets_it_or_no_server() {
    let asked = ["--require-sandbox"];
    let strict = Server::builder(CAUSEWAY).arg(asked[0]).start();
    let ada = strict.person("ada").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    assert_eq!(processed(&ada, &id).await["state"], "ready");
    let said = diagnosis(&strict, &asked);
    assert!(
        said.contains("that the kernel keeps in their folder"),
        "{said}"
    );

    let (refused, lenient) = without_landlock(|| {
        let folder = tempfile::tempdir().unwrap();
        let refused = Command::new(CAUSEWAY)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--server-name",
                "localhost",
            ])
            .args(["--require-sandbox", "--data-dir"])
            .arg(folder.path())
            .output()
            .unwrap();
        (refused, Server::builder(CAUSEWAY).start())
    });
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("start without --require-sandbox"), "{said}");
    assert!(refused.stdout.is_empty());

    let ada = lenient.person("ada").await;
    let id = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    assert_eq!(processed(&ada, &id).await["state"], "ready");
    assert!(
        lenient
            .log()
            .contains("ffmpeg can read what this server can read")
    );
    let (lenient, said) = without_landlock(move || {
        let said = [
            diagnosis(&lenient, &[]),
            diagnosis(&lenient, &["--require-sandbox"]),
        ];
        (lenient, said)
    });
    assert!(
        said[0].contains("a hostile video that takes over ffmpeg"),
        "{}",
        said[0]
    );
    assert!(
        said[1].contains("WRONG") && said[1].contains("does not start"),
        "{}",
        said[1]
    );
    drop(lenient);
}
