"""Early warnings: cases for officials, and what holds whatever the months bring."""
