#!/usr/bin/env python3
"""Prints the members of the standard library's types and modules: src/model/next/std/owners.txt.

Reads the documentation that rustup installs (`rustup component add rust-docs`): items of modules from
the names of pages, members of types from their anchors. One owner a line, then `name:role`, where role
is 1 for a field, 2 for a variant, 3 for a function, 4 for an item.

    .ci/std-owners.py > src/model/next/std/owners.txt
"""
import collections
import os
import re
import subprocess

SYSROOT = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
DOCS = os.path.join(SYSROOT, "share/doc/rust/html")
ITEM = re.compile(
    r"(fn|struct|enum|trait|macro|type|constant|static|union|derive|attr|primitive|keyword|traitalias)"
    r"\.([A-Za-z_0-9]+)!?\.html$"
)
MEMBER = re.compile(
    r'id="(method|tymethod|variant|structfield|associatedconstant)\.([A-Za-z_][A-Za-z_0-9]*)"'
)
ROLES = {"structfield": 1, "variant": 2}
SKIPPED = ("/arch", "/core_arch", "/simd", "intrinsics")

owners = collections.defaultdict(dict)
for crate in ("std", "core", "alloc", "proc_macro"):
    for folder, below, files in os.walk(os.path.join(DOCS, crate)):
        if any(skipped in folder for skipped in SKIPPED):
            below[:] = []
            continue
        module = os.path.basename(folder)
        owners[module].update((name, 4) for name in below)
        for page in files:
            found = ITEM.match(page)
            if not found or found.group(1) in ("keyword", "attr", "derive"):
                continue
            kind, name = found.groups()
            if kind != "primitive":
                owners[module][name] = 4
            if kind in ("struct", "enum", "trait", "primitive", "union"):
                with open(os.path.join(folder, page), encoding="utf-8") as text:
                    own = text.read().split('id="trait-implementations"')[0]
                owners[name].update((m, ROLES.get(k, 3)) for k, m in MEMBER.findall(own))
for owner in sorted(owners):
    print(owner, *(f"{name}:{role}" for name, role in owners[owner].items()))
