"""Step 2 of the request: how many come, in which groups."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import BooleanField, FieldList, FormField

from app.delegation import choices
from app.fields import Number, Ticks
from app.formatting import format_number
from app.forms import Form, Line
from app.i18n import gettext, lazy_gettext
from visits.delegation import LARGEST_DELEGATION

MOST_GROUPS = 12


class GroupForm(Form):
    """One group of the delegation; a row where nothing was filled in does not count."""

    class Meta(Form.Meta):
        """The party's form carries the token."""

        csrf = False

    name = Line(lazy_gettext("What the group is called"))
    size = Number(lazy_gettext("How many people"), render_kw={"inputmode": "numeric"})
    themes = Ticks(lazy_gettext("What interests this group"), choices=choices.theme_choices)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in."""
        return not self.name.data and self.size.is_blank and not self.themes.data

    def validate_name(self, field: Any) -> None:
        """A group needs a name to be told from the others."""
        if not field.data and not self.is_blank:
            raise ValidationError(gettext("Write what the group is called."))

    def validate_size(self, field: Any) -> None:
        """A group is one person or more."""
        if not self.is_blank and not field.data:
            raise ValidationError(gettext("Write how many people the group has, 1 or more."))


class PartyForm(Form):
    """How many come, and in which groups."""

    size = Number(
        lazy_gettext("How many people take part in all?"), render_kw={"inputmode": "numeric"}
    )
    groups = FieldList(
        FormField(GroupForm), lazy_gettext("Groups"), min_entries=1, max_entries=MOST_GROUPS
    )

    groups_apart = BooleanField(
        lazy_gettext("Our groups may have programmes of their own"),
        description=lazy_gettext(
            "Each group then sees what interests it, at the same time as the others. "
            "What everyone must see, you see together."
        ),
    )

    @property
    def may_go_apart(self) -> bool:
        """Whether the groups may have programmes of their own; it takes two groups for that."""
        return self.groups_apart.data and len(self.filled_groups) > 1

    @property
    def filled_groups(self) -> list[GroupForm]:
        """The rows that count."""
        return [entry.form for entry in self.groups if not entry.form.is_blank]

    def validate_size(self, field: Any) -> None:
        """Within what a delegation can be, and enough for its groups."""
        if field.data is None or not 1 <= field.data <= LARGEST_DELEGATION:
            most = format_number(LARGEST_DELEGATION)
            raise ValidationError(
                gettext("Write how many people take part, as a number from 1 to %(most)s.")
                % {"most": most}
            )
        together = sum(group.size.data or 0 for group in self.filled_groups)
        if together > field.data:
            raise ValidationError(
                gettext("The groups have %(groups)s people together, but only %(all)s take part.")
                % {"groups": format_number(together), "all": format_number(field.data)}
            )
