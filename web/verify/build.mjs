// Builds dist/verify.html (one file, no network) and dist/verify-cli.mjs.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const common = { bundle: true, write: false, charset: "utf8", legalComments: "none" };

async function script(entry, more) {
  const r = await build({
    ...common, entryPoints: [here + entry], format: "iife", target: ["chrome90", "es2020"],
    minify: true, ...more,
  });
  return r.outputFiles[0].text;
}

mkdirSync(here + "dist", { recursive: true });
const cli = await build({
  ...common, entryPoints: [here + "src/cli.ts"], format: "esm", platform: "node", target: "node20",
});
writeFileSync(here + "dist/verify-cli.mjs", cli.outputFiles[0].text);
const api = await build({
  ...common, entryPoints: [here + "src/api.ts"], format: "esm", platform: "node", target: "node20",
});
writeFileSync(here + "dist/api.mjs", api.outputFiles[0].text);

if (existsSync(here + "src/page/page.html")) {
  const worker = await script("src/page/worker.ts");
  const main = await script("src/page/main.ts", {
    define: { WORKER_SOURCE: JSON.stringify(worker) },
  });
  // The script goes into the page as text: nothing in it may end the element.
  const code = main.replace(/<\/script/gi, "<\\/script").replace(/<!--/g, "<\\!--");
  const css = (await build({
    ...common, entryPoints: [here + "src/page/page.css"], minify: true, target: ["chrome90"],
  })).outputFiles[0].text.trim();
  const hash = (t) => `'sha256-${createHash("sha256").update(t).digest("base64")}'`;
  // The worker inherits the policy: its source is a blob of this very page. Requests go to the
  // platform that serves the page and nowhere else; a page from disk has no such place.
  const policy = `default-src 'none'; script-src ${hash(code)}; style-src ${hash(css)}; `
    + "connect-src 'self'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'";
  const html = readFileSync(here + "src/page/page.html", "utf8");
  const page = html.replace("{{POLICY}}", () => policy).replace("{{STYLE}}", () => css)
    .replace("{{SCRIPT}}", () => code);
  writeFileSync(here + "dist/verify.html", page);
  console.log(`dist/verify.html ${page.length} characters`);
}
