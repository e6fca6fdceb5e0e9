// One-time codes (RFC 6238, SHA-1, six digits, 30 seconds), as the validator on a phone makes them.
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_S = 30;

function decode(base32) {
    const bits = [...base32.replace(/=+$/u, "")]
        .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0"))
        .join("");
    return Buffer.from(bits.match(/.{8}/gu).map((byte) => parseInt(byte, 2)));
}

/** The code of a secret at a moment. */
export function totp(secret, seconds) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(seconds / STEP_S)));
    const mac = createHmac("sha1", decode(secret)).update(counter).digest();
    const at = mac[mac.length - 1] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
