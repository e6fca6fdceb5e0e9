//! A release holds the web inside of the binary: it is built again when the web was.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Other builds read the folder while they run.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed=../../web/dist");
    }
}
