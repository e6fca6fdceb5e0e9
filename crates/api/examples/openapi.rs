//! Writes the description again after an intended change:
//! `cargo run -q -p sunlot-api --example openapi > crates/api/openapi.json`

fn main() {
    println!("{}", sunlot_api::openapi().to_pretty_json().expect("a description is always JSON"));
}
