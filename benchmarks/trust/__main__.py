"""`python -m benchmarks.trust` measures what docs/trust.md shows and keeps it in docs/trust/; `make docs` writes the page.

closed-forms: both engines against theory, a minute. mutation GROUP [SAMPLE [SEED]]: rules, engines, survival or observation,
a quarter of an hour for 120 mutants; without a sample, all of them. coverage [WORKERS] [TESTS]: lines and branches that
quick and slow tests run, an hour by two workers; goes on where it was broken off. python: golden digests by the Python that
runs this. long [TESTS]: the tests of `make long`, an hour or two, and what became of each.
"""

import sys

from benchmarks.trust import at_length, branches, closed_forms, mutation, pythons

USAGE = (
    "usage: python -m benchmarks.trust closed-forms | mutation GROUP [SAMPLE [SEED]] | coverage [WORKERS] [TESTS] | python"
    " | long [TESTS]"
)


def main(words: list[str]) -> int:
    """Do what is asked; 2 where that is not understood."""
    match words:
        case ["closed-forms"]:
            closed_forms.keep_all()
        case ["mutation", group, *numbers] if group in mutation.GROUPS and len(numbers) < 3:
            mutation.measure(group, *(int(number) for number in numbers or ["0"]))
        case ["coverage", number, *tests] if number.isdigit():
            branches.measure(tests, int(number))
        case ["coverage", *tests]:
            branches.measure(tests)
        case ["python"]:
            return 1 if pythons.compare() else 0
        case ["long", *tests]:
            return at_length.measure(tests)
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
