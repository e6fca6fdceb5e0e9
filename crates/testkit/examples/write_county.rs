//! Writes the generated county into a folder: `write_county FOLDER [SUBJECTS] [INSPECTORS]`.

use std::path::PathBuf;
use std::process::ExitCode;

use sunlot_testkit::{County, Size};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, default: usize| args.get(at).map_or(Some(default), |text| text.parse().ok());
    let standard = Size::default();
    let sizes = (number(1, standard.subjects), number(2, standard.inspectors));
    let (Some(folder), (Some(subjects), Some(inspectors))) = (args.first(), sizes) else {
        eprintln!("用法：write_county 目录 [检查对象数] [执法人员数]");
        return ExitCode::from(2);
    };
    match write(&PathBuf::from(folder), Size { subjects, inspectors, ..standard }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("写不进目录“{folder}”：{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &std::path::Path, size: Size) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let county = County::generate(size);
    let register = county.register_table();
    std::fs::write(folder.join("register.csv"), register.csv_utf8())?;
    std::fs::write(folder.join("register-gb18030.csv"), register.csv_gb18030())?;
    // A sheet holds 1,048,576 rows.
    if register.rows.len() < 1_048_576 {
        let book = register.xlsx().map_err(std::io::Error::other)?;
        std::fs::write(folder.join("register.xlsx"), book)?;
    }
    std::fs::write(folder.join("inspectors.csv"), county.inspectors_table().csv_utf8())?;
    std::fs::write(folder.join("conflicts.csv"), county.conflicts_table().csv_utf8())?;
    println!("{:?}", county.expected);
    Ok(())
}
