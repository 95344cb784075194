//! `causeway worker`: videos are processed in another process than the server's, and whatever becomes of that, a video
//! ends complete, or failed with a reason.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use serde_json::json;
use testkit::{Person, Server};

use super::{
    at, clip, complete, empty,
    faults::{programs, reaches},
    fetch, job_folder, post, processed, video,
};
use crate::{CAUSEWAY, files_below};

/// A running worker. Dropping it kills it.
struct Worker(Child);

impl Worker {
    fn start(server: &Server, more: &[&str]) -> Self {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log(server))
            .unwrap();
        let mut child = Command::new(CAUSEWAY)
            .arg("worker")
            .args(server.data_args())
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut line).unwrap();
        let worker = Self(child);
        assert!(
            line.starts_with("causeway worker"),
            "{line:?}\n{}",
            said(server)
        );
        worker
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn terminate(&self) {
        let sent = Command::new("kill")
            .args(["-TERM", &self.0.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    async fn ended(&mut self) -> ExitStatus {
        let wait = async {
            loop {
                if let Some(status) = self.0.try_wait().unwrap() {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), wait)
            .await
            .unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn log(server: &Server) -> std::path::PathBuf {
    server.data_dir().join("worker.log")
}

/// What the workers have logged.
fn said(server: &Server) -> String {
    std::fs::read_to_string(log(server)).unwrap_or_default()
}

/// A server that leaves videos to workers.
fn without_jobs() -> Server {
    Server::builder(CAUSEWAY).arg("--no-video-jobs").start()
}

async fn nothing_half_done_stays(data_dir: &Path) {
    for folder in ["processing", "uploads"] {
        empty(&data_dir.join(folder)).await;
    }
    let blobs = data_dir.join("blobs").join("video");
    empty(&blobs.join("incoming")).await;
    let half = |file: &Path| file.file_name().unwrap().len() != 64;
    let files = files_below(&blobs);
    assert!(!files.iter().any(|file| half(file)), "{files:?}");
}

#[tokio::test]
async fn a_worker_processes_what_the_server_leaves_to_it() {
    let server = without_jobs();
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("720x1280", "3", &[]), json!({})).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let waiting = video(&ada, &id).await;
    assert_eq!(
        (&waiting["state"], &waiting["stage"]),
        (&json!("processing"), &json!("queued"))
    );
    let told =
        String::from_utf8_lossy(&server.run(&["doctor", "--no-video-jobs"]).stdout).into_owned();
    assert!(told.contains("no `causeway worker` runs"), "{told}");

    let mut worker = Worker::start(&server, &["--jobs", "2"]);
    let told =
        String::from_utf8_lossy(&server.run(&["doctor", "--no-video-jobs"]).stdout).into_owned();
    assert!(told.contains("1 worker"), "{told}");
    let made = processed(&ada, &id).await;
    assert_eq!(made["state"], "ready", "{made}");
    // The server tells of it at once, though another process made it.
    let notices = ada.get("/_causeway/v1/notifications").await.ok();
    assert_eq!(
        notices["notifications"][0]["kind"], "video_ready",
        "{notices}"
    );
    let master = fetch(&server.http, at(&made, "hls")).await;
    assert_eq!(master.status.as_u16(), 200);
    // Large renditions, at any size, come from it too.
    complete(&ada, &clip("720x1280", "2", &[]), json!({}), "720").await;
    worker.terminate();
    assert!(worker.ended().await.success(), "{}", said(&server));
    nothing_half_done_stays(server.data_dir()).await;
}

#[tokio::test]
async fn a_worker_that_is_killed_at_any_stage_leaves_its_video_to_others() {
    let server = without_jobs();
    let ada = server.person("ada").await;
    let source = clip("480x854", "6", &[]);
    for stage in ["queued", "checking", "encoding", "finishing"] {
        let worker = Worker::start(&server, &[]);
        let id = post(&ada, &source, json!({})).await;
        reaches(&ada, &id, stage).await;
        let left = job_folder(server.data_dir(), &id).map(|folder| programs(&folder));
        worker.kill();
        // What it had started ends with it.
        for pid in left.unwrap_or_default() {
            gone(pid).await;
        }
        let _next = Worker::start(&server, &[]);
        let done = processed(&ada, &id).await;
        assert_eq!(done["state"], "ready", "{stage}: {done}\n{}", said(&server));
        let played = fetch(&server.http, at(&done, "mp4")).await;
        assert_eq!(played.status.as_u16(), 200);
    }
    nothing_half_done_stays(server.data_dir()).await;
}

async fn gone(pid: i32) {
    let stat = Path::new("/proc").join(pid.to_string()).join("stat");
    for _ in 0..150 {
        if std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z ")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{pid} lives on");
}

/// The server itself takes up what a dead worker had; its second start does not take away what a living one has.
#[tokio::test]
async fn nobody_takes_a_job_from_a_process_that_lives() {
    let mut server = without_jobs();
    let mut ada = server.person("ada").await;
    let worker = Worker::start(&server, &[]);
    let long = post(&ada, &clip("480x854", "25", &[]), json!({})).await;
    assert!(reaches(&ada, &long, "encoding").await);
    let begun = programs(&job_folder(server.data_dir(), &long).unwrap());
    assert!(!begun.is_empty());
    server.set_arguments(&[]);
    server.kill();
    server.start();
    ada = ada.at(&server.http);
    let short = post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    assert_eq!(processed(&ada, &short).await["state"], "ready");
    // Whoever works on it is who did before.
    if let Some(folder) = job_folder(server.data_dir(), &long) {
        let still = programs(&folder);
        assert!(still.iter().any(|pid| begun.contains(pid)), "{still:?}");
    }
    worker.kill();
    let done = processed(&ada, &long).await;
    assert_eq!(done["state"], "ready", "{done}");
    nothing_half_done_stays(server.data_dir()).await;
}

#[tokio::test]
async fn a_worker_that_is_asked_to_stop_finishes_what_it_has_begun() {
    let server = without_jobs();
    let ada = server.person("ada").await;
    let mut worker = Worker::start(&server, &["--jobs", "1"]);
    let source = clip("480x854", "8", &[]);
    let first = post(&ada, &source, json!({})).await;
    let second = post(&ada, &source, json!({})).await;
    assert!(reaches(&ada, &first, "encoding").await);
    worker.terminate();
    assert!(worker.ended().await.success(), "{}", said(&server));
    assert_eq!(video(&ada, &first).await["state"], "ready");
    assert_eq!(video(&ada, &second).await["stage"], "queued");
    // Another signal ends it at once, and that is no try.
    let mut worker = Worker::start(&server, &["--jobs", "1"]);
    assert!(reaches(&ada, &second, "encoding").await);
    worker.terminate();
    tokio::time::sleep(Duration::from_millis(100)).await;
    worker.terminate();
    assert!(worker.ended().await.success(), "{}", said(&server));
    assert_eq!(video(&ada, &second).await["state"], "processing");
    let _next = Worker::start(&server, &[]);
    assert_eq!(processed(&ada, &second).await["state"], "ready");
}

/// Waits until ffmpeg has made something of a video.
async fn works(person: &Person, id: &str) {
    for _ in 0..1200 {
        let video = video(person, id).await;
        assert_eq!(video["state"], "processing", "{video}");
        if video["progress"].as_u64() > Some(0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nothing is made of {id}");
}

/// Nobody else is there who could clear away what it works on.
#[tokio::test]
async fn what_a_process_has_started_ends_with_it() {
    let mut server = crate::server();
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("480x854", "40", &[]), json!({})).await;
    works(&ada, &id).await;
    let left = programs(&job_folder(server.data_dir(), &id).unwrap());
    assert!(!left.is_empty());
    server.kill();
    for pid in left {
        gone(pid).await;
    }
}

/// A service manager that stops a service may send its signal to every program of it.
#[tokio::test]
async fn a_program_that_is_asked_to_stop_is_no_damaged_video() {
    let server = crate::server();
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("480x854", "20", &[]), json!({})).await;
    works(&ada, &id).await;
    for pid in programs(&job_folder(server.data_dir(), &id).unwrap()) {
        let sent = Command::new("kill")
            .args(["-TERM", &pid.to_string()])
            .status();
        sent.unwrap();
    }
    assert_eq!(processed(&ada, &id).await["state"], "ready");
}

#[tokio::test]
async fn several_workers_and_the_server_share_the_work() {
    let server = crate::server();
    let _workers = [Worker::start(&server, &[]), Worker::start(&server, &[])];
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let source = clip("128x128", "1", &[]);
    let mut all: Vec<(&Person, String)> = Vec::new();
    for _ in 0..6 {
        for person in [&ada, &bob] {
            all.push((person, post(person, &source, json!({})).await));
        }
    }
    for (person, id) in &all {
        assert_eq!(processed(person, id).await["state"], "ready");
    }
    let feed = ada.get("/_causeway/v1/feed/fresh?limit=50").await.ok();
    assert_eq!(
        feed["videos"].as_array().unwrap().len(),
        all.len(),
        "{feed}"
    );
    nothing_half_done_stays(server.data_dir()).await;
}

#[tokio::test]
async fn a_worker_says_what_it_misses() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere");
    let run = |data_dir: &Path| {
        let output = Command::new(CAUSEWAY)
            .args(["worker", "--data-dir"])
            .arg(data_dir)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(run(&missing).contains("start the server first"));
    assert!(run(folder.path()).contains("cannot open the server's database"));
    assert!(files_below(folder.path()).is_empty());
}
