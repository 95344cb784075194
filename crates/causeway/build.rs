//! An optimised program holds the web app, so it is built again when `web/dist` changes. A debug build reads
//! that folder while it runs: nothing is built again for it.

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script everything by the environment"
)]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // Also while it is missing: the app may be built later.
        println!("cargo::rerun-if-changed=../../web/dist");
    }
}
