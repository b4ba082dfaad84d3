"""Facts to figures, before anyone asked who may see them: every metric of every level, and the raw tables beside."""

from buildings.assessment.whole import Assessment, assess

__all__ = ["Assessment", "assess"]
