"""What is computed of a portfolio before anyone asks who may see it."""
