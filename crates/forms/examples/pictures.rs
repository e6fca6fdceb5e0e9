//! Writes every form as PDF, Word and pictures into a folder, for whoever looks at them:
//! `cargo run -p sunlot-forms --example pictures screenshots/forms`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::PathBuf;
use std::process::Command;

use sunlot_forms::FontSet;

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).expect("a folder to write into");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let fonts = FontSet::find(None);
    for (name, paper) in support::all() {
        let file = folder.join(format!("{name}.pdf"));
        std::fs::write(&file, paper.pdf(&fonts).expect(name)).expect("the PDF is written");
        let word = folder.join(format!("{name}.docx"));
        std::fs::write(word, paper.docx().expect(name)).expect("the Word file is written");
        let drawn = Command::new("pdftoppm")
            .args(["-png", "-r", "80"])
            .arg(&file)
            .arg(folder.join(name))
            .status();
        assert!(drawn.expect("pdftoppm runs (poppler-utils)").success(), "{name}");
    }
}
