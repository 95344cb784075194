//! The real `causeway serve` as a child process.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Http, Person, postgres};

/// How long a start may take, also on a busy machine.
const START_MAX: Duration = Duration::from_secs(60);

pub struct ServerBuilder {
    binary: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    data_dir: Option<PathBuf>,
    sqlite: Option<String>,
}

impl ServerBuilder {
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where its data are, instead of in a new folder.
    pub fn data_dir(mut self, path: &Path) -> Self {
        self.data_dir = Some(path.to_owned());
        self
    }

    /// On this SQLite database, also where tests run on PostgreSQL: for faults of files.
    pub fn on_sqlite(mut self, url: &str) -> Self {
        self.sqlite = Some(url.to_owned());
        self
    }

    pub fn start(self) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let database = match &self.sqlite {
            Some(url) => Some(url.clone()),
            None => postgres::database_for_test(),
        };
        let mut server = Server {
            builder: self,
            folder,
            database,
            child: None,
            http: Http::new(String::new()),
        };
        server.start();
        server
    }
}

/// A running server. Dropping it kills it.
pub struct Server {
    builder: ServerBuilder,
    folder: TempDir,
    database: Option<String>,
    child: Option<Child>,
    pub http: Http,
}

impl Server {
    /// A server to be started from `binary` (`env!("CARGO_BIN_EXE_causeway")`): open registration, no
    /// rate limits, unless arguments say otherwise.
    pub fn builder(binary: &str) -> ServerBuilder {
        ServerBuilder {
            binary: binary.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            data_dir: None,
            sqlite: None,
        }
    }

    pub fn url(&self) -> &str {
        &self.http.url
    }

    pub fn data_dir(&self) -> &Path {
        self.builder
            .data_dir
            .as_deref()
            .unwrap_or(self.folder.path())
    }

    /// The arguments that name this server's data: for the other subcommands.
    pub fn data_args(&self) -> Vec<String> {
        let mut args = vec![
            "--data-dir".to_owned(),
            self.data_dir().display().to_string(),
        ];
        if let Some(url) = &self.database {
            args.extend(["--database".to_owned(), url.clone()]);
        }
        args
    }

    /// Whether the server uses PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database.is_some() && self.builder.sqlite.is_none()
    }

    /// Runs another subcommand of the binary on this server's data.
    pub fn run(&self, args: &[&str]) -> std::process::Output {
        Command::new(&self.builder.binary)
            .args(args)
            .args(self.data_args())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Starts the process again on the same data, on a new port.
    pub fn start(&mut self) {
        assert!(self.child.is_none(), "the server runs already");
        let mut command = Command::new(&self.builder.binary);
        command.arg("serve").args(self.data_args());
        command.args(["--listen", "127.0.0.1:0"]);
        let has = |name: &str| self.builder.arguments.iter().any(|a| a == name);
        if !has("--server-name") {
            command.args(["--server-name", "localhost"]);
        }
        if !has("--registration") {
            command.args(["--registration", "open"]);
        }
        if !has("--limits") {
            command.arg("--no-rate-limits");
        }
        command.args(self.builder.arguments.iter().filter(|a| *a != "--limits"));
        for (name, value) in &self.builder.environment {
            command.env(name, value);
        }
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("server.log"))
            .unwrap();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let url = line
            .trim()
            .strip_prefix("causeway listening on ")
            .map(str::to_owned);
        self.child = Some(child);
        let Some(url) = url else {
            panic!(
                "the server did not start; it said {line:?} and logged:\n{}",
                self.log()
            );
        };
        // Keep draining, so that the server never blocks on its standard output.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        self.http = Http::new(url);
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// SIGKILL, without any chance to clean up.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("the server does not run");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// SIGTERM; waits for the graceful stop.
    pub fn stop(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("the server does not run");
        let kill = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(kill.success());
        let deadline = Instant::now() + START_MAX;
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "the server did not stop:\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The arguments of the next start.
    pub fn set_arguments(&mut self, arguments: &[&str]) {
        self.builder.arguments = arguments
            .iter()
            .map(|argument| (*argument).to_owned())
            .collect();
    }

    pub fn process_id(&self) -> u32 {
        self.child.as_ref().expect("the server does not run").id()
    }

    /// A new account with a device signed in.
    pub async fn person(&self, name: &str) -> Person {
        Person::register(&self.http, name).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
        if std::thread::panicking() {
            eprintln!("--- log of the server ---\n{}", self.log());
        }
    }
}
