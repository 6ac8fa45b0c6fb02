"""The colours of a report: the same colour means the same in every picture, table and sheet.

The five level colours keep a CAM02-UCS distance of at least 16.6 for readers with normal sight, deuteranopia,
protanopia and tritanopia (measured). Colour never stands alone: a word or number is beside it.
"""

NAVY = "#17406D"  # today, headings
RUST = "#C2512B"  # the one thing to look at
GOLD = "#C98A0B"  # a line to reach; marks only, as its contrast on white (2.95:1) is too low for text
BLUE = "#2E7598"
GREY = "#7A8794"

INK = "#1B2733"  # text
GREY_TEXT = "#5E6B77"
RULE = "#D5DAE0"
TILE = "#F3F4F6"

LEVELS = ("#B5532C", "#EDB896", "#ECEBE6", "#9CC4D4", "#1F6A8A")  # levels 1 to 5
LEVEL_INK = ("#FFFFFF", INK, INK, INK, "#FFFFFF")  # readable on its level: at least 4.9:1
