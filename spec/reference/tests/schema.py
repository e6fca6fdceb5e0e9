"""A validator for exactly the JSON Schema keywords that bundle-1.schema.json uses."""

import json
import os
import re

PATH = os.path.join(os.path.dirname(__file__), "..", "..", "bundle-1.schema.json")
KNOWN = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum",
         "const", "pattern", "minimum", "maximum", "minItems", "maxItems", "minLength",
         "maxLength", "oneOf", "anyOf"}
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


class Schema:
    """The schema document."""

    def __init__(self):
        with open(PATH, encoding="utf-8") as f:
            self.defs = json.load(f)["$defs"]

    def error(self, value, name):
        """None when the value is valid under a definition, else a sentence."""
        return self._error(value, self.defs[name], name)

    def _error(self, value, s, at):
        unknown = set(s) - KNOWN
        if unknown:
            raise ValueError("keyword not supported: %s" % unknown)
        if "$ref" in s:
            return self._error(value, self.defs[s["$ref"].split("/")[-1]], at)
        for key, need in (("anyOf", lambda n: n >= 1), ("oneOf", lambda n: n == 1)):
            if key in s:
                good = sum(self._error(value, x, at) is None for x in s[key])
                return None if need(good) else "%s: %d of %s" % (at, good, key)
        if "const" in s and (value != s["const"] or type(value) is not type(s["const"])):
            return at + ": const"
        if "enum" in s and value not in s["enum"]:
            return at + ": enum"
        if "type" in s and type(value) is not TYPES[s["type"]]:
            return at + ": type"
        return self._parts(value, s, at)

    def _parts(self, value, s, at):
        if type(value) is str:
            if "pattern" in s and not re.search(s["pattern"], value):
                return at + ": pattern"
            if not s.get("minLength", 0) <= len(value) <= s.get("maxLength", 1 << 40):
                return at + ": length"
        if type(value) is int and not s.get("minimum", value) <= value <= s.get("maximum", value):
            return at + ": range"
        if type(value) is list:
            if not s.get("minItems", 0) <= len(value) <= s.get("maxItems", 1 << 40):
                return at + ": items"
            return next((e for i, x in enumerate(value)
                         if (e := self._error(x, s["items"], "%s[%d]" % (at, i)))), None)
        if type(value) is dict:
            if set(value) != set(s["required"]) or s["additionalProperties"]:
                return "%s: keys %s" % (at, set(value) ^ set(s["required"]))
            return next((e for k in sorted(value)
                         if (e := self._error(value[k], s["properties"][k], at + "." + k))), None)
        return None
