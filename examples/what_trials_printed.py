"""Do regimens whose kill was read from response and progression predict the survival that their trials printed?

Prints every figure of every trial, and draws the medians of survival into trials.png.
"""

from haicsim.analysis.figures.trials import draw
from haicsim.analysis.validation.trial_predictions import predictions
from haicsim.sim.loading.inheritance import shipped_scenarios

medians = []
for name in shipped_scenarios("trials"):
    for row in predictions(name.removeprefix("trials/")):
        said = f"{row.printed:g} {row.unit}, simulated {row.simulated:.1f} ({row.low:.1f} to {row.high:.1f})"
        print(f"{row.trial:22} {row.figure:12} printed {said}{'  fitted' if row.fitted else ''}")
        medians += [row] if row.figure == "median_os" else []
inside = sum(row.low <= row.printed <= row.high for row in medians)
print(f"medians of survival: {inside} of {len(medians)} printed lie where 95% of simulated studies do")
draw(medians).savefig("trials.png", dpi=150)
