"""Tables as help desks and survey tools export them become typed views, with an account of what was understood.

`tools/` has a file for each tool; `mapping_file` reads those and the client's own in metrics.toml, `recognition` finds
which one fits a header, `staging` makes the SQL, `reading` puts them together.
"""
