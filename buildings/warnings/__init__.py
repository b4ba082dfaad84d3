"""Early warnings 预警事件: rules with memory of which events are made, no verdicts."""
