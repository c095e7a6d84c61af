"""Solve the public faculties of ITC-2007 and compare with what is published.

Run: .venv/bin/python benchmarks/itc2007.py [--time-limit 300] [--seeds 3] [--instances comp01] [--note TEXT]
"""

import argparse

from sections import best_bound, longest, middle, row, shared_folder, write_section

# Best known; best published average at about five minutes (Müller 2007; Bellio and others 2012).
PUBLISHED = {
    "comp01": (5, 5),
    "comp02": (24, 53.0),
    "comp03": (62, 79.0),
    "comp04": (35, 38.3),
    "comp05": (284, 343.5),
    "comp06": (27, 50.4),
    "comp07": (6, 23.8),
    "comp08": (37, 43.6),
    "comp09": (96, 105.0),
    "comp10": (4, 20.5),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--instances", default=",".join(PUBLISHED))
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    names = options.instances.split(",")
    rows, total = [], 0.0
    for name in names:
        runs = row(shared_folder() / "cb-ctt" / f"{name}.ctt", options.time_limit, options.seeds)
        broken = sum(run.violations for run in runs)
        total += middle(runs)
        known, average = PUBLISHED[name]
        costs = " ".join(str(run.cost) for run in runs)
        rows.append(
            f"| {name} | {costs} | {middle(runs):g} | {best_bound(runs)} | {broken} | {longest(runs)} "
            f"| {known} | {average} |"
        )
    table = "\n".join(
        [
            f"## ITC-2007, {options.time_limit:g} s limit, two workers",
            "",
            f"`benchmarks/itc2007.py --time-limit {options.time_limit:g} --seeds {options.seeds} "
            f"--instances {options.instances}`. {options.note}".strip(),
            "",
            "| instance | costs | median | bound | broken rules | s | best known | best published average |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            f"Sum of medians: {total:g} (best known {sum(PUBLISHED[name][0] for name in names)}, "
            f"best published averages {sum(PUBLISHED[name][1] for name in names):g}).",
        ]
    )
    write_section(f"itc2007-{options.time_limit:g}", table)


if __name__ == "__main__":
    main()
