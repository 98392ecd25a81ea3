"""A picture of panels side by side."""

from collections.abc import Iterable, Sequence


def draw_panels(title: str, panels: Sequence[Iterable[str]], width: int, height: int) -> str:
    """Return an SVG; the elements of each panel are drawn within its own `width` and `height`."""
    whole = width * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{whole}" height="{height}" fill="#ffffff"/>',
    ]
    for place, panel in enumerate(panels):
        parts += [f'<g transform="translate({place * width} 0)">', *panel, "</g>"]
    return "\n".join([*parts, "</svg>", ""])
