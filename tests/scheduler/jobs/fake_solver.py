"""A solver process that speaks like `solver.runner` and behaves as its first argument says."""

import json
import sys
from pathlib import Path


def say(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


def main(behaviour: str, problem: str) -> int:
    """`quick` answers, `stoppable` does when it is asked to stop, `crash` and `complain` do not answer."""
    json.loads(Path(problem).read_text("utf-8"))
    say("progress", elapsed=0.1, cost=40, bound=None, violations=0, unplaced=1, terms={}, source="fake")
    if behaviour == "crash":
        print("Segmentation fault (core dumped)", file=sys.stderr)
        return 139
    if behaviour == "complain":
        say("error", text="activity 'a1.1': has no times")
        return 2
    if behaviour == "stoppable":
        sys.stdin.readline()
    say("progress", elapsed=0.2, cost=20, bound=20, violations=0, unplaced=0, terms={}, source="fake")
    say("solution", solution={"assignments": {}, "cost": 20, "bound": 20})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
