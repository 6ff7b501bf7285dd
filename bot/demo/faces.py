"""Draws the avatars: SimCord has one grey figure for everybody."""

from __future__ import annotations

from io import BytesIO

SIDE = 128
COLOURS = ("#2f5d8c", "#7a4b8f", "#3f7d58", "#a8563c")


def draw_face(initial: str, number: int, *, raised: str = "") -> bytes:
    """A PNG with `initial` on a ground whose colour depends on `number`; `raised` stands there like a footnote."""
    # Imported here because the script needs no pictures and so no Pillow.
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (SIDE, SIDE), COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(SIDE * 0.55), ImageFont.load_default(SIDE * 0.3)
    middle = SIDE * (0.42 if raised else 0.5)
    draw.text((middle, SIDE / 2), initial, fill="#ffffff", font=large, anchor="mm")
    draw.text((SIDE * 0.66, SIDE * 0.36), raised, fill="#ffffff", font=small, anchor="mm")
    png = BytesIO()
    image.save(png, "PNG")
    return png.getvalue()
