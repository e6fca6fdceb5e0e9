//! 公开文件: checkpoints and tiles, served and exported under the paths of C2SP tlog-tiles.

use std::path::Path;

use sunlot_record::files::write_atomically;
use sunlot_sortition::log::tiled::Nodes as _;
use sunlot_sortition::log::tiles::{Kind, Tile, WIDTH, bundle, width};
use sunlot_sortition::suite::Suite;
use sunlot_store::ReadTx;
use sunlot_store::ledger::{self, StoredNodes};

use crate::context::App;
use crate::error::{AppError, Kind as Refused};

/// A file of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it never changes.
    pub immutable: bool,
}

/// One file by its path below the prefix of the log: `checkpoint`, `sm3/tile/0/000`, …
///
/// # Errors
/// Missing, or what the store answers.
pub async fn file(app: &App, path: &str) -> Result<PublicFile, AppError> {
    let path = path.to_owned();
    app.read(move |tx| read(tx, &path)).await
}

fn read(tx: &mut ReadTx<'_>, path: &str) -> Result<PublicFile, AppError> {
    let missing = || {
        let text = "没有这个日志文件；先取 checkpoint，再按它的条目数取文件。";
        AppError::new(Refused::Missing, "log.file", text)
    };
    let signed = ledger::published(tx)?.ok_or_else(missing)?;
    let (suite, rest) = match path.strip_prefix("sm3/") {
        Some(rest) => (Suite::Sm3, rest),
        None => (Suite::Sha256, path),
    };
    if rest == "checkpoint" {
        let text = if suite == Suite::Sm3 { signed.sm3 } else { signed.sha256 };
        return Ok(PublicFile { bytes: text.into_bytes(), immutable: false });
    }
    let tile = Tile::parse(rest).ok_or_else(missing)?;
    let level = if let Kind::Level(level) = tile.kind { level } else { 0 };
    // Nothing behind the signed size is shown: it could still be lost in a crash of the machine.
    if tile.width > width(signed.size, level, tile.index) {
        return Err(missing());
    }
    let from = tile.index * WIDTH as u64;
    let to = from + u64::from(tile.width);
    let bytes = match tile.kind {
        Kind::Entries => {
            let entries = ledger::entries(tx, from, to)?;
            let bytes: Vec<&[u8]> = entries.iter().map(|entry| entry.bytes.as_slice()).collect();
            bundle(&bytes)
        }
        Kind::Level(level) => {
            let hashes = StoredNodes(tx).nodes(suite, u32::from(level), from, to)?;
            hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
        }
    };
    Ok(PublicFile { bytes, immutable: true })
}

/// Writes all files of the published log into a folder, for any static web server; the checkpoint
/// comes last. Gives how many.
///
/// # Errors
/// What the store or the file system answers.
pub async fn export(app: &App, folder: &Path) -> Result<u64, AppError> {
    let size = app.read(|tx| Ok(ledger::published(tx)?.map_or(0, |signed| signed.size))).await?;
    let mut paths = Vec::new();
    let mut level = 0u8;
    while size.checked_shr(8 * u32::from(level)).unwrap_or(0) > 0 {
        for index in 0.. {
            let width = width(size, level, index);
            if width == 0 {
                break;
            }
            let path = Tile { kind: Kind::Level(level), index, width }.path();
            paths.extend([format!("sm3/{path}"), path]);
            if level == 0 {
                paths.push(Tile { kind: Kind::Entries, index, width }.path());
            }
        }
        level += 1;
    }
    paths.extend(["sm3/checkpoint".to_owned(), "checkpoint".to_owned()]);
    for path in &paths {
        let found = file(app, path).await?;
        write_atomically(&folder.join(path), &found.bytes, 0o644).map_err(|e| {
            let text = format!("不能写 {}：{e}；请检查磁盘和权限。", folder.display());
            AppError::new(Refused::Unavailable, "log.export", text)
        })?;
    }
    Ok(paths.len() as u64)
}
