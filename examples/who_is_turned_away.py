"""Which criterion keeps patients of each vessel group from surgery?

Of everyone heard at the meeting and never judged resectable: the first criterion that failed at the best meeting.
"""

import pandas

import haicsim

PATIENTS = 1000

table = haicsim.run("kurume", patients=PATIENTS).outcomes
turned_away = table[(table["meetings"] > 0) & ~table["converted"]]
reasons = pandas.crosstab(turned_away["first_failing"], turned_away["group"], normalize="columns")
print((100 * reasons).round().astype(int).to_string())
