#!/usr/bin/env python3
"""Verifies a bundle of Fundament's log: verify.py BUNDLE [KEY]. Format: README.md. Python 3; the signature needs `cryptography`.
Not checked: how a line is written (blanks between tokens), only what it says. `fundament log verify` checks both."""
import hashlib, json, sys

def digest(*fields):  # SHA-256 over fields, each with its length before it as eight big-endian bytes
    return hashlib.sha256(b"".join(len(f).to_bytes(8, "big") + f for f in fields)).hexdigest()

def number(n): return n.to_bytes(8, "big", signed=True)
def optional(text): return b"-" if text is None else b"+" + text.encode()
def wrong(line, why): sys.exit(f"line {line}: {why}")
def read(line, text):  # a name that stands twice might be read otherwise elsewhere
    try: told = json.loads(text, object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else None)
    except ValueError: told = None
    return told if isinstance(told, dict) else wrong(line, "this is no JSON object with each name once")

with open(sys.argv[1], "rb") as file:
    lines = file.read().split(b"\n")
if len(lines) < 3 or lines.pop() != b"": wrong(len(lines), "the file is empty or cut short")
head, foot = read(1, lines[0]), read(len(lines), lines[-1])
if head.get("bundle") != "fundament-log-1": wrong(1, "no bundle of Fundament's log")
if "signature" not in foot: wrong(len(lines), "the file is cut short: the signature is missing")
seq, previous, tenant = head["first"], head["previous"], head["tenant"].encode()
for place, line in enumerate(lines[1:-1], 2):
    e = read(place, line)
    if set(e) != {"seq", "at", "account", "name", "act", "kind", "key", "detail", "hash"}: wrong(place, "an act has other fields than it should")
    fields = [e[name].encode() for name in ("account", "name", "act")] + [optional(e["kind"]), optional(e["key"]), e["detail"].encode()]
    if e["seq"] != seq: wrong(place, f"act {seq} is missing")
    if digest(previous.encode(), tenant, number(seq), number(e["at"]), *fields) != e["hash"]: wrong(place, f"act {seq} has been changed")
    seq, previous = seq + 1, e["hash"]
if (foot["entries"], foot["last"], foot["hash"]) != (seq - head["first"], seq - 1, previous): wrong(len(lines), "the last line does not fit")
if len(sys.argv) > 2 and head["key"] != sys.argv[2]: wrong(1, f"signed by another key: {head['key']}")
try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit(print(f"the chain of {foot['entries']} acts holds; the signature was NOT checked: install `cryptography`") or 3)
signed = digest(b"fundament-log-bundle-1", lines[0], number(foot["entries"]), previous.encode()).encode()
try: Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"])).verify(bytes.fromhex(foot["signature"]), signed)
except Exception: wrong(len(lines), "the signature does not fit")
print(f"the chain of {foot['entries']} acts and the signature hold; signed by {head['key']}" + ("" if len(sys.argv) > 2 else " (whose key that is has not been proven)"))
