"""What is kept per month: the area ledger and the attribution of tax, exact to the fen."""
