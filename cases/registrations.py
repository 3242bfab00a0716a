"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import gates

gates.register()
