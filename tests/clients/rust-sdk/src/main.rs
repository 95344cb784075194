//! Runs the matrix-sdk scenarios against a homeserver: `rust-sdk-scenarios [WORD ...]`, its address in `HOMESERVER_URL`.
//! `--guest NAME` plays a guest instead.
//!
//! Prints `ok NAME` or `not ok NAME: reason` for each scenario whose name contains all the words, and ends
//! with a code other than 0 if any failed.

mod guest;
mod lossy;
mod people;
mod scenarios;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use futures_util::StreamExt;

use crate::people::{World, number_from_env};
use crate::scenarios::Scenario;

fn main() -> ExitCode {
    let Ok(homeserver) = std::env::var("HOMESERVER_URL") else {
        eprintln!("HOMESERVER_URL is not set");
        return ExitCode::from(2);
    };
    let words: Vec<String> = std::env::args().skip(1).collect();

    // The SDK's deep futures overflow a stack of the usual size in an unoptimised build.
    const STACK: usize = 64 << 20;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK / 4).build();
    let runtime = runtime.expect("a runtime");
    let main = std::thread::Builder::new().stack_size(STACK).spawn(move || runtime.block_on(run(homeserver, words)));
    let all_hold = main.expect("a thread").join().unwrap_or(false);
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the scenarios with these words in their names, a few at a time; true when all hold.
async fn run(homeserver: String, words: Vec<String>) -> bool {
    if let [flag, name] = words.as_slice()
        && flag == "--guest"
    {
        let played = guest::play(homeserver, name.clone()).await;
        return played.inspect_err(|error| eprintln!("{error:#}")).is_ok();
    }
    let at_once = number_from_env("CLIENTS_AT_ONCE", 3) as usize;
    let chosen = |s: &Scenario| words.iter().all(|word| s.sentence().contains(word));
    let chosen: Vec<Scenario> = scenarios::all().into_iter().filter(chosen).collect();
    let total = chosen.len();
    let held = futures_util::stream::iter(chosen)
        .map(|scenario| verdict(homeserver.clone(), scenario))
        .buffer_unordered(at_once)
        .filter(|held| std::future::ready(*held))
        .count()
        .await;
    println!("{held} of {total} scenarios hold");
    total > 0 && held == total
}

/// Runs one scenario in a world of its own; true when it holds.
async fn verdict(homeserver: String, scenario: Scenario) -> bool {
    let limit = Duration::from_secs(number_from_env("CLIENTS_SCENARIO_S", 120));
    let begin = Instant::now();
    let name = scenario.sentence();
    let reason = match tokio::time::timeout(limit, (scenario.run)(World::new(homeserver))).await {
        Ok(Ok(())) => {
            println!("ok {name} ({:.1} s)", begin.elapsed().as_secs_f32());
            return true;
        }
        Ok(Err(error)) => format!("{error:#}"),
        Err(_) => format!("not done after {} s", limit.as_secs()),
    };
    println!("not ok {name}: {reason}");
    false
}
