"""The one gate: an assessment and who looks at it, to the figures they may see.

Read in this order: ``policy`` (rights by role), ``contributors`` and ``primary`` (what is sensitive by itself),
``plan`` (all that is on show in all months together), ``complement`` with ``elimination`` (what else must be hidden so
that nothing follows), ``byproducts`` and ``rates`` (figures that tell amounts without being sums), ``masks`` (all of
that for one month's view), ``gate`` (tables, and the sheets of ``totals`` and ``lists``, without what is hidden),
``plain`` and ``show`` (a figure in JSON, and as people read it).
"""

from buildings.disclosure.gate import disclose

__all__ = ["disclose"]
