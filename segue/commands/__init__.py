"""The commands of `segue`, one module a group."""
