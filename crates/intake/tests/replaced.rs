//! A program whose file was replaced while it ran still starts itself.

use std::process::Command;

const CHILD: &str = "SUNLOT_TEST_REPLACED";

#[test]
fn a_program_whose_file_is_gone_still_starts_itself() {
    if std::env::var_os(CHILD).is_some() {
        let file = std::env::current_exe().unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(!file.exists());
        let own = sunlot_intake::own_program().unwrap();
        let listed = Command::new(own).arg("--list").output().unwrap();
        assert!(String::from_utf8_lossy(&listed.stdout).contains("still_starts_itself"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let test = "a_program_whose_file_is_gone_still_starts_itself";
    let child = Command::new(&copy).args([test, "--nocapture"]).env(CHILD, "1").output().unwrap();
    // It is called by its module in the one program of all tests.
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    assert!(!copy.exists(), "the child ran and removed its file");
}
