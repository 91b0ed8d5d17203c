"""Tables, mapping and queries.

Whichever module is imported first, the domain's classes are mapped to their tables by it, once.
"""

from app.persistence import mapping as mapping
