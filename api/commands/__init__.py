"""The subcommands of `fieldlab`."""
