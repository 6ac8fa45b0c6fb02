"""Tables of a warehouse: typed and counted where they lie, so that only results come out of it.

`engines` says what engines write differently, `columns` makes SQL of one column, `desk` decides all of them,
`staging` counts what became of the rows, `connection` talks to the server, and `reading` goes through these in turn.
"""
