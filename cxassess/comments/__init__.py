"""Customers' own words: which themes a comment names, in which language it is, and what is counted of them."""
