"""Documents from plain data: charts and maps, the report (pdf), the dossier (Word), the budget (Excel), calendars, CSV.

``content`` holds the types to fill; ``sections`` say them in one language as ``blocks``; ``report`` and ``word`` draw blocks.
"""
