"""The functions and results of `import haicsim`: what every verb of the command line does, returned and never printed."""
