"""The commands that need no screen, one module each, named as `tui.commands.shell_commands` has them."""
