"""Many runs of one model: which, run by what, kept where, and what they say together."""
