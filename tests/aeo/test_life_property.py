"""Whatever is asked of an agreement, in whatever order, its columns and its steps tell the same."""

from datetime import timedelta

from cabos.refusal import Refusal
from hypothesis import given
from hypothesis import strategies as st

from tests.aeo import lives
from tests.aeo.lives import FOUR, TODAY, found

moves = st.lists(
    st.tuples(
        st.sampled_from(["suspend", "reinstate", "terminate", "begin", "accede", "withdraw", "replace"]),
        st.sampled_from(["2018", "2019-06", "2020-01-01", "2024-12-31", "2025", "2025-03-02", "2026-01", "2027-05-05"]),
        st.sampled_from([None, None, "CL", "EC"]),
    ),
    max_size=8,
)


@given(moves, st.integers(0, 2000))
def test_whatever_is_asked_the_columns_say_what_the_steps_say_and_a_repeat_says_nothing(
    asked: list[tuple[str, str, str | None]], days: int
) -> None:
    agreement = found(**FOUR, stage="signed", signed_on="2018-01-01", review_every_months=6)

    for name, on, party in asked:
        part = {"accede": {"economy": "EC"}, "withdraw": {"economy": party or "CL"}, "terminate": {}, "replace": {}}
        of = part.get(name, {"party": party})
        for first in (True, False):
            try:
                told = getattr(lives, name)(agreement, on=on, **of)
            except Refusal:
                continue
            assert first or told == []
    agreement.take_effect_when_due(later := TODAY + timedelta(days=days))

    assert all(step.announced_on for step in agreement.steps if step.on and step.latest <= later)
    assert agreement.take_effect_when_due(later) == []
    certain = agreement.stage_on(later).stage
    assert certain is None or certain == agreement.stage or any(s.latest > later for s in agreement.steps)
    assert len(agreement.parties) >= 2
    if agreement.stage.is_over:
        assert [each.kind.is_final for each in agreement.steps].count(True) == 1
