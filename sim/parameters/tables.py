"""Tables: several numbers of one kind under fixed names, always in the same order."""

from haicsim.sim.parameters.base import Number, Table


class ByAetiology(Table):
    """By cause of the liver disease."""

    hcv: Number
    hbv: Number
    neither: Number


class ByAlbi(Table):
    """By ALBI grade."""

    one: Number
    two: Number


class ByExtent(Table):
    """By extent of the resection: up to a section, half the liver, extended, trisectionectomy."""

    minor: Number
    half: Number
    extended: Number
    trisection: Number


class ByGrade(Table):
    """By grade of vascular invasion."""

    vp1: Number
    vp2: Number
    vp3: Number
    vp4: Number
    vv1: Number
    vv2: Number
    vv3: Number


class ByGroup(Table):
    """By tumour extent at diagnosis: a Vp3/4, b Vv2/3, c no major vascular invasion."""

    a: Number
    b: Number
    c: Number


class ByInvasion(Table):
    """By vessel invaded: none of the major ones, Vp3, Vp4, Vv2, Vv3; invasion of both veins is the sum of the two."""

    none: Number
    vp3: Number
    vp4: Number
    vv2: Number
    vv3: Number


class ByLobe(Table):
    """By part of the liver."""

    right: Number
    left: Number
    central: Number


class ByLimitedResection(Table):
    """By kind of resection below a segment."""

    limited: Number
    enucleation: Number


class ByMakuuchi(Table):
    """By what Makuuchi's criteria allow: half the liver or more, about a third, a segment, a limited resection."""

    half: Number
    third: Number
    segment: Number
    limited: Number


class ByMakuuchiBilirubin(Table):
    """By what Makuuchi's criteria allow: any resection, a limited one, enucleation."""

    any: Number
    limited: Number
    enucleation: Number


class ByNumber(Table):
    """By number of lesions."""

    one: Number
    two: Number
    three: Number
    four: Number
    five: Number


class ByRemnant(Table):
    """By function of the liver that remains: ample, marginal, poor."""

    ample: Number
    marginal: Number
    poor: Number


class ByResection(Table):
    """By type of liver resection, the nine of the paper's Table II."""

    right_trisectionectomy: Number
    extended_right: Number
    right: Number
    left_trisectionectomy: Number
    extended_left: Number
    left: Number
    posterior: Number
    anterior: Number
    segment: Number


class ByResponse(Table):
    """By the response seen last: complete, partial, stable."""

    complete: Number
    partial: Number
    stable: Number


class ByScore(Table):
    """By Child-Pugh score, 5 to 9."""

    five: Number
    six: Number
    seven: Number
    eight: Number
    nine: Number


class BySite(Table):
    """By site outside the liver."""

    lung: Number
    bone: Number


class ByVessels(Table):
    """By portal (Vp0-4) and hepatic venous (Vv0-3) invasion together."""

    vp0_vv0: Number
    vp1_vv0: Number
    vp2_vv0: Number
    vp3_vv0: Number
    vp4_vv0: Number
    vp0_vv1: Number
    vp1_vv1: Number
    vp2_vv1: Number
    vp3_vv1: Number
    vp4_vv1: Number
    vp0_vv2: Number
    vp1_vv2: Number
    vp2_vv2: Number
    vp3_vv2: Number
    vp4_vv2: Number
    vp0_vv3: Number
    vp1_vv3: Number
    vp2_vv3: Number
    vp3_vv3: Number
    vp4_vv3: Number


class ByVp(Table):
    """By grade of portal invasion."""

    vp0: Number
    vp1: Number
    vp2: Number
    vp3: Number
    vp4: Number


class ByVv(Table):
    """By grade of hepatic venous invasion."""

    vv0: Number
    vv1: Number
    vv2: Number
    vv3: Number
