"""Lists that leave: files for players and other services, and stations, which are run again."""
