"""The short names of a study's endpoints and groups in words."""

from textwrap import wrap

from haicsim.analysis.studies import Study


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


def narrow(text: str, room: int) -> list[str]:
    """A name in lines of so many columns, broken between words only."""
    return wrap(text, room, break_long_words=False, break_on_hyphens=False)


def small(label: str) -> str:
    """Without the capital at the beginning, unless it belongs to the word (Vp3, OS)."""
    first = label.split()[0]
    return label[:1].lower() + label[1:] if first[1:] == first[1:].lower() and first.isalpha() else label
