"""One module a resource, each exposing `bp`."""
