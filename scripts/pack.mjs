// Puts a .br and a .gz beside each text file of a folder, where that is smaller.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2];
const text = /\.(html|js|css|json|webmanifest|svg|txt|wasm)$/;
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

let count = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !text.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  const packed = { ".br": brotliCompressSync(bytes, best), ".gz": gzipSync(bytes, { level: 9 }) };
  for (const [ending, content] of Object.entries(packed)) {
    if (content.length < bytes.length) writeFileSync(path + ending, content);
  }
  count += 1;
}
console.log(`${folder}：${count} 个文件已压缩`);
