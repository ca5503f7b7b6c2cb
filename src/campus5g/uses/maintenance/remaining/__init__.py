"""Remaining life of a machine, learnt from the lives of others like it: features, model, calibrated intervals, evaluation."""
