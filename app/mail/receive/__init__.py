"""Mail that comes in: taken apart behind limits (`mime`, `headers`, `bounces`), read as a value.

Import from its modules; `reading` is the door.
"""
