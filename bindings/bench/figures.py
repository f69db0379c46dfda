"""Figures of the Python package: seconds of a plan, of an import, and memory."""

import resource
import subprocess
import sys
import time

import karpool

SPEC, ROUNDS = sys.argv[1], int(sys.argv[2])


def best(work: str) -> float:
    """The best of several fresh interpreters, less what an empty one takes."""

    def once(program: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        return time.perf_counter() - began

    return min(once(work) for _ in range(15)) - min(once("pass") for _ in range(15))


with open(SPEC) as file:
    text = file.read()
world = karpool.Sandbox(speed=1e6)
karpool.plan_sync(text, world=world)
taken = []
for _ in range(ROUNDS):
    began = time.perf_counter()
    karpool.plan_sync(text, world=world)
    taken.append(time.perf_counter() - began)
print("plan", sorted(taken)[len(taken) // 2])
print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print("import", best("import karpool"))
