// Writes what the pages know of the API: types for the compiler, and the Chinese labels of every
// field and operation for forms and tables. Both come from the published description alone.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { describe } from "./describe.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const source = here("../../../crates/api/openapi.json");
const description = JSON.parse(readFileSync(source, "utf8"));

// The client adds the keys of submissions itself.
for (const item of Object.values(description.paths)) {
    for (const operation of Object.values(item)) {
        operation.parameters = operation.parameters?.filter((it) => it.in !== "header");
    }
}

const note = "// Generated from crates/api/openapi.json by `npm run generate`; never edited.\n";
mkdirSync(here("generated"), { recursive: true });
const types = astToString(await openapiTS(description, { alphabetize: true }));
writeFileSync(here("generated/schema.d.ts"), note + types);
writeFileSync(here("generated/described.json"), `${JSON.stringify(describe(description))}\n`);
