//! Tests of durable jobs.

use std::sync::atomic::{AtomicU32, Ordering};

use base::ManualClock;

use super::*;

fn open(folder: &std::path::Path) -> Store {
    Store::open(&crate::default_url(folder), &[]).unwrap()
}

fn runner(store: &Store, clock: &Arc<ManualClock>, failures: u32) -> (Jobs, Arc<AtomicU32>) {
    let runs = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&runs);
    let jobs = Jobs::new(store.clone(), Arc::clone(clock) as Arc<dyn Clock>).handle(
        "greet",
        move |name: String| {
            assert_eq!(name, "mei");
            let n = count.fetch_add(1, Ordering::SeqCst);
            async move {
                if n < failures {
                    Err("not yet".to_owned())
                } else {
                    Ok(())
                }
            }
        },
    );
    (jobs, runs)
}

#[tokio::test]
async fn a_job_runs_once_and_survives_a_restart_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    store
        .write(|w| enqueue(w, "greet", &"mei", 500))
        .await
        .unwrap();
    store.close().await;
    let store = open(folder.path());
    let (jobs, runs) = runner(&store, &clock, 0);
    assert!(jobs.run_due().await.unwrap());
    assert!(!jobs.run_due().await.unwrap());
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_failed_job_waits_longer_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    let (jobs, runs) = runner(&store, &clock, 2);
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    assert!(jobs.run_due().await.unwrap());
    assert!(!jobs.run_due().await.unwrap(), "too early");
    clock.advance(1000);
    assert!(jobs.run_due().await.unwrap());
    clock.advance(1999);
    assert!(!jobs.run_due().await.unwrap(), "the second delay is longer");
    clock.advance(1);
    assert!(jobs.run_due().await.unwrap());
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    assert_eq!(store.read(count).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    let leased = store.write(|w| lease(w, &["greet"], 1000, "another", false));
    leased.await.unwrap().unwrap();
    let (jobs, _) = runner(&store, &clock, 0);
    assert!(!jobs.run_due().await.unwrap(), "somebody else has it");
    clock.advance(LEASE.as_millis() as u64);
    assert!(jobs.run_due().await.unwrap());
}

#[tokio::test]
async fn a_runner_takes_its_own_kinds_alone() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    let (jobs, runs) = runner(&store, &clock, 0);
    let add = |kind: &'static str| store.write(move |w| enqueue(w, kind, &"mei", 0));
    add("film").await.unwrap();
    assert!(!jobs.run_due().await.unwrap(), "somebody else's");
    add("greet").await.unwrap();
    assert!(jobs.run_due().await.unwrap());
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(store.read(count).await.unwrap(), (1, 0));
}

#[tokio::test]
async fn what_a_stop_interrupts_is_taken_up_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    let stopping = CancellationToken::new();
    let (jobs, _) = runner(&store, &clock, 1);
    stopping.cancel();
    jobs.run(stopping).await;
    let (jobs, runs) = runner(&store, &clock, 0);
    assert!(!jobs.run_due().await.unwrap(), "it is still leased");
    let owner = store.process().to_owned();
    let freed = store.write(move |w| free(w, &owner)).await.unwrap();
    assert_eq!(freed, 1);
    assert!(jobs.run_due().await.unwrap(), "without a delay");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_stood_still_for_too_long_changes_nothing_of_a_job_that_another_has() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    let (jobs, _) = runner(&store, &clock, 0);
    let owner = store.process().to_owned();
    let leased = store.write(move |w| lease(w, &["greet"], 1000, &owner, false));
    let ours = leased.await.unwrap().unwrap();
    let later = 1000 + milliseconds(LEASE);
    let theirs = store.write(move |w| lease(w, &["greet"], later, "another", false));
    assert!(theirs.await.unwrap().is_some());
    jobs.finish(ours, Ok(()), None).await.unwrap();
    assert_eq!(store.read(count).await.unwrap(), (1, 0));
}

#[tokio::test]
async fn long_work_stays_with_who_does_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    let (jobs, _) = runner(&store, &clock, 0);
    let owner = store.process().to_owned();
    let leased = store.write(move |w| lease(w, &["greet"], 1000, &owner, false));
    let job = leased.await.unwrap().unwrap();
    for _ in 0..3 {
        clock.advance(LEASE.as_millis() as u64 - 1);
        assert!(!jobs.run_due().await.unwrap());
        jobs.renew(job.id).await;
    }
    clock.advance(LEASE.as_millis() as u64);
    assert!(jobs.run_due().await.unwrap());
}

#[tokio::test]
async fn a_job_that_never_works_is_given_up_and_kept_for_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(1000));
    let store = open(folder.path());
    let (jobs, _) = runner(&store, &clock, u32::MAX);
    store
        .write(|w| enqueue(w, "greet", &"mei", 0))
        .await
        .unwrap();
    for _ in 0..ATTEMPTS_MAX {
        assert!(jobs.run_due().await.unwrap());
        clock.advance(RETRY_MAX.as_millis() as u64);
    }
    assert!(!jobs.run_due().await.unwrap());
    assert_eq!(store.read(count).await.unwrap(), (1, 1));
}
