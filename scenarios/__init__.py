"""The shipped scenarios; `FOLDER` is where their files are, installed or not."""

from pathlib import Path

FOLDER = Path(__file__).parent
