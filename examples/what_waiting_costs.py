"""How long do patients wait for an infusion bed, and how many are converted, with three, four or five beds?

The same patients come to each ward, two a month; the ward starts empty. Two beds could not serve them.
"""

import haicsim

PATIENTS = 600

for beds in (3, 4, 5):
    table = haicsim.run(
        "kurume",
        patients=PATIENTS,
        overrides=["arrivals.per_year=24", f"capacity.infusion_bed={beds}"],
    ).outcomes
    waited = table["infusion_bed_waited_days"].mean()
    converted = 100 * table["converted"].mean()
    print(f"{beds} beds: waited {waited:.0f} days for beds on average, {converted:.1f}% converted")
