#!/usr/bin/env bash
# SciPy 1.17.1, `minimize(method="COBYQA")`: a nonlinear constraint is evaluated more than five times
# as often as the objective, most of the times at points where it was evaluated before.
#
# Behaviour: COBYQA calls the objective once for each point that it tries, and `result.nfev` counts
#   these. The function of a `NonlinearConstraint` is called again for the points that the optimiser
#   keeps, whenever it looks for the best of them; no result says how often.
# One would expect: `nfev`, and the limit `maxfev`, to say what an optimisation costs, also where
#   objective and constraint come from one expensive computation. Cache it by the point.
# Source: scipy/_lib/cobyqa/framework.py, `set_best_index`, which computes the violation of every
#   interpolation point; scipy/_lib/cobyqa/problem.py, `violation`, which calls the constraints.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check scipy==1.17.1 numpy==2.4.6 || exit 2

cat > see.py <<'PYTHON'
import sys

import numpy as np
from scipy.optimize import NonlinearConstraint, minimize

objective_points, constraint_points = [], []


def objective(x):
    objective_points.append(tuple(x))
    return float(((x - 1) ** 2).sum() + 0.1 * np.abs(x).sum())


def constraint(x):
    constraint_points.append(tuple(x))
    return float(x @ x)


result = minimize(
    objective,
    np.zeros(8),
    method="COBYQA",
    constraints=NonlinearConstraint(constraint, -np.inf, 4.0),
    options={"maxfev": 150, "final_tr_radius": 0.01},
)
different = len(set(constraint_points))
print(f"nfev {result.nfev}; the objective was called {len(objective_points)} times")
print(f"the constraint was called {len(constraint_points)} times at {different} points")
is_so = len(objective_points) == result.nfev and len(constraint_points) > 5 * result.nfev
sys.exit(0 if is_so else 1)
PYTHON
venv/bin/python see.py
