"""`python -m haicsim`."""

from haicsim.main import main

main()
