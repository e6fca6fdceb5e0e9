//! A bundle as one ZIP archive or as a folder; both are read within bounds.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use sunlot_sortition::bundle::{FILES_MAX, NAMES};
use sunlot_sortition::verify::BundleFiles;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::CeremonyError;

/// Largest bundle that is read from a folder, in bytes: 4 GiB.
const TOTAL_MAX: u64 = 4 << 30;

/// Largest archive that is unpacked in memory, in bytes after unpacking: 512 MiB, about four
/// million rows. Anybody may send an archive, and a small one can unpack to anything; what somebody
/// unpacked to a folder was bounded by his own disk.
const ARCHIVE_MAX: u64 = 512 << 20;

const TOO_LARGE: &str = "解压后超过 512 MiB。若确是公布文件，请先解压到文件夹再核验。";

/// The archive; the same files give the same bytes.
///
/// # Errors
/// When the archive cannot be written.
pub fn zip_bundle(files: &BundleFiles) -> Result<Vec<u8>, CeremonyError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let failed = |e: &dyn std::fmt::Display| {
        CeremonyError::mismatch("bundle.zip", "公布文件", format!("无法打包：{e}"))
    };
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
}

/// Reads a bundle from an archive or a folder.
///
/// # Errors
/// When it cannot be read at all: no such file, no archive, too large, or a file in it that no
/// bundle has.
pub fn read_bundle(path: &Path) -> Result<BundleFiles, CeremonyError> {
    if path.is_dir() { read_folder(path) } else { read_zip(path) }
}

fn refuse(path: &Path, detail: impl Into<String>) -> CeremonyError {
    CeremonyError::mismatch("bundle.unreadable", path.display().to_string(), detail)
}

fn read_folder(path: &Path) -> Result<BundleFiles, CeremonyError> {
    let mut files = BundleFiles::new();
    let mut total = 0;
    for entry in fs::read_dir(path).map_err(|e| CeremonyError::io(path, e))? {
        let entry = entry.map_err(|e| CeremonyError::io(path, e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let size = entry.metadata().map_err(|e| CeremonyError::io(path, e))?.len();
        total += size;
        if files.len() > FILES_MAX || total > TOTAL_MAX {
            return Err(refuse(path, "文件过多或过大，不是公布文件。"));
        }
        if entry.path().is_file() {
            let bytes = fs::read(entry.path()).map_err(|e| CeremonyError::io(&entry.path(), e))?;
            files.insert(name, bytes);
        }
    }
    if files.is_empty() {
        return Err(refuse(path, "文件夹是空的。"));
    }
    Ok(files)
}

fn read_zip(path: &Path) -> Result<BundleFiles, CeremonyError> {
    let file = fs::File::open(path).map_err(|e| CeremonyError::io(path, e))?;
    let mut archive = ZipArchive::new(std::io::BufReader::new(file))
        .map_err(|_| refuse(path, "不是 ZIP 文件，或文件已损坏。请重新下载公布文件。"))?;
    if archive.len() > FILES_MAX {
        return Err(refuse(path, format!("含有 {} 个文件，不是公布文件。", archive.len())));
    }
    let mut files = BundleFiles::new();
    let mut left = ARCHIVE_MAX;
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|_| refuse(path, "压缩包中有无法解开的文件（加密或压缩方式不支持）。"))?;
        let name = entry.name().map(|name| name.into_owned());
        let name = name.map_err(|_| refuse(path, "压缩包中的文件名无法读取。"))?;
        if !NAMES.contains(&name.as_str()) {
            return Err(refuse(path, format!("压缩包中有不属于公布文件的 {name}。")));
        }
        let stated = entry.size();
        if stated > left {
            return Err(refuse(path, TOO_LARGE));
        }
        // The stated size bounds the memory, and is not trusted beyond that.
        let mut bytes = Vec::with_capacity(usize::try_from(stated).unwrap_or(0));
        let read = entry.take(stated).read_to_end(&mut bytes);
        let read = read.map_err(|_| refuse(path, format!("{name} 解压失败，文件已损坏。")))? as u64;
        if read != stated {
            return Err(refuse(path, format!("{name} 的大小与所写不符，文件已损坏。")));
        }
        left -= read;
        if files.insert(name.clone(), bytes).is_some() {
            return Err(refuse(path, format!("压缩包中有两个 {name}。")));
        }
    }
    Ok(files)
}
