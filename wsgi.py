"""The door for web servers and for `flask --app wsgi`."""

from app.factory import create_app

app = create_app()
