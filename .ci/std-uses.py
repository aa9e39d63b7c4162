#!/usr/bin/env python3
"""Prints how often public code writes names of the standard library: src/model/next/std/uses.txt.

    .ci/std-uses.py REPO... > src/model/next/std/uses.txt

Each REPO is a git folder; its files at HEAD are read. A name that three of them write has a line: the
name, then how often after a dot, after `::`, and elsewhere. The shipped file is of zoxide, clap, broot,
rayon, alacritty, starship, atuin, exa and serde.
"""
import collections
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = os.path.join(HERE, "../src/privacy/std_words.txt")
OWNERS = os.path.join(HERE, "../src/model/next/std/owners.txt")
LEAST = 3
# Comments and literals are no words; a lifetime is none either.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|r(\#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\[^']*|[^\\'])'|'\w+|::|\.|[A-Za-z_]\w*|\S""",
    re.S,
)


def texts(repository):
    files = subprocess.check_output(
        ["git", "-C", repository, "ls-tree", "-r", "--name-only", "-z", "HEAD"]
    )
    for path in files.decode("utf-8", "replace").split("\0"):
        if path.endswith(".rs"):
            blob = subprocess.run(
                ["git", "-C", repository, "show", f"HEAD:{path}"], capture_output=True
            )
            yield blob.stdout.decode("utf-8", "replace")


def main():
    names = set(open(WORDS).read().split())
    names |= {word.split(":")[0] for word in open(OWNERS).read().split()}
    times = collections.defaultdict(lambda: [0, 0, 0])
    writers = collections.defaultdict(set)
    for repository in sys.argv[1:]:
        for text in texts(repository):
            before = ""
            for found in TOKEN.finditer(text):
                token = found.group()
                if token.startswith(("//", "/*")):
                    continue
                if token in names:
                    place = {".": 0, "::": 1}.get(before, 2)
                    times[token][place] += 1
                    writers[token].add(repository)
                before = token
    for name in sorted(times):
        if len(writers[name]) >= LEAST:
            print(name, *times[name])


main()
