"""Hashes and signatures against the standards' own examples."""

import hashlib
import json
import unittest

from ssj1 import beacons, bls12381, ed25519, hashes, sm2
from ssj1.builder import FIXTURES


class Hashes(unittest.TestCase):
    def test_sm3_examples_and_lengths(self):
        for message, digest in hashes.SM3_EXAMPLES:
            self.assertEqual(hashes.sm3_pure(message).hex(), digest)
        for n in range(0, 130):
            data = bytes(i * 7 % 256 for i in range(n))
            self.assertEqual(hashes.sm3_pure(data), hashes.sm3(data))

    def test_tag_separates_suites_and_fields(self):
        self.assertNotEqual(hashes.tagged("SM3", "x", "ab", "c"), hashes.tagged("SM3", "x", "a",
                                                                               "bc"))
        text = b"\0\0\0\x0eSSJ-1/SHA256/x\0\0\0\0019"
        self.assertEqual(hashes.tagged("SHA256", "x", 9), hashlib.sha256(text).digest())


class Sm2(unittest.TestCase):
    """GM/T 0003.5-2012 Annex A."""
    KEY = bytes.fromhex("0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
                        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
    SIGNATURE = bytes.fromhex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
                              "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
    ID = "1234567812345678"

    def test_standard_example(self):
        d = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
        self.assertEqual(sm2.public_key(d), self.KEY)
        self.assertTrue(sm2.verify(self.KEY, b"message digest", self.SIGNATURE, self.ID))

    def test_refusals(self):
        for key, message, signature, user in (
                (self.KEY, b"message digesu", self.SIGNATURE, self.ID),
                (self.KEY, b"message digest", self.SIGNATURE, "x"),
                (self.KEY, b"message digest", b"\0" * 32 + self.SIGNATURE[32:], self.ID),
                (self.KEY, b"message digest", self.SIGNATURE[:32] + sm2.N.to_bytes(32, "big"),
                 self.ID),
                (self.KEY, b"message digest", self.SIGNATURE[:63], self.ID),
                (self.KEY[:-1] + b"\0", b"message digest", self.SIGNATURE, self.ID)):
            self.assertFalse(sm2.verify(key, message, signature, user))


class Ed25519(unittest.TestCase):
    """RFC 8032 §7.1, tests 1 and 3."""
    CASES = (
        ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39"
         "701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7"
         "60984dc6594a7c15e9716ed28dc027beceea1ec40a"))

    def test_rfc_examples(self):
        for seed, message, signature in self.CASES:
            seed, message = bytes.fromhex(seed), bytes.fromhex(message)
            self.assertEqual(ed25519.sign(seed, message).hex(), signature)
            key = ed25519.public_key(seed)
            good = bytes.fromhex(signature)
            self.assertTrue(ed25519.verify(key, message, good))
            self.assertFalse(ed25519.verify(key, message + b"x", good))
            s = int.from_bytes(good[32:], "little") + ed25519.L
            self.assertFalse(ed25519.verify(key, message, good[:32] + s.to_bytes(32, "little")))


class Drand(unittest.TestCase):
    def test_rounds_of_the_network(self):
        with open(FIXTURES, encoding="utf-8") as f:
            rounds = json.load(f)["rounds"]
        self.assertGreaterEqual(len(rounds), 5)
        for r in rounds[-3:]:
            key = bytes.fromhex(r["public_key"])
            self.assertTrue(beacons.drand_ok(r["round"], r["signature"], key))
            self.assertFalse(beacons.drand_ok(r["round"] + 1, r["signature"], key))

    def test_points_that_are_none(self):
        for data in (b"\0" * 48, b"\xc0" + b"\0" * 47, b"\x9f" + b"\xff" * 47, b"\x80" * 47):
            self.assertIsNone(bls12381.g1_from_bytes(data))

    def test_value_forms(self):
        good = {"ssq": "03,08,11,17,25,31+09", "dlt": "05,12,19,23,33+02,11",
                "ceremony": "01234567890123456789", "none": ""}
        bad = {"ssq": ["03,08,11,17,25,34+09", "03,03,11,17,25,31+09", "08,03,11,17,25,31+09",
                       "03,08,11,17,25,31+17", "03,08,11,17,25+09", "03,08,11,17,25,31",
                       "3,08,11,17,25,31+09", "03,08,11,17,25,31+09 "],
               "dlt": ["05,12,19,23,36+02,11", "05,12,19,23,33+02", "05,12,19,23,33+11,02"],
               "ceremony": ["0123456789012345678", "0123456789012345678x", "０" * 20],
               "none": ["x"], "drand-quicknet": ["", "AB" * 48, "ab" * 47]}
        for kind, text in good.items():
            self.assertTrue(beacons.value_ok(kind, text))
        for kind, texts in bad.items():
            for text in texts:
                self.assertFalse(beacons.value_ok(kind, text), text)


if __name__ == "__main__":
    unittest.main()
