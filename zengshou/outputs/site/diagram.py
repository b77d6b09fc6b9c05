"""Draws a flowchart as SVG when the site is written, so no page needs a script or a network."""

import itertools
from html import escape

from zengshou.outputs.site.flowchart import Arrow, Flowchart, Node
from zengshou.outputs.site.layout import HEIGHT, LANE, Layout, lay_out

STYLE = (
    "<style>.n{fill:var(--ground);stroke:var(--link)}.g{fill:none;stroke:var(--line)}"
    ".a{fill:none;stroke:var(--soft)}.d{stroke-dasharray:5 4}.h{fill:var(--soft)}"
    "svg text{fill:var(--ink);font-size:13px}svg .l{fill:var(--soft);font-size:11.5px;"
    "paint-order:stroke;stroke:var(--ground);stroke-width:4px}</style>"
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
    ' orient="auto"><path class="h" d="M0 0L8 4L0 8z"/></marker></defs>'
)
RADIUS = {"round": 17, "store": 9}


def draw(chart: Flowchart) -> str:
    """The SVG element of a flowchart, from top to bottom."""
    layout = lay_out(chart)
    frames = [_frame(chart, layout, group) for group in chart.groups]
    drawn = [_ahead(layout, arrow) for arrow in layout.ways]
    drawn += [_back(layout, arrow, place) for place, arrow in enumerate(layout.back)]
    nodes = [_node(layout, node) for node in chart.nodes.values()]
    parts = [*frames, *(path for path, _ in drawn), *nodes, *(label for _, label in drawn)]
    size = f"{layout.width:.0f} {layout.height:.0f}"
    width, height = size.split()
    return (
        f'<div class="wide"><svg width="{width}" height="{height}" viewBox="0 0 {size}" role="img">'
        f"{STYLE}{''.join(parts)}</svg></div>"
    )


def _node(layout: Layout, node: Node) -> str:
    x, y = layout.centre[node.name]
    width = layout.size[node.name]
    left, top = x - width / 2, y - HEIGHT / 2
    shape = (
        f'<rect class="n" x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{HEIGHT}"'
        f' rx="{RADIUS.get(node.shape, 3)}"/>'
    )
    if node.shape == "gate":
        right, bottom = left + width, top + HEIGHT
        shape = (
            f'<path class="n" d="M{left - 6:.0f} {y:.0f}L{left + 6:.0f} {top:.0f}H{right - 6:.0f}'
            f'L{right + 6:.0f} {y:.0f}L{right - 6:.0f} {bottom:.0f}H{left + 6:.0f}z"/>'
        )
    if node.shape == "store":
        shape += f'<path class="a" d="M{left:.0f} {top + 7:.0f}h{width:.0f}"/>'
    return (
        f'{shape}<text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle">{escape(node.text)}</text>'
    )


def _frame(chart: Flowchart, layout: Layout, group: str) -> str:
    names = [name for name, node in chart.nodes.items() if node.group == group]
    left = min(layout.centre[one][0] - layout.size[one] / 2 for one in names) - 12
    right = max(layout.centre[one][0] + layout.size[one] / 2 for one in names) + 12
    top = min(layout.centre[one][1] for one in names) - HEIGHT / 2 - 18
    bottom = max(layout.centre[one][1] for one in names) + HEIGHT / 2 + 10
    return (
        f'<rect class="g" x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}"'
        f' height="{bottom - top:.0f}" rx="6"/>'
        f'<text class="l" x="{left + 8:.0f}" y="{bottom + 14:.0f}">{escape(group)}</text>'
    )


def _ahead(layout: Layout, arrow: Arrow) -> tuple[str, str]:
    x, y = layout.centre[arrow.source]
    points = [(x, y + HEIGHT / 2), *layout.ways[arrow]]
    to, end = layout.centre[arrow.target]
    points.append((to, end - HEIGHT / 2))
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        middle = (y0 + y1) / 2
        path += f"C{x0:.0f} {middle:.0f} {x1:.0f} {middle:.0f} {x1:.0f} {y1:.0f}"
    (x0, y0), (x1, y1) = points[-2:]
    return _line(path, arrow), _label(arrow, x1 + (x0 - x1) / 8, y1 - 16, "middle")


def _back(layout: Layout, arrow: Arrow, place: int) -> tuple[str, str]:
    lane = layout.lane + LANE * (place + 1)
    (x, y), (to, end) = layout.centre[arrow.source], layout.centre[arrow.target]
    x, to = x + layout.size[arrow.source] / 2, to + layout.size[arrow.target] / 2
    path = (
        f"M{x:.0f} {y:.0f}C{lane:.0f} {y:.0f} {lane:.0f} {y:.0f} {lane:.0f} {y - 40:.0f}"
        f"V{end + 40:.0f}C{lane:.0f} {end:.0f} {lane:.0f} {end:.0f} {to:.0f} {end:.0f}"
    )
    return _line(path, arrow), _label(arrow, lane + 6, (y + end) / 2, "start")


def _line(path: str, arrow: Arrow) -> str:
    dotted = " d" if arrow.is_dotted else ""
    return f'<path class="a{dotted}" d="{path}" marker-end="url(#tip)"/>'


def _label(arrow: Arrow, x: float, y: float, anchor: str) -> str:
    if not arrow.label:
        return ""
    text = escape(arrow.label)
    return f'<text class="l" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'
