"""What becomes of agreements in force: stopped and taken up again, joined and left, ended for good."""

from datetime import date

from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event

from aeo.model.announcing import announcement
from aeo.model.course import parties_on
from aeo.model.disorder import lonely, standing, suspends
from aeo.model.learning import completed, contradicted
from aeo.model.life import Step, StepFacts
from aeo.model.living import Living, NotSigned


class NotInForce(Refusal):
    """Nothing is in force that could be suspended."""


class AlreadySuspended(Refusal):
    """Recognition is suspended already."""


class NotSuspended(Refusal):
    """Nothing is suspended that could be reinstated."""


class Bilateral(Refusal):
    """The agreement has two parties, no more and no less."""


class AlreadyParty(Refusal):
    """The economy is a party."""


class NotParty(Refusal):
    """The economy is no party."""


class TooFewParties(Refusal):
    """An agreement needs two parties."""


class Ending(Living):
    """The decisions on an agreement that may be in force."""

    def suspend(self, said: StepFacts, today: date) -> list[Event]:
        """Stop recognition from a day on: of the whole, or of a party, a direction or some operators."""
        step = _step(said, today)
        if self._has(step):
            return []
        self._refuse_after_the_end(step)
        self.refuse_strangers(step)
        unknown = next((each for each in standing(self.steps, step) if self._is_the_day_of(step, each)), None)
        others = [each for each in self._but(step) if each != unknown]
        for stands in standing(others, step):
            if stands.slot == step.slot or not stands.part:
                raise AlreadySuspended(f"{self.name} is suspended since {stands.on or 'an unknown day'}", field="on")
        if not suspends(step, self.everyone, others):
            raise NotInForce(f"{self.name} is not in force on {step.on} in the part that is meant", field="on")
        return self._record(step if unknown is None else step.model_copy(update={"id": unknown.id}), today)

    def reinstate(self, said: StepFacts, today: date) -> list[Event]:
        """Take up again what was suspended: the same part of it, or all of it."""
        step = _step(said, today)
        if self._has(step):
            return []
        self._refuse_after_the_end(step)
        if not any(step.lifts(stands) for stands in standing(self._but(step), step)):
            raise NotSuspended(f"{self.name} is not suspended on {step.on} in the part that is meant", field="on")
        return self._record(step, today)

    def terminate(self, said: StepFacts, today: date) -> list[Event]:
        """End it for good on a day, of which the parties may have notice."""
        if self._has(_step(said, today)):
            return []
        if not self.is_signed and not self.stage.is_over:
            raise NotSigned(f"{self.name} is {self.stage}: it has not been signed", field="on")
        return self._end(said, today)

    def replace(self, said: StepFacts, today: date) -> list[Event]:
        """End it for good because another agreement takes its place, perhaps on a day that no source gives."""
        if self._has(_step(said, today)):
            return []
        if said.replaced_by == self.id:
            raise Invalid("An agreement does not take its own place", field="replaced_by")
        return self._end(said, today)

    def _end(self, said: StepFacts, today: date) -> list[Event]:
        """End it; of an end that has come on an unknown day, the day and what else was unknown may become known."""
        step, stands = _step(said, today), self.end
        if stands is not None and self._tells_of(step, stands):
            learned = completed(stands, step, self.record.source)
            if learned == stands:
                return []
            if stands.on is None:
                return self._take_end(learned, today)
        self._refuse_after_the_end(step)
        return self._take_end(step, today)

    def _take_end(self, step: Step, today: date) -> list[Event]:
        if step.on is not None:
            for former in self.steps:
                if former.announced_on is not None and former.on is not None and former.earliest > step.latest:
                    happened = f"{former.kind.replace('_', ' ')} on {former.on}"
                    raise Invalid(f"{step.on} is before something that has happened: {happened}", field="on")
            if step.earliest > step.recorded_on and step.announced_on is not None:
                known = f"when it had been {step.kind} already"
                raise Invalid(f"{step.on} is after {step.recorded_on}, {known}", field="on")
        return self._record(step, today)

    def accede(self, said: StepFacts, today: date) -> list[Event]:
        """Let an economy become a party, from a day on; whether it is a Member may turn out later."""
        step = _step(said, today)
        if self._has(step):
            return []
        for stands in self.steps:
            declared = stands.model_copy(update={"non_member": step.non_member})
            if declared.says(step):
                self._put(declared, stands)
                return [announcement(self, declared)]
        self._refuse_after_the_end(step)
        if not self.plurilateral:
            raise Bilateral(f"{self.name} is between {' and '.join(self.parties)} only")
        if not self.is_signed:
            raise NotSigned(f"{self.name} is {self.stage}: it has not been signed", field="on")
        if self.signed_on is not None and step.latest < self.signed_on.earliest:
            raise Invalid(f"{step.on} is before the signature on {self.signed_on}", field="on")
        if step.party in self._parties_but(step):
            raise AlreadyParty(f"{step.party} is a party of {self.name} on {step.on}")
        self._refuse_loneliness(step)
        return self._record(step, today)

    def withdraw(self, said: StepFacts, today: date) -> list[Event]:
        """Let a party leave, from a day on."""
        step = _step(said, today)
        if self._has(step):
            return []
        self._refuse_after_the_end(step)
        if not self.plurilateral:
            raise Bilateral(f"{self.name} ends when one of its two parties leaves: it is terminated")
        if step.party not in self._parties_but(step):
            raise NotParty(f"{step.party} is no party of {self.name} on {step.on}")
        self._refuse_loneliness(step)
        return self._record(step, today)

    def _tells_of(self, step: Step, stands: Step) -> bool:
        """Whether it may be what has been taken already, with nothing else known of it."""
        taken = stands.announced_on is not None and stands.slot == step.slot
        return taken and contradicted(stands, step, self.record.source) is None

    def _is_the_day_of(self, step: Step, stands: Step) -> bool:
        """Whether a suspension of an unknown day may have begun then: it had by the day on which it came on record."""
        return stands.on is None and step.earliest <= stands.recorded_on and self._tells_of(step, stands)

    def _but(self, step: Step) -> list[Step]:
        """The steps beside one whose own former day, when it lies ahead, does not count any more: it moves."""
        return [each for each in self.steps if each.announced_on is not None or each.slot != step.slot]

    def _parties_but(self, step: Step) -> list[str]:
        return parties_on(self.record.parties, self._but(step), step.latest)

    def _refuse_loneliness(self, step: Step) -> None:
        """However parties come and go, on each day there are two."""
        if lonely(self.record.parties, [*self._but(step), step]):
            raise TooFewParties(f"{self.name} would have less than two parties: it is terminated")


def _step(said: StepFacts, today: date) -> Step:
    return Step(**dict(said), recorded_on=today)
