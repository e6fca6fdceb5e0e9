"""Writes estimates.json and effects.json beside this file."""

import json
import math
import random
import warnings
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy.stats import hypergeom, t as student
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import samplics
    from samplics import PopParam
    from samplics.estimation import TaylorEstimator

HERE = Path(__file__).parent
Z = 1.959963984540054
VERSIONS = {
    "samplics": samplics.__version__,
    "statsmodels": statsmodels.__version__,
    "scipy": scipy.__version__,
    "numpy": np.__version__,
}


def units(strata):
    """One row a result: stratum, weight, in the group, with a problem."""
    rows = []
    for at, (eligible, _, known, members, hits) in enumerate(strata):
        for k in range(known):
            # What is outside of the group has problems of its own, which do not count.
            problem = k < hits or (k >= members and (k - members) % 2 == 0)
            rows.append((at, eligible / known, int(k < members), int(problem)))
    return np.array(rows, dtype=float)


def survey(strata):
    """Rate and standard error of the group, by the survey package."""
    rows = units(strata)
    if not (rows[:, 2] * rows[:, 3]).any():
        # The package divides by the rate.
        return 0.0, 0.0
    stratum = rows[:, 0].astype(int)
    estimator = TaylorEstimator(PopParam.mean)
    grouped = rows[:, 2].any() and not rows[:, 2].all()
    estimator.estimate(
        y=rows[:, 3],
        samp_weight=rows[:, 1],
        stratum=stratum,
        psu=np.arange(len(rows)),
        domain=rows[:, 2].astype(int) if grouped else None,
        fpc={at: 1 - s[2] / s[0] for at, s in enumerate(strata)},
    )
    point, error = estimator.point_est, estimator.stderror
    return (float(point[1]), float(error[1])) if grouped else (float(point), float(error))


def estimate(strata):
    rate, error = survey(strata)
    inside = [s for s in strata if s[3] > 0]
    size = sum(s[0] / s[2] * s[3] for s in inside)
    total = sum(s[0] / s[2] * s[4] for s in inside)
    weights = sum((s[0] / s[2] / size) ** 2 * s[3] * (1 - s[2] / s[0]) for s in inside)
    if weights == 0:
        return rate, 0.0, rate, rate, total, size, None
    by_weights = 1 / weights
    members = sum(s[3] for s in inside)
    agreed = rate < 1e-12 or rate > 1 - 1e-12 or error < 1e-12
    effective = by_weights
    if not agreed:
        most = members / (1 - members / size) if size > members else by_weights
        effective = min(most, rate * (1 - rate) / error**2)
    effective = max(effective, 1.0)
    degrees = max(sum(s[2] - 1 for s in inside), 1)
    narrowed = effective * (Z / student.ppf(0.975, degrees)) ** 2
    low, high = proportion_confint(rate * narrowed, narrowed, 0.05, "wilson")
    return rate, error, float(low), float(high), total, size, effective


def estimates():
    rng = random.Random(20260701)
    cases = []
    fixed = [
        [(400, 40, 40, 40, 7)],
        [(400, 40, 40, 40, 0)],
        [(400, 40, 40, 40, 40)],
        [(60, 60, 60, 60, 9)],
        [(5000, 150, 150, 31, 4)],
        [(8000, 240, 231, 231, 19), (3000, 120, 118, 118, 22), (700, 42, 42, 42, 15)],
        [(100, 10, 10, 10, 0), (100, 10, 10, 10, 10), (300, 15, 15, 15, 3)],
    ]
    for strata in fixed:
        cases.append(strata)
    while len(cases) < 60:
        strata = []
        for _ in range(rng.randint(1, 7)):
            eligible = rng.randint(5, 20000)
            drawn = max(2, min(eligible, rng.randint(2, max(3, eligible // 5))))
            drawn = min(drawn, 400)
            known = max(2, math.ceil(drawn * rng.uniform(0.85, 1)))
            members = rng.randint(0, known) if rng.random() < 0.5 else known
            hits = sum(rng.random() < 0.2 for _ in range(members))
            strata.append((eligible, drawn, known, members, hits))
        if sum(s[3] for s in strata) >= 20:
            cases.append(strata)
    out = []
    for strata in cases:
        rate, error, low, high, total, size, effective = estimate(strata)
        out.append(
            {
                "strata": [list(s) for s in strata],
                "rate": rate,
                "standard_error": error,
                "low": low,
                "high": high,
                "total": total,
                "size": size,
                "effective": effective,
            }
        )
    return out


def distribution(pools, who):
    law = np.ones(1)
    for visits, problems, of in pools:
        if who in of:
            mine = of[who][0]
            law = np.convolve(law, hypergeom.pmf(np.arange(mine + 1), visits, problems, mine))
    return law


def effects():
    rng = random.Random(629922)
    out = []
    for case in range(12):
        pools = []
        people = [f"P{n:02}" for n in range(rng.randint(4, 14))]
        for _ in range(rng.randint(1, 5)):
            visits = rng.randint(10, 160)
            found = [rng.random() < 0.25 for _ in range(visits)]
            teams = [rng.sample(people, 2) for _ in range(visits)]
            # In every third case one person finds more than chance.
            if case % 3 == 0:
                for at, team in enumerate(teams):
                    found[at] |= "P00" in team and rng.random() < 0.5
            of = {}
            for at, team in enumerate(teams):
                for who in team:
                    mine = of.setdefault(who, [0, 0])
                    mine[0] += 1
                    mine[1] += int(found[at])
            pools.append((visits, sum(found), of))
        lines = []
        for who in people:
            law = distribution(pools, who)
            visits = sum(of[who][0] for _, _, of in pools if who in of)
            problems = sum(of[who][1] for _, _, of in pools if who in of)
            lower, upper = law[: problems + 1].sum(), law[problems:].sum()
            cumulated = law.cumsum()
            counts = np.arange(len(law))
            mean = float((law * counts).sum())
            lines.append(
                {
                    "who": who,
                    "visits": visits,
                    "problems": problems,
                    "expected": mean,
                    "deviation": float(math.sqrt((law * (counts - mean) ** 2).sum())),
                    "p": float(min(1.0, 2 * min(lower, upper))),
                    "low": int(np.searchsorted(cumulated, 0.025 - 1e-12)),
                    "high": int(np.searchsorted(cumulated, 0.975 - 1e-12)),
                }
            )
        tested = [line for line in lines if line["visits"] >= 10 and line["deviation"] > 1e-6]
        if tested:
            corrected = multipletests([line["p"] for line in tested], method="fdr_bh")[1]
            for line, q in zip(tested, corrected):
                line["q"] = float(q)
        out.append({"pools": [[v, k, of] for v, k, of in pools], "lines": lines})
    return out


def main():
    for name, cases in (("estimates", estimates()), ("effects", effects())):
        text = json.dumps({"versions": VERSIONS, "cases": cases}, indent=None, sort_keys=True)
        (HERE / f"{name}.json").write_text(text.replace('{"deviation', '\n{"deviation') + "\n")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
