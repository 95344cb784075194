//! Readings of the operating system: a process's CPU time and memory, the disk's flushes, what other
//! programs used meanwhile; and percentiles.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

/// Monotonic nanoseconds since the bench started.
pub fn now_ns() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

pub fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// The processes that make up one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Processes {
    pub server: u32,
    /// The first process of its database, where it keeps its data in one: all that this started count too.
    pub database: Option<u32>,
}

impl Processes {
    pub fn this() -> Processes {
        Processes {
            server: std::process::id(),
            database: None,
        }
    }

    /// CPU time (user and system) that all threads of all processes, ended ones included, have used.
    /// The kernel counts precisely and shows hundredths of a second.
    pub fn cpu_time(self) -> Result<Duration> {
        let mut ticks = stat(self.server).context("the server is gone")?.ticks;
        if let Some(first) = self.database {
            let children = children(first)?;
            let first = stat(first).context("the database is gone")?;
            ticks += first.ticks + first.ticks_of_ended;
            ticks += children.iter().map(|(_, stat)| stat.ticks).sum::<u64>();
        }
        Ok(ticks_to_time(ticks))
    }

    /// The memory of all processes. Pages that several of them share are counted once in `pss` and would be
    /// counted many times in `rss`, which is therefore left out for a server of several processes.
    pub fn memory(self) -> Result<Memory> {
        let mut memory = memory(self.server).context("the server is gone")?;
        if let Some(first) = self.database {
            memory.rss = None;
            memory.pss += self::memory(first).context("the database is gone")?.pss;
            for (child, _) in children(first)? {
                // One that has just ended holds nothing.
                memory.pss += self::memory(child).map_or(0, |memory| memory.pss);
            }
        }
        Ok(memory)
    }
}

/// What `/proc/PID/stat` tells.
struct Stat {
    parent: u32,
    /// `utime + stime`.
    ticks: u64,
    /// The same of its children that have ended and were waited for.
    ticks_of_ended: u64,
}

fn stat(pid: u32) -> Result<Stat> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    parse_stat(&stat).context("/proc/PID/stat is not as expected")
}

/// The command name, in parentheses, may itself hold spaces and parentheses.
fn parse_stat(stat: &str) -> Option<Stat> {
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        ticks: number(11)? + number(12)?,
        ticks_of_ended: number(13)? + number(14)?,
    })
}

/// The running children of a process.
fn children(parent: u32) -> Result<Vec<(u32, Stat)>> {
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process may end while the list is read.
        if let Ok(stat) = stat(pid)
            && stat.parent == parent
        {
            children.push((pid, stat));
        }
    }
    Ok(children)
}

fn ticks_to_time(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Resident and proportional memory in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub rss: Option<u64>,
    pub pss: u64,
}

fn memory(pid: u32) -> Result<Memory> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let field =
        |name| kilobytes(&rollup, name).with_context(|| format!("smaps_rollup has no {name}"));
    Ok(Memory {
        rss: Some(field("Rss:")? * 1024),
        pss: field("Pss:")? * 1024,
    })
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Bytes that a folder occupies on disk.
pub fn disk_bytes(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() {
            disk_bytes(&entry.path())?
        } else {
            metadata.blocks() * 512
        };
    }
    Ok(bytes)
}

/// How many cache flushes the disk under `path` has completed; `None` where the kernel does not tell.
pub fn disk_flushes(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let device = std::fs::metadata(path).ok()?.dev();
    let (major, minor) = (
        rustix::fs::major(device).to_string(),
        rustix::fs::minor(device).to_string(),
    );
    let table = std::fs::read_to_string("/proc/diskstats").ok()?;
    table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let same = fields.first()? == &major && fields.get(1)? == &minor;
        if same {
            fields.get(18)?.parse().ok()
        } else {
            None
        }
    })
}

/// Notices when programs other than the server and the bench use the machine during a measurement.
pub struct Quiet {
    server: Processes,
    started: Instant,
    busy: Duration,
    ours: Duration,
}

