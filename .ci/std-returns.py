#!/usr/bin/env python3
"""Prints what functions of the standard library return, and what their closures take:
src/model/next/std/returns.txt.

Reads the documentation that rustup installs (`rustup component add rust-docs`). One owner a line, then
`name:type` or `name:type|argument`, where a type is `Outer<Inner<...>`, `T` is what the owner holds,
whatever implements `Iterator` is `Iterator<item>`, and a closure's argument is told where it is `T`.

    .ci/std-returns.py > src/model/next/std/returns.txt
"""
import collections
import html
import os
import re
import subprocess

SYSROOT = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
DOCS = os.path.join(SYSROOT, "share/doc/rust/html")
PAGE = re.compile(r"(fn|struct|enum|trait|primitive|union)\.([A-Za-z_0-9]+)\.html$")
METHOD = re.compile(
    r'<section id="(?:method|tymethod)\.([a-z_0-9]+)(?:-\d+)?" class="method(?: trait-impl)?">.*?<h4 class="code-header">(.*?)</h4>',
    re.S,
)
ITEM = re.compile(r'type <a [^>]*associatedtype\.Item"[^>]*>Item</a> = (.*?)</h4>', re.S)
SKIPPED = ("/arch", "/core_arch", "/simd", "intrinsics", "/f16", "/f128")
# Types that are known by what they hold.
WRAPPERS = "Box Arc Rc Pin Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard".split()
# Their items are those of what the closure, or the item, is.
FLAT = ("FlatMap", "Flatten")
# What a type is said to hold, where it isn't called T.
HELD = {"HashMap": "V", "BTreeMap": "V", "Cow": "B", "Iterator": "Item"}


def plain(code):
    code = re.sub(r'<a [^>]*class="tooltip".*?</a>', "", code)
    code = re.sub(r'<a [^>]*primitive.slice.html"[^>]*>\[', "[", code)
    code = re.sub(r"<(?:div|br|span)", r" \g<0>", code)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", code)).split())


def matching(text, at, opens, closes):
    depth = 0
    for i in range(at, len(text)):
        if text[i] == opens:
            depth += 1
        elif text[i] == closes and text[i - 1] != "-":
            depth -= 1
            if depth == 0:
                return i
    return len(text)


def parts(text):
    """Splits at the commas outside of brackets."""
    depth, last, out = 0, 0, []
    for i, c in enumerate(text):
        if c in "<([":
            depth += 1
        elif c in ">)]" and text[i - 1 : i + 1] != "->":
            depth -= 1
        elif c == "," and depth == 0:
            out.append(text[last:i])
            last = i + 1
    return [p.strip() for p in out + [text[last:]] if p.strip()]


def chain(text, owner, held, items):
    """The names of a type and of what it wraps, outermost first."""
    text = re.sub(r"^(?:&|mut |dyn |impl |const |'\w+ |\*)+", "", text.strip()).strip()
    text = re.sub(r"^(?:&|mut |dyn |impl |'\w+ )+", "", text)
    if text.startswith("["):
        return ["slice"] + chain(re.split(r";", text[1:].rstrip("]"))[0], owner, held, items)
    found = re.match(r"(?:<?\w+(?: as \w+)?>?::)*(\w+)", text)
    if not found or text.startswith("("):
        return []
    name, rest = found.group(1), text[found.end() :]
    if name == "Self":
        return [owner] + (["T"] if held else [])
    if name == held or name == "Item" or (name == "Output" and held == "T" and owner == "slice"):
        return ["T"]
    if len(name) == 1 or name in ("Output", "Target", "Owned", "Err", "Error"):
        return []
    if name == "Item":
        return ["T"]
    inner = []
    if rest.startswith("<"):
        inside = rest[1 : matching(rest, 0, "<", ">")]
        wanted = [p for p in parts(inside) if not p.startswith("'")]
        wanted = [p.split("=", 1)[1] if re.match(r"Item ?=", p) else p for p in wanted]
        if wanted:
            inner = chain(wanted[0], owner, held, items)
    if name in WRAPPERS:
        return inner or ["T"]
    name = {"LockResult": "Result", "TryLockResult": "Result"}.get(name, name)
    if name in items and name != "Iterator":
        item = [] if name in FLAT else items[name]
        if inner[:1] == ["Iterator"]:
            inner = inner[1:]
        if item == ["T"]:
            item = inner or (["T"] if held else [])
        return ["Iterator"] + item
    return [name] + inner


def told(owner, held, signature, items):
    """`type|argument` of a function."""
    at = signature.find("(", signature.find("fn "))
    generics = signature.find("<")
    if 0 <= generics < at:
        at = signature.find("(", matching(signature, generics, "<", ">"))
    rest = signature[matching(signature, at, "(", ")") + 1 :].strip()
    returned = []
    if rest.startswith("->"):
        returned = chain(re.split(r"\bwhere\b", rest[2:])[0], owner, held, items)
    takes = ""
    closure = re.search(r"Fn(?:Once|Mut)?\((?:&|mut |'\w+ )*(?:Self::)?(\w+)(?:, [^)]*)?\)", signature)
    if closure and closure.group(1) in (held, "Item") and held:
        takes = "|T"
    out = ""
    for name in reversed(returned[:3]):
        out = f"{name}<{out}>" if out else name
    return out + takes


pages = []
for crate in ("std", "core", "alloc"):
    for folder, below, files in os.walk(os.path.join(DOCS, crate)):
        if any(skipped in folder for skipped in SKIPPED):
            below[:] = []
            continue
        for page in files:
            found = PAGE.match(page)
            if found:
                with open(os.path.join(folder, page), encoding="utf-8") as text:
                    pages.append((os.path.basename(folder), *found.groups(), text.read()))

items = {"Iterator": ["T"]}
for again in range(2):
    for _, kind, name, text in pages:
        if kind == "struct" and f"impl-Iterator-for-{name}" in text:
            after = text[text.index(f"impl-Iterator-for-{name}") :]
            found = ITEM.search(after)
            if found:
                items[name] = chain(plain(found.group(1)), name, "T", items)

owners = collections.defaultdict(dict)
for module, kind, name, text in pages:
    if kind == "fn":
        found = re.search(r'<pre class="rust item-decl"><code>(.*?)</code></pre>', text, re.S)
        if found:
            owners[module].setdefault(name, told(module, "", plain(found.group(1)), items))
        continue
    held = HELD.get(name, "T")
    declared = re.search(r'<pre class="rust item-decl"><code>(.*?)</code></pre>', text, re.S)
    if name not in HELD and name not in ("slice", "array", "Iterator"):
        head = plain(declared.group(1)).split("{")[0] if declared else ""
        held = "T" if re.search(r"<[^>]*\bT\b", head) else ""
    for method, signature in METHOD.findall(text.split('id="trait-implementations"')[0]):
        owners[name].setdefault(method, told(name, held, plain(signature), items))
for owner in sorted(owners):
    known = [f"{name}:{what}" for name, what in owners[owner].items() if what]
    if known:
        print(owner, *known)
