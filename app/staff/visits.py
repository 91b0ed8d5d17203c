"""The list of an office's visits, those that need somebody now first."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading
from app.persistence.visits import STAGES, Stage, VisitRow, list_visits
from app.staff.readiness import unready
from app.staff.words import stage_name


@dataclass(frozen=True)
class StageLink:
    """A stage to narrow the list to, with how many visits it holds; None is all of them."""

    stage: Stage | None
    count: int
    is_current: bool


@for_staff
def visits() -> ResponseReturnValue:
    """The visits of the coordinator's own office, of one stage where the address names one."""
    node = current_coordinator().node
    assert node.id is not None, "a coordinator's office is stored"
    rows = list_visits(reading(), node.id, now=now())
    chosen = _chosen_stage()
    shown = [row for row in rows if chosen is None or row.stage is chosen]
    missing = unready(node.id)
    urgent = [row for row in shown if row.is_urgent or row.delegation.id in missing]
    return render_template(
        "staff/visits.html",
        node=node,
        urgent=urgent,
        others=[row for row in shown if not any(row is one for one in urgent)],
        missing=missing,
        links=_links(rows, chosen),
        chosen=chosen,
        stage_name=stage_name,
    )


@for_staff
def components() -> ResponseReturnValue:
    """Every component on one page."""
    return render_template("staff/components.html")


def _chosen_stage() -> Stage | None:
    wanted = request.args.get("stage", "")
    return next((stage for stage in STAGES if stage == wanted), None)


def _links(rows: list[VisitRow], chosen: Stage | None) -> list[StageLink]:
    counts = Counter(row.stage for row in rows)
    stages = [StageLink(stage, counts[stage], stage is chosen) for stage in STAGES if counts[stage]]
    return [StageLink(None, len(rows), chosen is None), *stages]
