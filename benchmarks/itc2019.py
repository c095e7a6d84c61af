"""Solve the public universities of ITC-2019 and compare with what is known.

Run: .venv/bin/python benchmarks/itc2019.py [--time-limit 300] [--seeds 3] [--instances NAMES] [--note TEXT]
"""

import argparse

from sections import best_bound, middle, row, shared_folder, write_section

# What is known: best known cost, or what UniTime's engine reached on such a machine in 30 s.
KNOWN = {
    "lums-sum17": "4, optimal",
    "wbg-fal10": "116, UniTime in 30 s",
    "pu-cs-fal07": "270, UniTime in 30 s",
    "muni-fsps-spr17": "868, optimal",
    "tg-fal17": "4215, optimal",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--instances", default=",".join(KNOWN))
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    rows = []
    for name in options.instances.split(","):
        runs = row(shared_folder() / "itc2019" / f"{name}.xml", options.time_limit, options.seeds)
        broken = sum(run.violations for run in runs)
        costs = " ".join(str(run.cost) for run in runs)
        rows.append(
            f"| {name} | {costs} | {middle(runs):g} | {best_bound(runs)} | {broken} | {KNOWN[name]} |"
        )
    table = "\n".join(
        [
            f"## ITC-2019, {options.time_limit:g} s limit, two workers",
            "",
            f"`benchmarks/itc2019.py --time-limit {options.time_limit:g} --seeds {options.seeds} "
            f"--instances {options.instances}`. {options.note}".strip(),
            "",
            "| instance | costs | median | bound | broken rules | known |",
            "|---|---|---|---|---|---|",
            *rows,
        ]
    )
    write_section(f"itc2019-{options.time_limit:g}", table)


if __name__ == "__main__":
    main()
