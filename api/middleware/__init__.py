"""What every request passes before a route sees it; pure ASGI, because each costs every answer."""
