"""Survival as an observer sees it: the study lens, estimators, Kaplan-Meier curves, intervals."""
