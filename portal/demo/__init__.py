"""Made-up data for trying the portal out: offices, staff, and families in every state a claim can be in.

Nothing here writes to tables: staff, pages and cases come into being through the same verbs as in real life. Nobody is
real: ID numbers use the area code 999999, which no place has.
"""
