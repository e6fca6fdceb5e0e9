//! Files as one ZIP archive: the same files give the same bytes; read within bounds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Files by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Most files of an archive.
const FILES_MAX: usize = 100_000;

/// Most bytes of an archive after unpacking: 1 GiB. A small archive can unpack to anything.
const BYTES_MAX: u64 = 1 << 30;

/// Packs files; no clock goes in.
///
/// # Errors
/// What the writer of archives answers.
pub fn pack(files: &Files) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).map_err(|e| e.to_string())?;
        zip.write_all(bytes).map_err(|e| e.to_string())?;
    }
    Ok(zip.finish().map_err(|e| e.to_string())?.into_inner())
}

/// Unpacks an archive in memory.
///
/// # Errors
/// What is wrong with it, in Chinese.
pub fn unpack(bytes: &[u8]) -> Result<Files, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| "不是 ZIP 文件，或文件已损坏；请重新取得。".to_owned())?;
    if archive.len() > FILES_MAX {
        return Err(format!("含有 {} 个文件，不是档案。", archive.len()));
    }
    let (mut files, mut left) = (Files::new(), BYTES_MAX);
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|_| "有无法解开的文件（加密或压缩方式不支持）。".to_owned())?;
        let name = entry.name().map_err(|_| "有文件名无法读取。".to_owned())?.into_owned();
        let stated = entry.size();
        if stated > left {
            return Err("解压后超过 1 GiB，不予打开。".to_owned());
        }
        let mut content = Vec::new();
        // The stated size bounds the memory, and is not trusted beyond that.
        let read = entry.take(stated + 1).read_to_end(&mut content);
        if read.ok().and_then(|read| u64::try_from(read).ok()) != Some(stated) {
            return Err(format!("{name} 解压失败，或大小与所写不符；文件已损坏。"));
        }
        left -= stated;
        if files.insert(name.clone(), content).is_some() {
            return Err(format!("有两个 {name}。"));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back_and_the_bytes_are_stable() {
        let files = Files::from([
            ("封面.pdf".to_owned(), b"%PDF".to_vec()),
            ("log/checkpoint".to_owned(), Vec::new()),
        ]);
        let packed = pack(&files).unwrap();
        assert_eq!(pack(&files).unwrap(), packed);
        assert_eq!(unpack(&packed).unwrap(), files);
        assert!(unpack(&packed[..packed.len() - 30]).is_err());
        assert!(unpack(b"no archive").is_err());
    }
}
