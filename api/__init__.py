"""The thin edge: routes, pages and commands; permission, call, shape."""
