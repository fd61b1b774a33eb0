#!/usr/bin/env python3
"""Checks what `valetkey audit export --signed` or `valetkey audit proof` wrote. It needs Python 3 and nothing else.

    python3 verify-export.py KEY FILE      KEY is the line of `valetkey audit key`; get it from someone you trust.

Sources: RFC 6962 and 9162 (tree), RFC 8032 (Ed25519), c2sp.org/signed-note, /tlog-checkpoint and /tlog-proof."""
import base64, hashlib, json, sys
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def need(ok, why):
    if not ok: raise SystemExit("NOT VALID: " + why)
def b64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64")
    return raw
def point(raw):
    y, odd = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P: x = x * pow(2, (P - 1) // 4, P) % P
    need(y < P and (x * x - square) % P == 0 and (x or not odd), "a point that is not on the curve")
    x = P - x if x % 2 != odd else x
    return x, y, 1, x * y % P
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def times(n, p):
    total = 0, 1, 1, 0
    for bit in bin(n)[2:]: total = add(add(total, total), p) if bit == "1" else add(total, total)
    return total
def is_signed(key, text, signature):
    s, hashed = int.from_bytes(signature[32:], "little"), hashlib.sha512(signature[:32] + key + text).digest()
    need(len(key) == 32 and len(signature) == 64 and s < Q, "lengths of key and signature")
    left = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    right = add(point(signature[:32]), times(int.from_bytes(hashed, "little") % Q, point(key)))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
def leaf(line): return hashlib.sha256(b"\0" + line).digest()
def node(left, right): return hashlib.sha256(b"\1" + left + right).digest()
def root_of_log(tree, size, lines):
    need(len(tree) == bin(size).count("1"), "the hashes of what was removed")
    tree = list(tree)
    for n, line in enumerate(lines, size + 1):
        tree.append(leaf(line))
        while n % 2 == 0: n, tree[-2:] = n // 2, [node(*tree[-2:])]
    need(tree, "there are no lines")
    while len(tree) > 1: tree[-2:] = [node(*tree[-2:])]
    return tree[0]
def root_of_proof(line, index, size, path):
    root, last = leaf(line), size - 1
    for beside in path:
        need(last > 0, "the proof is too long")
        root = node(beside, root) if index % 2 or index == last else node(root, beside)
        while index % 2 == 0 and index == last and index: index, last = index // 2, last // 2
        index, last = index // 2, last // 2
    need(last == 0, "the proof is too short")
    return root
def check_note(verifier, note, size, root, removed):
    name, id, typed = verifier.split("+", 2)
    key, text = b64(typed), f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    if removed: text += f"removed {removed}\n"
    start = f"{text}\n— {name} "
    need(hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == id and key[0] == 1, "the key")
    need(note.startswith(start) and note.endswith("\n"), "the lines are not those that were signed")
    signed = b64(note[len(start):-1])
    need(signed[:4].hex() == id and is_signed(key[1:], text.encode(), signed[4:]), "the signature")
def check(verifier, data):
    if data.startswith(b"c2sp.org/tlog-proof@v1\nextra "):
        head, note = data.decode().split("\n\n", 1)
        _, extra, at, *path = head.split("\n")
        line, index, size = b64(extra[6:]), int(at[6:]), int(note.split("\n")[1])
        removed = int(note.split("\n")[3][8:] or 0)
        need(at == f"index {index}" and 0 <= removed <= index < size, "the index")
        check_note(verifier, note, size, root_of_proof(line, index, size, [b64(one) for one in path]), removed)
        return f"VALID: this is line {index + 1} of {size}.\n{shown(line)}"
    need(data.endswith(b"\n"), "the end is missing")
    *lines, last = data[:-1].split(b"\n")
    removed, note = {"seq": 0, "tree": []}, json.loads(last)
    need(list(note) == ["signed"] and plain(note) == last, "the end is missing")
    if lines and lines[0].startswith(b'{"checkpoint":'):
        first = lines.pop(0)
        removed = json.loads(first)["checkpoint"]
        need(type(removed["seq"]) is int and removed["seq"] > 0, "the checkpoint")
        need(plain({"checkpoint": {"seq": removed["seq"], "tree": removed["tree"]}}) == first, "the checkpoint")
    root = root_of_log([b64(one) for one in removed["tree"]], removed["seq"], lines)
    check_note(verifier, note["signed"], removed["seq"] + len(lines), root, removed["seq"])
    return f"VALID: {len(lines)} lines, and {removed['seq']} before them that were removed. The last one:\n{shown(lines[-1])}"
def shown(line):
    """Nothing in it moves a cursor: extensions and servers chose some of these words."""
    return "".join(one if " " <= one <= "~" else ascii(one)[1:-1] for one in line.decode())
def plain(value): return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
if __name__ == "__main__":
    need(len(sys.argv) == 3, "usage: verify-export.py KEY FILE")
    try: print(check(sys.argv[1], open(sys.argv[2], "rb").read()))
    except (ValueError, KeyError, TypeError, IndexError) as error: need(False, repr(error))
