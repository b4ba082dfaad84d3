"""The office-building economy of a district: register, facts, figures; knows no web and no map."""
