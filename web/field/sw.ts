import { generateSW } from "workbox-build";
import type { Plugin, Rollup } from "vite";

const ENTRY = "field/index.html";
const BESIDE = ["field/icon.svg", "field/icon-192.png", "field/manifest.webmanifest"];

/** The built files that the field page needs, followed from its own. */
function needed(bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set<string>([ENTRY, ...BESIDE]);
  const follow = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const chunk = bundle[name];
    if (chunk?.type !== "chunk") return;
    [...chunk.imports, ...chunk.dynamicImports].forEach(follow);
    const { importedCss, importedAssets } = (chunk as Rollup.OutputChunk & Metadata).viteMetadata;
    [...importedCss, ...importedAssets].forEach(follow);
  };
  const page = bundle[ENTRY];
  if (page?.type === "asset") {
    for (const [, name] of String(page.source).matchAll(/"\/(assets\/[^"]+)"/gu)) {
      if (name) follow(name);
    }
  }
  return found;
}

interface Metadata {
  viteMetadata: { importedCss: Set<string>; importedAssets: Set<string> };
}

/**
 * Writes the worker that keeps the field pages, and nothing else, on the phone. It answers for
 * pages and their files only: what the platform says is kept by the pages themselves, which know
 * whose it is.
 */
export function serviceWorker(dist: string): Plugin {
  let files = new Set<string>();
  return {
    name: "field-worker",
    apply: "build",
    writeBundle(_, bundle) {
      files = needed(bundle);
    },
    async closeBundle() {
      if (files.size === 0) return;
      const { warnings } = await generateSW({
        swDest: `${dist}/field/sw.js`,
        globDirectory: dist,
        globPatterns: [...files],
        // These names hold a digest of what is in them.
        dontCacheBustURLsMatching: /^\/?assets\//u,
        modifyURLPrefix: { "": "/" },
        manifestTransforms: [pageByAddress],
        navigateFallback: "/field/",
        navigateFallbackAllowlist: [/^\/field\//u],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        mode: "production",
      });
      if (warnings.length > 0) this.warn(warnings.join("\n"));
    },
  };
}

/** The page is kept under the address that people open. */
const pageByAddress = (entries: { url: string; revision: string | null; size: number }[]) => ({
  manifest: entries.map((it) => (it.url === `/${ENTRY}` ? { ...it, url: "/field/" } : it)),
});
