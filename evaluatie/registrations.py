"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from evaluatie import gates

gates.register()
