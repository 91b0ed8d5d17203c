"""Places and itineraries on a map: the only door to folium.

What folium draws is taken apart again, so that a page with a nonce can place the pieces: no
asset of another host, no jQuery, no markup in popups. folium renders what it has rendered once
more as a template, so a text from outside must never carry a brace: `script_text` and
`markup_text` see to that.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import folium
from folium.template import Template

from visits.errors import InvalidValue
from visits.place import Point, distance_km

CLOSEST_ZOOM = 9
FURTHEST_ZOOM = 5
PIN_PIXELS = 40
PINS_ACROSS = 10
WINDOW = ((53.0, 4.0), (72.0, 33.0))


@dataclass(frozen=True)
class AtlasTexts:
    """The words on the map itself, in the reader's language."""

    label: str
    zoom_in: str
    zoom_out: str
    close: str


@dataclass(frozen=True, kw_only=True)
class AtlasAssets:
    """Addresses on our own host of what the map needs."""

    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    basemap: str


@dataclass(frozen=True)
class Mark:
    """One numbered place; `lines` are shown under the title when the mark is opened."""

    number: int
    point: Point
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Atlas:
    """A map in pieces: the element's markup, the script that fills it, and what both need."""

    element_id: str
    html: str
    script: str
    stylesheets: tuple[str, ...] = field(default=())
    scripts: tuple[str, ...] = field(default=())


def catalogue_atlas(
    places: Sequence[Mark], *, assets: AtlasAssets, texts: AtlasTexts, name: str = "atlas"
) -> Atlas:
    """The places of a catalogue on a map; `name` tells several maps on one page apart."""
    return _draw(_Map(name, assets=assets, texts=texts), places)


def itinerary_atlas(
    stops: Sequence[Mark], *, assets: AtlasAssets, texts: AtlasTexts, name: str = "atlas"
) -> Atlas:
    """The stops of an itinerary on a map, with a line from each to the next."""
    atlas = _Map(name, assets=assets, texts=texts)
    if len({stop.point for stop in stops}) > 1:
        _Route(name, stops).add_to(atlas)
    return _draw(atlas, stops)


def script_text(text: str) -> str:
    """A text as a JavaScript literal that is inert in a script element and in a template."""
    return "".join(
        f"\\u{ord(sign):04x}" if sign in "<>&'{}%#`" else sign for sign in json.dumps(text)
    )


def markup_text(text: str) -> str:
    """A text as the content of an HTML element, inert there and in a template."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def _draw(atlas: "_Map", marks: Sequence[Mark]) -> Atlas:
    for pin in _gather(marks):
        _Pin(atlas.name, pin).add_to(atlas)
    if marks:
        _Bounds(atlas.name, marks).add_to(atlas)
    figure = atlas.get_root()
    assert isinstance(figure, folium.Figure)  # a folium.Map makes its own
    figure.render()
    return Atlas(
        element_id=atlas.get_name(),
        html=figure.html.render().strip(),
        script=figure.script.render().strip(),
        stylesheets=atlas.assets.stylesheets,
        scripts=atlas.assets.scripts,
    )


def _gather(marks: Iterable[Mark]) -> list[tuple[Mark, ...]]:
    """Marks that would lie on top of each other share a pin, where the first of them stands."""
    every = list(marks)
    near = _extent_km(every) / PINS_ACROSS
    pins: list[list[Mark]] = []
    for mark in every:
        for pin in pins:
            if distance_km(pin[0].point, mark.point) <= near:
                pin.append(mark)
                break
        else:
            pins.append([mark])
    return [tuple(pin) for pin in pins]


def _extent_km(marks: Sequence[Mark]) -> float:
    return max((distance_km(one.point, two.point) for one in marks for two in marks), default=0.0)


class _Map(folium.Map):
    """A map of Leaflet on a basemap of our own, workable by keyboard, in the reader's words."""

    default_js = []
    default_css = []

    def __init__(self, name: str, *, assets: AtlasAssets, texts: AtlasTexts) -> None:
        if not name.isidentifier():
            raise InvalidValue("atlas.name", "letters, digits and underscores only")
        super().__init__(
            location=(64.0, 20.0),
            zoom_start=5,
            tiles=None,
            zoom_control=False,
            scroll_wheel_zoom=False,
            zoom_animation=False,
            fade_animation=False,
            marker_zoom_animation=False,
            max_bounds_viscosity=1.0,
        )
        self._id = self.name = name
        self.assets = assets
        _Manners(name, assets=assets, texts=texts).add_to(self)


