//! V-01 文件清单: the bundle is what its manifest lists, byte for byte.

use super::{Case, Deviation, Outcome};
use crate::bundle::{FILES_MAX, MANIFEST, Manifest, NAMES};
use crate::log::Artefact;

/// Largest file, 2 GiB.
const FILE_MAX: usize = 1 << 31;
/// Largest record file, 64 MiB.
const RECORD_MAX: usize = 64 << 20;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    if case.files.len() > FILES_MAX {
        let what = format!("文件多达 {} 个，至多 {FILES_MAX} 个。", case.files.len());
        return Err(Deviation::told("bundle.too_many", MANIFEST, "", what));
    }
    for (name, bytes) in case.files {
        let max = if name.ends_with(".json") { RECORD_MAX } else { FILE_MAX };
        if bytes.len() > max {
            let what = format!("{name} 过大，至多 {max} 字节。");
            return Err(Deviation::told("bundle.too_large", name, "", what));
        }
    }
    let json = case.record(MANIFEST)?;
    let manifest = Manifest::parse(&json).map_err(|e| Deviation::of_record(MANIFEST, &e))?;
    for listed in &manifest.files {
        let name = &listed.name;
        if name == MANIFEST || !NAMES.contains(&name.as_str()) {
            let what = format!("清单列有不认识的文件 {name}。");
            return Err(Deviation::told("bundle.unknown_file", MANIFEST, name, what));
        }
        let Some(bytes) = case.file(name) else {
            let what = format!("清单列有 {name}，但公布文件中没有。");
            return Err(Deviation::told("bundle.missing", MANIFEST, name, what));
        };
        compare(listed, bytes, MANIFEST)?;
    }
    for name in case.files.keys() {
        if name != MANIFEST && !manifest.files.iter().any(|f| f.name == *name) {
            let what = format!("{name} 不在清单中。");
            return Err(Deviation::told("bundle.unlisted", MANIFEST, name, what));
        }
    }
    case.manifest = Some(manifest);
    Ok(Outcome::Pass)
}

/// Size and both digests of a file as something else states them.
pub(super) fn compare(stated: &Artefact, bytes: &[u8], by: &str) -> Result<(), Deviation> {
    let real = Artefact::of(&stated.name, bytes);
    let name = &stated.name;
    if stated.bytes != real.bytes {
        let place = format!("{name} 字节数");
        return Err(Deviation::differs("file.bytes", by, place, stated.bytes, real.bytes));
    }
    if stated.sm3 != real.sm3 {
        let place = format!("{name} SM3 摘要");
        return Err(Deviation::differs("file.sm3", by, place, stated.sm3, real.sm3));
    }
    if stated.sha256 != real.sha256 {
        let place = format!("{name} SHA-256 摘要");
        return Err(Deviation::differs("file.sha256", by, place, stated.sha256, real.sha256));
    }
    Ok(())
}
