"""Pages of who manages a keten or the platform: people, organisations and lists, never the content of a casus."""
