//! Looks at a zip archive before a workbook reader does: what is in it and what it unpacks to.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::error::WorkbookError;

/// Most entries; a workbook of a hundred sheets has a few hundred.
const ENTRIES_MAX: usize = 2_000;
/// Most bytes of the central directory.
const DIRECTORY_MAX: u32 = 4 << 20;
/// Most bytes of all entries unpacked. A sheet of a million rows needs about half of it.
const UNPACKED_MAX: u64 = 1 << 30;
/// Most bytes of the shared strings, the one part that is held in memory as a whole.
const STRINGS_MAX: u64 = 128 << 20;
/// Most unpacked bytes for each packed byte, for entries above [`RATIO_FROM`].
const RATIO_MAX: u64 = 200;
/// Small entries may be repetitive.
const RATIO_FROM: u64 = 8 << 20;

/// What kind of workbook an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Package {
    /// Office Open XML.
    Xlsx,
    /// OpenDocument.
    Ods,
}

/// Checks an archive and tells what it is. Every entry is unpacked once, counting, because the
/// sizes that an archive declares may be lies.
///
/// # Errors
/// Macros, external links, anything too big, anything broken.
pub(crate) fn check(mut file: impl Read + Seek) -> Result<Package, WorkbookError> {
    check_directory(&mut file)?;
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    if archive.len() > ENTRIES_MAX {
        return Err(bomb(format!("有 {} 个部件（上限 {ENTRIES_MAX}）", archive.len())));
    }
    let mut names = Vec::with_capacity(archive.len());
    for name in archive.file_names() {
        names.push(name.map_err(broken)?.into_owned());
    }
    names.iter().try_for_each(|name| check_name(name))?;
    let package = package(&names)?;
    let mut unpacked = 0;
    for at in 0..archive.len() {
        unpacked = check_entry(&mut archive, at, unpacked)?;
    }
    Ok(package)
}

/// Reads the end record by hand, so that a directory of millions of entries is never loaded.
fn check_directory(file: &mut (impl Read + Seek)) -> Result<(), WorkbookError> {
    let length = file.seek(SeekFrom::End(0)).map_err(broken)?;
    let tail_length = length.min(65_557);
    file.seek(SeekFrom::Start(length - tail_length)).map_err(broken)?;
    let mut tail = Vec::new();
    file.take(tail_length).read_to_end(&mut tail).map_err(broken)?;
    let mut found = false;
    // Every candidate is checked: readers differ in which of several they believe.
    for end in tail.windows(22).filter(|w| w.starts_with(b"PK\x05\x06")) {
        found = true;
        let entries = usize::from(u16::from_le_bytes([end[10], end[11]]));
        let directory = u32::from_le_bytes([end[12], end[13], end[14], end[15]]);
        if entries > ENTRIES_MAX || directory > DIRECTORY_MAX {
            return Err(bomb(format!("有 {entries} 个部件（上限 {ENTRIES_MAX}）")));
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    if found { Ok(()) } else { Err(broken("找不到压缩包目录，文件被截断")) }
}

fn check_name(name: &str) -> Result<(), WorkbookError> {
    let lower = name.to_ascii_lowercase().replace('\\', "/");
    let entry = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let program =
        ["vbaproject.bin", "vbadata.xml", "activex", "macrosheets/", "basic/", "scripts/"];
    if program.iter().any(|part| lower.contains(part)) {
        return Err(WorkbookError::Macro { entry });
    }
    let outside = ["externallinks/", "connections.xml", "querytables/", "webextensions/"];
    if outside.iter().any(|part| lower.contains(part)) {
        return Err(WorkbookError::External { entry });
    }
    Ok(())
}

fn package(names: &[String]) -> Result<Package, WorkbookError> {
    let has = |wanted: &str| names.iter().any(|n| n.eq_ignore_ascii_case(wanted));
    if has("xl/workbook.bin") {
        return Err(broken("是 .xlsb 二进制工作簿，不支持"));
    }
    if has("xl/workbook.xml") {
        return Ok(Package::Xlsx);
    }
    if has("content.xml") && has("mimetype") {
        return Ok(Package::Ods);
    }
    Err(broken("压缩包里没有工作簿"))
}

fn check_entry(
    archive: &mut ZipArchive<impl Read + Seek>,
    at: usize,
    before: u64,
) -> Result<u64, WorkbookError> {
    let entry = archive.by_index(at).map_err(broken)?;
    let packed = entry.compressed_size().max(1);
    let name = entry.name().map_err(broken)?.to_ascii_lowercase();
    let own_limit = if name.contains("sharedstrings") { STRINGS_MAX } else { UNPACKED_MAX };
    let limit = own_limit.min(UNPACKED_MAX.saturating_sub(before));
    let ratio_limit = packed.saturating_mul(RATIO_MAX).max(RATIO_FROM);
    let mut source = entry.take(limit.min(ratio_limit) + 1);
    let size = std::io::copy(&mut source, &mut std::io::sink()).map_err(broken)?;
    if size > ratio_limit {
        return Err(bomb(format!("部件大小超过压缩前的 {RATIO_MAX} 倍")));
    }
    if size > limit {
        return Err(bomb(format!("超过 {} MB", own_limit >> 20)));
    }
    Ok(before + size)
}

fn bomb(detail: String) -> WorkbookError {
    WorkbookError::Bomb { detail }
}

/// A broken workbook with the reader's words, cut short.
pub(crate) fn broken(detail: impl ToString) -> WorkbookError {
    let detail = detail.to_string().chars().filter(|c| !c.is_control()).take(160).collect();
    WorkbookError::Broken { detail }
}
