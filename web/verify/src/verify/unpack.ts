/** Files of a bundle from a ZIP archive (bundle-1), with bounds against archive bombs. */
import { type UnzipFileFilter, unzipSync } from "fflate";
import type { Bytes } from "../ssj1/bytes.ts";

const FILES_MAX = 16;
const TOTAL_MAX = 3 * 2 ** 30;

/** A refusal that names what is wrong with the archive. */
export class ArchiveError extends Error {}

export function isZip(b: Bytes): boolean {
  return b.length > 3 && b[0] === 0x50 && b[1] === 0x4b && (b[2] === 3 || b[2] === 5);
}

/** What the library says of an archive that ends too early or is not what it says: a code, and
 * English words. */
function isBroken(e: unknown): boolean {
  return typeof (e as { code?: unknown }).code === "number";
}

/** Inflates what the filter lets through; a broken archive is refused in words of ours. */
function inflate(zip: Bytes, filter: UnzipFileFilter): Record<string, Bytes> {
  try {
    return unzipSync(zip, { filter });
  } catch (e) {
    if (isBroken(e)) throw new ArchiveError("压缩包不完整或已损坏，请重新下载。");
    throw e;
  }
}

/** Unpacks an archive without folders; refuses too many or too large files before inflating. */
export function unpack(zip: Bytes): Map<string, Bytes> {
  if (!isZip(zip)) throw new ArchiveError("这不是 ZIP 压缩包，也不是本系统公布的数据包。");
  let n = 0;
  let total = 0;
  const seen = new Set<string>();
  const files = inflate(zip, (f) => {
    if (f.name.endsWith("/")) return false;
    total += f.originalSize;
    if (++n > FILES_MAX) throw new ArchiveError(`压缩包里的文件超过 ${FILES_MAX} 个。`);
    if (total > TOTAL_MAX) throw new ArchiveError("压缩包展开后超过 3 GiB。");
    if (seen.has(f.name)) throw new ArchiveError(`压缩包里有两个 ${f.name}。`);
    if (f.name.includes("/")) throw new ArchiveError(`压缩包里不应有文件夹：${f.name}`);
    seen.add(f.name);
    return true;
  });
  return new Map(Object.entries(files));
}
