import { beforeEach, describe, expect, it } from "vitest";
import { fromHex, toBigInt, toHex, utf8 } from "../../../verify/src/ssj1/bytes.ts";
import { digest, SM3 } from "../../../verify/src/ssj1/hash.ts";
import { Point, sm2Verify } from "../../../verify/src/ssj1/sm2.ts";
import { DIGITS, digitsOf, grouped } from "./digits";
import { asFile, fresh, fromFile, keep, kept, promiseOf } from "./nonce";
import { keyText, newKey, open, publicKey, readKey, sign, USER_ID } from "./sm2";

const entropy = () => crypto.getRandomValues(new Uint8Array(32));

describe("a contributor's number", () => {
  beforeEach(() => localStorage.clear());

  it("stays with its draw and its party", () => {
    const nonce = fresh();
    keep("P-1/1", "party:b", nonce);
    expect(kept("P-1/1", "party:b")).toBe(nonce);
    expect(kept("P-1/2", "party:b")).toBeUndefined();
    expect(kept("P-1/1", "party:c")).toBeUndefined();
  });

  it("is promised as the specification's example says", () => {
    // Appendix A of the design: dept:scjg with r = 00…1f.
    const nonce = toHex(Uint8Array.from({ length: 32 }, (_, i) => i));
    expect(promiseOf("620422-2026-2-001/1", "dept:scjg", nonce)).toBe(
      "ef5bd052cc6b8ae5cc3fbadb9f91d65bf87782e737c83c4d4004ae09a420fbaf",
    );
  });

  it("comes back from its file, and from no other", async () => {
    const nonce = fresh();
    const text = await asFile("P-1/1", "party:b", nonce).text();
    expect(fromFile(text, "P-1/1", "party:b")).toBe(nonce);
    expect(() => fromFile(text, "P-1/2", "party:b")).toThrow("另一次抽取");
    expect(() => fromFile(text, "P-1/1", "party:c")).toThrow("另一方");
    expect(() => fromFile("x", "P-1/1", "party:b")).toThrow("不是随机数文件");
  });
});

/** C1 ‖ C3 ‖ C2 of GB/T 32918.4, as the platform seals. */
function seal(publicHex: string, nonce: string): string {
  const k = toBigInt(digest(SM3, fromHex(nonce)));
  const shared = fromHex(Point.fromHex(publicHex).multiply(k).toHex(false));
  const mask = digest(SM3, shared.subarray(1), new Uint8Array([0, 0, 0, 1]));
  const plain = fromHex(nonce);
  const c3 = digest(SM3, shared.subarray(1, 33), plain, shared.subarray(33));
  const c2 = plain.map((byte, i) => byte ^ mask[i]!);
  return Point.BASE.multiply(k).toHex(false) + toHex(c3) + toHex(c2);
}

describe("a holder's key", () => {
  it("opens its own box and no other", () => {
    const [own, other] = [newKey("jijian", entropy()), newKey("lianxi", entropy())];
    const nonce = fresh();
    const sealed = seal(publicKey(own), nonce);
    expect(open(own, sealed)).toBe(nonce);
    expect(open(other, sealed)).toBeUndefined();
    expect(open(own, `${sealed.slice(0, -1)}${sealed.endsWith("0") ? "1" : "0"}`)).toBeUndefined();
    expect(open(own, "00")).toBeUndefined();
  });

  it("signs what the verifier accepts", () => {
    const key = newKey("jijian", entropy());
    const text = utf8("SSJ-1/receipt\n");
    const receipt = fromHex(sign(key, text, entropy));
    expect(sm2Verify(fromHex(publicKey(key)), USER_ID, text, receipt)).toBe(true);
    expect(sm2Verify(fromHex(publicKey(key)), USER_ID, utf8("other"), receipt)).toBe(false);
  });

  it("survives its file", () => {
    const key = newKey("jijian", entropy());
    expect(readKey(keyText(key))).toEqual(key);
    expect(() => readKey("SSJ-1 secret key\nx\n12\n")).toThrow("不是托管钥匙文件");
  });
});

describe("digits of a drum", () => {
  it("are digits alone, as many as there are", () => {
    expect(digitsOf("１２ 34-5a6")).toBe("123456");
    expect(digitsOf("9".repeat(30))).toHaveLength(DIGITS);
    expect(grouped("12345678")).toBe("1234 5678");
  });
});
