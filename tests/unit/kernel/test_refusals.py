from datetime import UTC, timedelta

from samspill.kernel import clock
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say


def test_refusal_says_what_why_and_what_to_do_in_that_order() -> None:
    refused = Refused(say("Det gikk ikke."), why=say("Døren er låst."), remedy=say("Finn nøkkelen."))
    assert str(refused) == "Det gikk ikke. Døren er låst. Finn nøkkelen."


def test_refusal_without_a_reason_leaves_no_gap() -> None:
    assert str(Refused(say("Det gikk ikke."), remedy=say("Prøv igjen."))) == "Det gikk ikke. Prøv igjen."


def test_sentences_keep_their_templates_for_translation() -> None:
    refused = Refused(say("Frist %(date)s er ute.", date="1. mai"))
    assert refused.sentences == (Text("Frist %(date)s er ute.", {"date": "1. mai"}),)


def test_sentence_may_stand_inside_another() -> None:
    assert (
        str(say("Vi stoppet: %(why)s", why=say("%(count)s filer mangler.", count=2))) == "Vi stoppet: 2 filer mangler."
    )


def test_sentence_without_places_keeps_its_per_cent_sign() -> None:
    assert str(say("Minst 70 % er sendt.")) == "Minst 70 % er sendt."


def test_clock_tells_the_moment_in_utc() -> None:
    moment = clock.now()
    assert (moment.tzinfo, moment.utcoffset()) == (UTC, timedelta(0))
