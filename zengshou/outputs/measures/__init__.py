"""The fifteen measures of part 三 of the plan: paths, indicators and lists, as papers show them.

Source: measures.md, sections 4 and 5.
"""
