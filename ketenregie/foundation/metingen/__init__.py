"""Figures for Prometheus: how the system does, never who does what (docs/bewaking.md)."""
