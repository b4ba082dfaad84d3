"""Answers of the API as models: for the description and for clients; no answer is validated while it is sent."""