class _Piece(folium.MacroElement):
    """A part of the map with a name that is the same each time."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name, self._id = kind, name


class _Manners(_Piece):
    """The basemap, the controls, and what a screen reader hears."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (map => {
                map.setMinZoom({{ this.furthest }}).setMaxZoom({{ this.closest }});
                map.setMaxBounds({{ this.window|tojson }});
                map.attributionControl.setPrefix(false);
                L.control.zoom({
                    zoomInTitle: {{ this.zoom_in }},
                    zoomOutTitle: {{ this.zoom_out }}
                }).addTo(map);
                const box = map.getContainer();
                box.setAttribute("role", "region");
                box.setAttribute("aria-label", {{ this.label }});
                box.addEventListener("keydown", event => {
                    if (event.key === "Escape") map.closePopup();
                });
                map.on("popupopen", event => {
                    const popup = event.popup.getElement();
                    popup.querySelector(".leaflet-popup-close-button")
                        .setAttribute("aria-label", {{ this.close }});
                    const content = popup.querySelector(".leaflet-popup-content");
                    content.tabIndex = -1;
                    content.focus();
                });
                fetch({{ this.basemap }}).then(answer => answer.json()).then(land => {
                    L.geoJSON(land, {
                        interactive: false,
                        style: {className: "atlas-land"},
                        attribution: "Natural Earth"
                    }).addTo(map).bringToBack();
                });
            })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, *, assets: AtlasAssets, texts: AtlasTexts) -> None:
        super().__init__("Manners", name)
        self.furthest, self.closest, self.window = FURTHEST_ZOOM, CLOSEST_ZOOM, WINDOW
        self.basemap = script_text(assets.basemap)
        self.label = script_text(texts.label)
        self.zoom_in = script_text(texts.zoom_in)
        self.zoom_out = script_text(texts.zoom_out)
        self.close = script_text(texts.close)


class _Pin(folium.Marker):
    """One mark, or several in one place; its name for screen readers is in its content."""

    def __init__(self, name: str, marks: tuple[Mark, ...]) -> None:
        first = marks[0]
        super().__init__((first.point.lat, first.point.lon), rise_on_hover=True)
        self._id = f"{name}_{first.number}"
        icon = folium.DivIcon(
            html=_pin_html(marks), icon_size=(PIN_PIXELS, PIN_PIXELS), class_name="atlas-pin"
        )
        icon._id = self._id
        icon.add_to(self)
        _Popup(self._id, marks).add_to(self)


def _pin_html(marks: tuple[Mark, ...]) -> str:
    numbers = ", ".join(str(mark.number) for mark in marks)
    names = "; ".join(f"{mark.number}. {mark.title}" for mark in marks)
    return (
        f'<span class="atlas-number" aria-hidden="true">{numbers}</span>'
        f'<span class="atlas-name">{markup_text(names)}</span>'
    )


class _Popup(_Piece):
    """What opens on a pin: text only, so that markup from outside stays inert."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (pin => {
                const box = document.createElement("div");
                const write = (kind, text) => {
                    box.appendChild(document.createElement(kind)).textContent = text;
                };
                {%- for kind, text in this.writings %}
                write("{{ kind }}", {{ text }});
                {%- endfor %}
                pin.bindPopup(box);
                pin.on("popupclose", () => pin.getElement().focus());
            })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, marks: tuple[Mark, ...]) -> None:
        super().__init__("Popup", name)
        self.writings: list[tuple[str, str]] = []
        for mark in marks:
            self.writings.append(("strong", script_text(f"{mark.number}. {mark.title}")))
            self.writings.extend(("p", script_text(line)) for line in mark.lines)


class _Route(folium.PolyLine):
    """The way from stop to stop, in order."""

    def __init__(self, name: str, stops: Sequence[Mark]) -> None:
        points = [(stop.point.lat, stop.point.lon) for stop in stops]
        super().__init__(  # type: ignore[no-untyped-call]  # folium leaves it untyped
            points, class_name="atlas-route", interactive=False
        )
        self._id = name


class _Bounds(folium.FitBounds):
    """Shows every mark at once, with room for the pins."""

    def __init__(self, name: str, marks: Sequence[Mark]) -> None:
        lats = [mark.point.lat for mark in marks]
        lons = [mark.point.lon for mark in marks]
        super().__init__(
            ((min(lats), min(lons)), (max(lats), max(lons))),
            padding=(PIN_PIXELS, PIN_PIXELS),
            max_zoom=CLOSEST_ZOOM - 1,
        )
        self._id = name
