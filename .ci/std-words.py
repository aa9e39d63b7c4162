#!/usr/bin/env python3
"""Prints the public names of the standard library, one a line, sorted: src/privacy/std_words.txt.

Reads the documentation that rustup installs (`rustup component add rust-docs`): names of items from
the names of its pages, names of members from their anchors. Intrinsics of processors are left out.

    .ci/std-words.py > src/privacy/std_words.txt
"""
import os
import re
import subprocess

SYSROOT = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
DOCS = os.path.join(SYSROOT, "share/doc/rust/html")
MEMBER = re.compile(
    r'id="(?:method|tymethod|variant|structfield|associatedtype|associatedconstant)\.'
    r"([A-Za-z_][A-Za-z_0-9]*)"
)
ITEM = re.compile(
    r"(?:fn|struct|enum|trait|macro|type|constant|static|union|derive|attr|primitive|keyword|traitalias)"
    r"\.([A-Za-z_0-9]+)!?\.html$"
)

words = set()
for crate in ("std", "core", "alloc", "proc_macro", "test"):
    for folder, below, files in os.walk(os.path.join(DOCS, crate)):
        if "/arch" in folder or "/core_arch" in folder:
            below[:] = []
            continue
        words.update(os.path.relpath(folder, DOCS).split("/"))
        for name in filter(None, map(ITEM.match, files)):
            words.add(name.group(1))
        for page in (f for f in files if f.endswith(".html")):
            with open(os.path.join(folder, page), encoding="utf-8") as text:
                words.update(MEMBER.findall(text.read()))
print("\n".join(sorted(w for w in words if 3 <= len(w) <= 64)))
