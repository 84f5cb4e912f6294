"""The short names of a study's endpoints and groups in words."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from haicsim.analysis.studies import Study

_NAMED = 3  # reported values named for one reason


def legend(study: Study) -> str:
    """All of them in a sentence: OS is overall survival; A is Vp3/4, ..."""
    labels = {name: about.label for name, about in study.endpoints.items()}
    labels |= {name: about.label for name, about in study.groups.items()}
    said = [f"{name} is {small(label)}" for name, label in labels.items()]
    return f"Of the paper's short names {'; '.join(said)}."


def group_words(study: Study, group: str) -> str:
    """A group by its label, the short name behind it unless the label says it."""
    about = study.groups.get(group)
    if about is None:
        return group
    label = small(about.label)
    return label if group in label.split() else f"{label} ({group})"


def endpoint_words(study: Study, endpoint: str) -> str:
    """An endpoint by its label, the short name behind it."""
    about = study.endpoints.get(endpoint)
    return endpoint if about is None else f"{about.label} ({endpoint})"


def sound(file: str, study: Study) -> str:
    """That a study file is sound, and what it holds."""
    many = len(study.figures)
    held = f"{many} reported value{'' if many == 1 else 's'} of {_many(study.groups, 'group')}"
    return (
        f"{file} is sound: {held}, {_many(study.endpoints, 'endpoint')}, {_many(study.measures, 'measure')}."
    )


def _many(named: Mapping[str, object], what: str) -> str:
    return f"{len(named)} {what}{'' if len(named) == 1 else 's'}"


def not_compared(reasons: Sequence[tuple[str, str]], everything: bool = True) -> str:
    """In one sentence, which of a study's reported values are not compared and why: names and reasons.

    everything: name all of them, and not only the first few for each reason.
    """
    together: dict[str, list[str]] = {}
    for name, reason in reasons:
        together.setdefault(reason, []).append(name)
    most = len(reasons) if everything else _NAMED
    said = []
    for reason, names in together.items():
        more = f" and {len(names) - most} more" if len(names) > most else ""
        said.append(f"{', '.join(names[:most])}{more} ({reason})")
    return f"Not compared: {'; '.join(said)}."


def narrow(text: str, room: int) -> list[str]:
    """A name in lines of so many columns, broken between words only."""
    return wrap(text, room, break_long_words=False, break_on_hyphens=False)


def small(label: str) -> str:
    """Without the capital at the beginning, unless it belongs to the word (Vp3, OS)."""
    first = label.split()[0]
    return label[:1].lower() + label[1:] if first[1:] == first[1:].lower() and first.isalpha() else label
