"""Source `reccobeats`: audio features by track id, where nothing else gives a measured one."""
