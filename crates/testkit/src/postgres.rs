//! A private PostgreSQL cluster in a temporary folder, one per test process.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

static CLUSTER: OnceLock<PathBuf> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a fresh database when the tests run on PostgreSQL, else `None` (SQLite).
pub fn database_for_test() -> Option<String> {
    if std::env::var("CAUSEWAY_TEST_DATABASE").as_deref() != Ok("postgres") {
        return None;
    }
    let folder = CLUSTER.get_or_init(start);
    let name = format!("test{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    let host = folder.display();
    psql(&host.to_string(), &format!("CREATE DATABASE {name}"));
    Some(format!("postgres://postgres@localhost/{name}?host={host}"))
}

fn psql(host: &str, sql: &str) {
    let done = Command::new("psql")
        .args([
            "-q", "-U", "postgres", "-h", host, "-d", "postgres", "-c", sql,
        ])
        .stdin(Stdio::null())
        .output()
        .expect("psql is installed by `make test`");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Starts the cluster under a shell that ends it when this process is gone, however it ends: its
/// standard input closes then.
fn start() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("causeway-pg")
        .tempdir()
        .unwrap()
        .keep();
    let script = r#"
        set -e
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        as=""
        if [ "$(id -u)" = 0 ]; then chown postgres "$1"; as="runuser -u postgres --"; fi
        $as "$bin/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
        $as "$bin/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c max_connections=500 >"$1/log" 2>&1 &
        server=$!
        cat >/dev/null
        # The server itself: runuser and a shell without a terminal do not pass an interrupt on.
        kill -INT "$(head -n 1 "$1/data/postmaster.pid")"; wait $server || true
        rm -rf "$1"
    "#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).arg(&folder);
    let child = shell
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // Holds the pipe open for the life of this process.
    std::mem::forget(child);
    let deadline = Instant::now() + Duration::from_secs(60);
    let ready = || {
        Command::new("psql")
            .args([
                "-q", "-U", "postgres", "-d", "postgres", "-c", "SELECT 1", "-h",
            ])
            .arg(&folder)
            .stdin(Stdio::null())
            .output()
            .is_ok_and(|done| done.status.success())
    };
    while !ready() {
        assert!(
            Instant::now() < deadline,
            "PostgreSQL did not start; see {}",
            folder.display()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    folder
}
