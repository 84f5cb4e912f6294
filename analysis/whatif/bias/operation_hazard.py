"""How likely surgery was once a patient had been judged resectable: Cox regression, for many bootstrap samples at once."""

from dataclasses import dataclass

import numpy as np

from haicsim.analysis.whatif.bias.patients import Flags, Floats

_STEPS, _SMALL, _NOBODY = 50, 1e-9, 1e-13


@dataclass(frozen=True)
class OperationHazard:
    """The hazard of surgery since the decision, in each of b samples.

    times (k,): days since the decision at which somebody was operated, or the operation called off, in order. cumulative
    (b, k): minus the logarithm of the baseline share not operated after each (Kalbfleisch & Prentice, Biometrika
    1973;60:267-78), which is Kaplan-Meier's where all are alike. relative (b, n): hazard of each patient relative to it.
    """

    times: Floats
    cumulative: Floats
    relative: Floats

    def before(self, days: Floats, whose: np.ndarray) -> Floats:
        """Cumulative hazard of some patients just before some days since the decision: (b, m); days, whose (m,)."""
        steps = np.concatenate([np.zeros((len(self.cumulative), 1)), self.cumulative], axis=1)
        return np.asarray(steps[:, np.searchsorted(self.times, days, side="left")] * self.relative[:, whose])


def operation_hazard(
    days: Floats, settled: Flags, known: Floats, counts: Floats, penalty: float
) -> OperationHazard:
    """Fit it: Cox, J R Stat Soc B 1972;34:187-220, ties as Breslow has them, by Newton's method.

    days (n,): from the decision to the operation, or to its being called off (settled), or to death or last contact (not
    settled). known (n, p): what the meeting knew. counts (b, n): how often each patient is in each sample. penalty: of the
    squared coefficients per standard deviation, half of it: 1 is a standard normal prior, which keeps the fit finite
    where few were operated; 0 is the plain partial likelihood.
    """
    order = np.lexsort((settled, -days))  # latest first: those at risk stand before, and who is lost that day
    days, settled, counts = days[order], settled[order], counts[:, order]
    x = _standardised(known)[order]
    last_of_day = np.searchsorted(-days, -days, side="right") - 1
    event = np.flatnonzero(settled)
    at_risk = last_of_day[event]
    beta = np.zeros((len(counts), x.shape[1]))
    for _ in range(_STEPS if x.shape[1] else 0):
        step = _newton_step(x, counts, event, at_risk, beta, penalty)
        beta += step
        if np.abs(step).max(initial=0.0) < _SMALL:
            break
    relative = np.exp(np.clip(beta @ x.T, -30.0, 30.0))
    risk = counts * relative
    total = np.cumsum(risk, axis=1)[:, event]  # of those operated on one day, one after the other
    left = 1.0 - np.divide(risk[:, event], total, out=np.zeros_like(total), where=total > 0.0)
    steps = -np.log(np.maximum(left, _NOBODY)) / relative[:, event]
    earliest = np.argsort(days[event], kind="stable")
    back = np.empty(len(order), np.intp)
    back[order] = np.arange(len(order))
    return OperationHazard(
        days[event][earliest], np.cumsum(steps[:, earliest], axis=1), np.asarray(relative[:, back])
    )


def _standardised(known: Floats) -> Floats:
    """Columns of mean 0 and standard deviation 1; those that are the same in everybody are left out."""
    spread = known.std(axis=0)
    tells = spread > 1e-9
    return np.asarray((known[:, tells] - known[:, tells].mean(axis=0)) / spread[tells])


def _newton_step(
    x: Floats, counts: Floats, event: np.ndarray, at_risk: np.ndarray, beta: Floats, penalty: float
) -> Floats:
    """One step towards the most likely coefficients of each sample, never longer than 1 in any of them: (b, p)."""
    p = x.shape[1]
    risk = counts * np.exp(np.clip(beta @ x.T, -30.0, 30.0))
    total = np.cumsum(risk, axis=1)[:, at_risk]
    total = np.where(total > 0.0, total, 1.0)
    pairs = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    weight = counts[:, event] / total
    # how much of each patient's risk stands in the risk sets of the events, weighted: events seen from each patient
    share = _sum_over_later(weight, at_risk, len(x)) * risk
    mean = np.cumsum(risk[:, :, None] * x, axis=1)[:, at_risk] / total[:, :, None]
    gradient = counts[:, event] @ x[event] - share @ x - penalty * beta
    spread = (share @ pairs).reshape(-1, p, p)
    spread -= np.einsum("bj,bjp,bjq->bpq", counts[:, event], mean, mean, optimize=True)
    step = np.linalg.solve(spread + (penalty + 1e-10) * np.eye(p), gradient[:, :, None])[:, :, 0]
    return np.asarray(step / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1.0))


def _sum_over_later(weight: Floats, at_risk: np.ndarray, patients: int) -> Floats:
    """Of each patient the sum of the weights of the events in whose risk set the patient stands: (b, n)."""
    ends = np.zeros((len(weight), patients))
    for column, end in enumerate(at_risk):
        ends[:, end] += weight[:, column]
    return np.asarray(np.cumsum(ends[:, ::-1], axis=1)[:, ::-1])
