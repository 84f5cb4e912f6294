"""Survival as an observer sees it: observation, estimators, Kaplan-Meier curves, intervals."""
