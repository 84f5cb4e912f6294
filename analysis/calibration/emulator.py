"""An emulator: what an evaluation would give where none was made, by quadratic regression on those that were.

Every column of the evaluations is a quadratic of the place in the prior (all squares and products). How far it is wrong is
learnt from the evaluations themselves, each predicted by all others (leave-one-out, from the diagonal of the hat matrix).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.errors import Fault, InputError

Values = NDArray[np.float64]
_RIDGE = 1e-6  # of the mean square of a column; keeps the fit where points are few
_MOST_LEVERAGE = 0.95


@dataclass(frozen=True)
class Emulator:
    """Coefficients (terms, columns), the error of each column when an unseen evaluation is predicted, and the share explained.

    error: root mean square of leave-one-out errors, (columns,). explained: 1 minus their mean square over the variance.
    """

    coefficients: Values
    error: Values
    explained: Values

    def predict(self, points: Values) -> Values:
        """All columns at some points, (points, columns)."""
        return quadratic(points) @ self.coefficients


def quadratic(points: Values) -> Values:
    """One, every coordinate, every square and every product: (points, terms)."""
    count, dimensions = points.shape
    one, two = np.triu_indices(dimensions)
    return np.concatenate([np.ones((count, 1)), points, points[:, one] * points[:, two]], axis=1)


def terms(dimensions: int) -> int:
    """How many coefficients a column has."""
    return 1 + dimensions + dimensions * (dimensions + 1) // 2


def fit_emulator(points: Values, values: Values) -> Emulator:
    """Learn from evaluations at points (evaluations, dimensions), values (evaluations, columns); NaN says nothing.

    Raises InputError where a column is known at hardly more points than there are coefficients.
    """
    features = quadratic(points)
    coefficients = np.zeros((features.shape[1], values.shape[1]))
    error, explained = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    for columns, rows in _alike(values):
        known = features[rows]
        if len(known) < 1.2 * features.shape[1]:
            rule = f"only {len(known)} evaluations say something, for {features.shape[1]} coefficients: take more"
            raise InputError([Fault("the calibration", None, "size", "", rule)])
        mine = values[np.ix_(rows, columns)]
        gram = known.T @ known + _RIDGE * len(known) * np.eye(known.shape[1])
        solved = np.linalg.solve(gram, known.T)
        coefficients[:, columns] = solved @ mine
        leverage = np.minimum(np.einsum("ij,ji->i", known, solved), _MOST_LEVERAGE)
        left = (mine - known @ coefficients[:, columns]) / (1.0 - leverage)[:, None]
        error[columns] = np.sqrt((left**2).mean(axis=0))
        explained[columns] = 1.0 - error[columns] ** 2 / np.maximum(mine.var(axis=0), 1e-12)
    return Emulator(coefficients, error, explained)


def _alike(values: Values) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Columns that are known at the same points, together with these points."""
    known = np.isfinite(values)
    patterns: dict[bytes, list[int]] = {}
    for column in range(values.shape[1]):
        patterns.setdefault(known[:, column].tobytes(), []).append(column)
    for columns in patterns.values():
        yield np.array(columns), known[:, columns[0]]
