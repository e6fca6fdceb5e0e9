import { fileURLToPath } from "node:url";
import legacy from "@vitejs/plugin-legacy";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browser that is served: Chromium 90, as on government desktops. */
export const BROWSERS = "chrome90";

/** Where the platform answers while the pages are worked on. */
const PLATFORM = process.env.SUNLOT_PLATFORM ?? "http://127.0.0.1:8420";
const proxy = Object.fromEntries(
  ["/api", "/log", "/health", "/verify"].map((path) => [
    path,
    { target: PLATFORM, changeOrigin: false },
  ]),
);

/** The surfaces with addresses of their own below the page: any of them is answered by the page. */
const SURFACES = ["office"];

/** While developing, as the platform does it: `/office/tasks` is the page `/office/`. */
const surfaces: Plugin = {
  name: "surfaces",
  configureServer(server) {
    server.middlewares.use((request, _, next) => {
      const [path = ""] = (request.url ?? "").split("?");
      const surface = SURFACES.find((name) => path.startsWith(`/${name}/`) && !path.includes("."));
      if (surface) request.url = `/${surface}/index.html`;
      next();
    });
  },
};

export default defineConfig({
  root: here("."),
  plugins: [
    react(),
    surfaces,
    // What the language has learned since is brought along; the syntax is left as it is.
    legacy({ renderLegacyChunks: false, modernPolyfills: true, modernTargets: "chrome >= 90" }),
  ],
  resolve: {
    alias: {
      "@api": here("packages/api"),
      "@terms": here("packages/terms"),
      "@ui": here("packages/ui"),
    },
  },
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    outDir: here("dist"),
    emptyOutDir: true,
    // Nothing inline: the pages' policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(SURFACES.map((name) => [name, here(`${name}/index.html`)])),
    },
  },
  server: { proxy },
  preview: { proxy },
  test: { environment: "jsdom", include: ["{packages,console,ceremony,field}/**/*.test.{ts,tsx}"] },
});
