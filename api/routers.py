"""Routers of the application's modules; the application serves their very routes.

``include_router`` derives every route a second time when the first request comes: 0.2 s for some 100 routes. Without it
what an application sets for all routes (dependencies, overrides, responses) does not reach them: routers set their own.
"""

import operator
from functools import partial
from typing import Final

from fastapi import APIRouter

Router: Final = partial(APIRouter, generate_unique_id_function=operator.attrgetter("name"))
"""Makes a router whose operations are named as their functions: clients call them by it."""
