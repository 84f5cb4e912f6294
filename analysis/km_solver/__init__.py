"""Exact feasibility of printed Kaplan-Meier figures: which patients can be behind them, proved or sampled; knows no study."""
