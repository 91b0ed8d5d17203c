"""Step 3 of the request: what they want to see, and how."""

from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired, Optional

from app.delegation import choices
from app.fields import Choice, PlanTicks, Radios, Ticks
from app.forms import Form, Text
from app.i18n import gettext, lazy_gettext
from app.labels import LABELS
from visits.catalogue import Theme

MOST_MUST_SEES = 12


class WishesForm(Form):
    """What they want to see, and how; the themes' fields are added below."""

    must_sees = PlanTicks(
        lazy_gettext("Visits you must see"),
        choices=(),
        description=lazy_gettext("They come from your visit plan."),
    )
    format = Radios(
        lazy_gettext("How do you take part?"),
        [InputRequired(lazy_gettext("Choose whether you take part online or on site."))],
        choices=choices.format_choices,
    )
    needs = Ticks(
        lazy_gettext("What do some of you need to take part?"),
        [Optional()],
        choices=choices.need_choices,
    )
    message = Text(
        lazy_gettext("Anything else the hosts should know?"),
        [Optional()],
        description=lazy_gettext("Write no personal details here. The hosts read this text."),
    )

    hearts = PlanTicks(
        lazy_gettext("Visits you would like to see, if they fit"), [Optional()], choices=()
    )
    no_thanks = PlanTicks(lazy_gettext("Visits you do not want to see"), [Optional()], choices=())
    most_screen = Choice(
        lazy_gettext("At most how long before a screen on one day?"),
        [Optional()],
        choices=choices.screen_choices,
        default="",
    )
    rest_after = Choice(
        lazy_gettext("How long do you sit at most without a pause?"),
        [Optional()],
        choices=choices.rest_choices,
        default="",
    )
    starts_from = Choice(
        lazy_gettext("Town where your day begins, on site"),
        [Optional()],
        choices=choices.town_choices,
        default="",
    )
    ends_at = Choice(
        lazy_gettext("Town where your day ends, on site"),
        [Optional()],
        choices=choices.town_choices,
        default="",
    )

    @property
    def more_fields(self) -> list[Any]:
        """The fields that few need; they are folded away until then."""
        return [
            self.hearts,
            self.no_thanks,
            self.most_screen,
            self.rest_after,
            self.starts_from,
            self.ends_at,
        ]

    @property
    def theme_fields(self) -> list[Any]:
        """The fields of the themes, in their order."""
        return [self[theme_field(theme)] for theme in Theme]

    @property
    def themes(self) -> tuple[tuple[Theme, int], ...]:
        """The themes that count, each with its weight of 1 to 3."""
        weights = ((theme, int(self[theme_field(theme)].data)) for theme in Theme)
        return tuple((theme, weight) for theme, weight in weights if weight)

    def validate_must_sees(self, field: Any) -> None:
        """No more than one programme can hold."""
        if len(field.data) > MOST_MUST_SEES:
            raise ValidationError(
                gettext("Choose at most %(most)s visits that you must see.")
                % {"most": MOST_MUST_SEES}
            )

    def validate_no_thanks(self, field: Any) -> None:
        """Nobody wants to see what they do not want to see."""
        if set(field.data) & {*self.must_sees.data, *self.hearts.data}:
            raise ValidationError(
                gettext("You have chosen a visit that you also want to see. Choose one of the two.")
            )


def theme_field(theme: Theme) -> str:
    """The name of the field that weighs a theme."""
    return f"theme_{theme}"


for _theme in Theme:
    setattr(
        WishesForm,
        theme_field(_theme),
        Choice(lazy_gettext(LABELS[Theme, _theme]), choices=choices.weight_choices, default="0"),
    )
