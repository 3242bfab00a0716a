"""Measuring what ontwerp calls a budget: medians of interleaved runs, ratios, a verdict each."""
