"""The commands, one group a file: parsing and printing only."""
