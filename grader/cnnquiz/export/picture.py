"""Pictures within a page."""

import base64


def data_address(svg: bytes) -> str:
    """Return an address that is the drawing itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
