"""Stage at diagnosis: the paper's vessel group and the AJCC T stage (7th edition)."""

from haicsim.sim.codes import GROUP_A, GROUP_B, GROUP_C, T1, T2, T3A, T3B


def vessel_group(vp: int, vv: int) -> int:
    """The paper's group: B with Vv2 or Vv3, else A with Vp3 or Vp4, else C."""
    group = GROUP_C
    if vv >= 2:
        group = GROUP_B
    elif vp >= 3:
        group = GROUP_A
    return group


def t_stage(vp: int, vv: int, lesions: int, largest_mm: float, large_mm: float) -> int:
    """AJCC 7: T1 solitary without vascular invasion; T2 solitary with it, or several none above 5 cm; T3a several, one
    above 5 cm (`large_mm`); T3b a major branch of the portal or hepatic vein invaded (here Vp3/4 or Vv2/3)."""
    stage = T1
    if vp >= 3 or vv >= 2:
        stage = T3B
    elif lesions > 1 and largest_mm > large_mm:
        stage = T3A
    elif lesions > 1 or vp > 0 or vv > 0:
        stage = T2
    return stage