impl Quiet {
    pub fn start(server: Processes) -> Result<Quiet> {
        Ok(Quiet {
            server,
            started: Instant::now(),
            busy: busy_time()?,
            ours: own_time(server)?,
        })
    }

    /// The share of the whole machine, 0 to 1, that others have used since the start.
    pub fn others(&self) -> Result<f64> {
        let cores = crate::machine::cores() as f64;
        let ours = own_time(self.server)?.saturating_sub(self.ours);
        let others = busy_time()?.saturating_sub(self.busy).saturating_sub(ours);
        Ok(others.as_secs_f64() / (self.started.elapsed().as_secs_f64() * cores).max(0.01))
    }
}

fn own_time(server: Processes) -> Result<Duration> {
    Ok(server.cpu_time()? + Processes::this().cpu_time()?)
}

/// Time that all cores together have not been idle: user, nice, system, irq, softirq and stolen.
fn busy_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    let fields = stat
        .lines()
        .next()
        .context("/proc/stat is empty")?
        .split_ascii_whitespace()
        .skip(1);
    let ticks: Vec<u64> = fields.filter_map(|field| field.parse().ok()).collect();
    let busy = [0, 1, 2, 5, 6, 7]
        .iter()
        .filter_map(|&index| ticks.get(index))
        .sum();
    Ok(ticks_to_time(busy))
}

/// The value below which `share` (0 to 1) of the values lie; 0 for no values. Sorts them.
pub fn percentile(values: &mut [u64], share: f64) -> u64 {
    values.sort_unstable();
    let index = (share * values.len() as f64).ceil() as usize;
    values
        .get(index.clamp(1, values.len().max(1)) - 1)
        .copied()
        .unwrap_or(0)
}

/// Milliseconds of a nanosecond count.
pub fn millis(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_ticks_are_found_behind_a_strange_command_name() {
        let stat = "17 (a) b (c) S 1 17 17 0 -1 4194560 999 0 0 0 250 50 7 8 20 0 4 0 100 0 0";
        let stat = parse_stat(stat).unwrap();
        assert_eq!((stat.parent, stat.ticks, stat.ticks_of_ended), (1, 300, 15));
    }

    #[test]
    fn a_server_with_a_database_has_the_time_and_memory_of_all_its_processes() {
        // A shell as the database: one child that has worked and ended, and one that runs.
        let script = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        let script = format!("sh -c '{script}'; echo ended; exec 3<&0; cat <&3 & wait");
        let mut shell = std::process::Command::new("sh")
            .args(["-c", &script])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = std::io::BufReader::new(shell.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut output, &mut line).unwrap();
        let alone = Processes::this();
        let both = Processes {
            database: Some(shell.id()),
            ..alone
        };
        let children = || children(shell.id()).unwrap().len();
        while children() == 0 {
            std::thread::yield_now();
        }
        let (ended, own) = (stat(shell.id()).unwrap().ticks_of_ended, alone.cpu_time());
        let time = both.cpu_time().unwrap();
        let memory = (alone.memory().unwrap(), both.memory().unwrap());
        shell.kill().unwrap();
        shell.wait().unwrap();
        assert!(ended > 0 && time >= own.unwrap() + ticks_to_time(ended));
        assert!(memory.0.rss.is_some() && memory.1.rss.is_none());
        assert!(memory.1.pss > memory.0.pss);
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut values: Vec<u64> = (1..=100).rev().collect();
        assert_eq!(percentile(&mut values, 0.5), 50);
        assert_eq!(percentile(&mut values, 0.99), 99);
        assert_eq!(percentile(&mut values, 1.0), 100);
        assert_eq!(percentile(&mut [], 0.5), 0);
    }

    #[test]
    fn this_process_has_memory_and_cpu_time() {
        let memory = Processes::this().memory().unwrap();
        assert!(memory.rss.unwrap() >= memory.pss && memory.pss > 0);
        Processes::this().cpu_time().unwrap();
    }
}
