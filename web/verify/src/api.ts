/** What the tests call, bundled once. */
export * from "./ssj1/bytes.ts";
export * from "./ssj1/hash.ts";
export * from "./ssj1/merkle.ts";
export * from "./ssj1/record.ts";
export * from "./ssj1/quota.ts";
export * from "./ssj1/tickets.ts";
export * from "./ssj1/flow.ts";
export * from "./ssj1/limbs.ts";
export * from "./ssj1/replacement.ts";
export * from "./ssj1/signatures.ts";
export * from "./ssj1/sm2.ts";
export { beaconBytes, beaconForm } from "./verify/entries.ts";
export * from "./verify/notes.ts";
export * from "./verify/pools.ts";
export * from "./verify/certificate.ts";
export * from "./verify/verify.ts";
export * from "./verify/unpack.ts";
export { readRules } from "./verify/rules.ts";
