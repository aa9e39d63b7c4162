#!/usr/bin/env python3
"""Whether one language server saves more keys than another on the same words of a history, and how sure that is.

run CLIENT OUT ARGS...     runs the replay client (a Python file with a class Replay whose commit() types a
                           commit, and a class Client) with ARGS and writes a line of JSON for each commit:
                           characters of the words typed, keys they cost, words, sum of reciprocal ranks after
                           one character. The last line has the processor time of the server and of its
                           children in seconds, and what `habitus wrap` counted of itself.
show OUT [OTHER...]        keys saved and mrr@1 of OUT, and how much more than of each OTHER, with 95 %
                           intervals: commits drawn with replacement, the same for both, 10,000 times.
"""
import importlib.util, json, os, random, sys


def processor(pid):
    """Seconds of a process and of all its living descendants apart."""
    tick = os.sysconf("SC_CLK_TCK")
    own, below, parents = 0, 0, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{name}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(name)] = (int(fields[1]), sum(map(int, fields[11:15])) / tick)
    own = parents.get(pid, (0, 0))[1]
    for child in parents:
        at = child
        while at in parents and at != pid:
            at = parents[at][0]
        if at == pid and child != pid:
            below += parents[child][1]
    return own, below


def run(client, out, args):
    sys.path.insert(0, os.path.dirname(os.path.abspath(client)))
    spec = importlib.util.spec_from_file_location("client", client)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = open(out, "w")
    times, counted = [0, 0], []
    commit, stop = module.Replay.commit, module.Client.stop

    def state(score):
        return [score.full, score.cost["keys_saved"], len(score.r[1]), sum(1 / (x + 1) for x in score.r[1] if x is not None)]

    async def measured(self, parent, child):
        before = state(self.score)
        await commit(self, parent, child)
        written.write(json.dumps([child] + [b - a for a, b in zip(before, state(self.score))]) + "\n")
        written.flush()

    async def stopped(self):
        for i, seconds in enumerate(processor(self.p.pid)):
            times[i] += seconds
        if "wrap" in self.cmd and not self.dead:
            status = await self.req("habitus/status", {}, 20)
            counted.append((status or {}).get("wrap"))
        await stop(self)

    module.Replay.commit, module.Client.stop = measured, stopped
    sys.argv = [client] + args
    module.main()
    written.write(json.dumps({"processor": times, "wrap": counted}) + "\n")


def read(out):
    rows = [json.loads(line) for line in open(out)]
    return {row[0]: row[1:] for row in rows if isinstance(row, list) and row[1] > 0}


def figures(rows):
    full, cost, words, ranks = (sum(column) for column in zip(*rows))
    return 1 - cost / full, ranks / max(1, words)


def show(out, others):
    own = read(out)
    print(f"{out}: %.4f keys saved, mrr@1 %.4f; {len(own)} commits, {sum(r[2] for r in own.values())} words" % figures(own.values()))
    for other in others:
        theirs = read(other)
        same = [c for c in own if c in theirs and own[c][0] == theirs[c][0]]
        if len(same) < max(len(own), len(theirs)):
            print(f"  {other}: only {len(same)} commits are the same")
        pairs = [(own[c], theirs[c]) for c in same]
        more = lambda pairs: [a - b for a, b in zip(figures([p[0] for p in pairs]), figures([p[1] for p in pairs]))]
        random.seed(1)
        drawn = [more(random.choices(pairs, k=len(pairs))) for _ in range(10_000)]
        for i, name in enumerate(("keys saved", "mrr@1")):
            column = sorted(d[i] for d in drawn)
            print(f"  {name} more than {other}: {more(pairs)[i]:+.4f} (95 %: {column[250]:+.4f} .. {column[9749]:+.4f})")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["run", client, out, *args]:
            run(client, out, args)
        case ["show", out, *others]:
            show(out, others)
        case _:
            sys.exit(__doc__)
