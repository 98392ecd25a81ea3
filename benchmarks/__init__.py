"""Every figure that the README states, as a command that repeats it."""
