"""The nouns of the product, as immutable values; every other module works on these.

A questionnaire folder becomes a Pack (`pack`), people give Responses in the Wave of an Engagement (`engagement`),
scoring makes Readings of them, and the Assessment at the end (`assessment`) is the one value that is stored and that
all documents are drawn from.
"""
