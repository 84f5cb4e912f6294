"""Many runs of one model: which, told by what, kept where, and what they say together."""
