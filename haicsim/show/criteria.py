"""Why the meeting decided as it did: every criterion it asks, with its margin in clinical words."""

from collections.abc import Iterator

from haicsim.analysis.patient_report.model import Meeting, Person


def reasons(meeting: Meeting, person: Person, procedures: dict[str, str]) -> Iterator[str]:
    """One line a criterion, in the order in which the team asks."""
    words = {
        "disease": _disease(meeting),
        "response": _response(meeting),
        "liver": _liver(meeting, procedures[meeting.procedure]),
        "tumour": _tumour(meeting),
        "vessels": _vessels(meeting, person),
        "fitness": _fitness(meeting),
    }
    for criterion, passed in meeting.passed.items():
        mark = "+" if passed else "[bold]-[/bold]"
        yield f"{mark} {criterion}: {words[criterion]}"


def _disease(meeting: Meeting) -> str:
    if meeting.passed["disease"]:
        return "no progression, nothing outside the liver"
    return "progression, or disease outside the liver"


def _response(meeting: Meeting) -> str:
    passed, asked = meeting.passed["response"], meeting.limits["shrinkage"]
    if meeting.response != "SD":
        return (
            meeting.response
            if passed
            else f"{meeting.response}, but the rule by which the team decides is not met yet"
        )
    shrunk = f"SD, smaller by {100 * meeting.shrinkage:.0f}% with its necrosis ({100 * asked:.0f}% asked)"
    if passed:
        return f"{shrunk}, accepted"
    if not meeting.stable_accepted:
        return "SD, not accepted by this meeting"
    return (
        shrunk
        if meeting.shrinkage < asked
        else f"{shrunk}, but the rule by which the team decides is not met yet"
    )


def _liver(meeting: Meeting, procedure: str) -> str:
    if meeting.decompensated:
        return "decompensated"
    most, limit = meeting.limits["score"], meeting.limits["remnant_k"]
    if meeting.score > most:
        return f"Child-Pugh {meeting.score}, {most:.0f} at most"
    beyond = meeting.remnant_k - limit
    side = f"{beyond:.3f} above" if beyond >= 0 else f"{-beyond:.3f} below"
    soft = ", yet accepted" if beyond < 0 and meeting.passed["liver"] else ""
    return (
        f"Child-Pugh {meeting.score}; ICG-R15 {meeting.icg_r15:.0f}%; {procedure} leaves "
        f"{100 * meeting.remnant_share:.0f}% of the functional liver: ICG-K of the remnant {meeting.remnant_k:.3f} /min, "
        f"{side} the limit of {limit:.3f}{soft}"
    )


def _tumour(meeting: Meeting) -> str:
    if meeting.lesions_left == 0:
        return "no lesion would be left"
    left = "1 lesion of" if meeting.lesions_left == 1 else f"{meeting.lesions_left} lesions of up to"
    can = f"at most {meeting.limits['ablated']:.0f} of at most {meeting.limits['ablated_mm']:.0f} mm can be"
    return f"{left} {meeting.largest_left_mm:.0f} mm would be left to ablation ({can})"


def _vessels(meeting: Meeting, person: Person) -> str:
    now = f"Vp{meeting.vp}, Vv{meeting.vv}"
    if person.vp < 3 and person.vv < 2:
        return f"{now}: no major vessel invaded"
    asked = f"{100 * meeting.limits['retraction']:.0f}% asked"
    return f"now {now}; thrombus drawn back by {100 * meeting.retraction:.0f}% ({asked})"


def _fitness(meeting: Meeting) -> str:
    age, most = meeting.age_years, meeting.limits["age_years"]
    if age > most:
        return f"{age:.0f} years old, {most:.0f} at most"
    return f"{age:.0f} years old" if meeting.passed["fitness"] else "not fit for major surgery"
