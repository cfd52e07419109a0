"""Verifies a bundle of Fundament's log, in the format of README.md: python3 verify.py BUNDLE [KEY]. The signature needs `cryptography`."""
import hashlib, json, sys
def digest(*fields):  # SHA-256 over texts and numbers, each with its length before it as eight big-endian bytes
    fields = [one.to_bytes(8, "big", signed=True) if isinstance(one, int) else one.encode() for one in fields]
    return hashlib.sha256(b"".join(len(one).to_bytes(8, "big") + one for one in fields)).hexdigest()
def demand(holds, line, why): holds or sys.exit(f"line {line}: {why}")
def read(line, text):  # a name that stands twice might be read otherwise elsewhere: such an object is none
    try: return {**json.loads(text, object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else None)}
    except (ValueError, TypeError): demand(False, line, "this is no JSON object with each name once")

with open(sys.argv[1], "rb") as file: lines = file.read().split(b"\n")
demand(len(lines) > 2 and lines.pop() == b"", len(lines), "the file is empty or cut short")
head, foot = read(1, lines[0]), read(len(lines), lines[-1])
demand(head.get("bundle") == "fundament-log-1", 1, "no bundle of Fundament's log")
seq, previous = head["first"], head["previous"]
for place, line in enumerate(lines[1:-1], 2):
    demand(set(e := read(place, line)) == {"seq", "at", "account", "name", "act", "kind", "key", "detail", "hash"}, place, "an act has other fields than it should")
    demand(e["seq"] == seq, place, f"act {seq} is missing")
    texts = (e["account"], e["name"], e["act"], *("-" if one is None else "+" + one for one in (e["kind"], e["key"])), e["detail"])
    demand(digest(previous, head["tenant"], e["seq"], e["at"], *texts) == e["hash"], place, f"act {seq} has been changed")
    seq, previous = seq + 1, e["hash"]
demand(foot == {"entries": seq - head["first"], "last": seq - 1, "hash": previous, "signature": foot.get("signature")}, len(lines), "the last line does not fit, or the file is cut short")
demand(sys.argv[2:] in ([], [head["key"]]), 1, f"signed by another key: {head['key']}")
signed = digest("fundament-log-bundle-1", lines[0].decode(), foot["entries"], previous).encode()
try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"])).verify(bytes.fromhex(foot["signature"]), signed)
except ImportError: sys.exit(print(f"the chain of {foot['entries']} acts holds; the signature was NOT checked: install `cryptography`") or 3)
except Exception: demand(False, len(lines), "the signature does not fit")
print(f"the chain of {foot['entries']} acts and the signature hold; signed by {head['key']}" + ("" if len(sys.argv) > 2 else " (whose key that is has not been proven)"))
