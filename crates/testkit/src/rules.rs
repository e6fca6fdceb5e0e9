//! The tables of a rules file that every draw of the invented county shares.

use crate::people::{DEPARTMENTS, QUALIFICATIONS};
use crate::places::{REGIONS, TOWNSHIPS};

/// `[[regions]]`, `[depts]` and `[qualifications]` of the county, as TOML.
pub fn tables_toml() -> String {
    let mut toml = String::new();
    for (code, name) in REGIONS {
        let townships: Vec<String> = TOWNSHIPS
            .iter()
            .filter(|t| t.region == code)
            .map(|t| format!("\"{}\"", t.code))
            .collect();
        let townships = townships.join(", ");
        toml.push_str(&format!(
            "\n[[regions]]\ncode = \"{code}\"\nname = \"{name}\"\ntownships = [{townships}]\n"
        ));
    }
    toml.push_str("\n[depts]\n");
    for dept in DEPARTMENTS {
        toml.push_str(&format!("\"{}\" = \"{}\"\n", dept.name, dept.code));
    }
    toml.push_str("\n[qualifications]\n");
    for (name, code) in QUALIFICATIONS {
        toml.push_str(&format!("\"{name}\" = \"{code}\"\n"));
    }
    toml
}
