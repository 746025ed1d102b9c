"""The words of `cabos`, put together."""

import typer

from cabos.cli import cursors, dead_letters, doctor, examples, lag, readers, restoring, stream, tail, timeline
from cabos.cli.sentences import Sentences

HELP = """Look after the delivery of events.

Exit codes: 0 all is well, 1 something is wrong, 2 wrong use, 3 a server is away. What changes anything is only
shown until `--execute` is given.
"""

app = typer.Typer(
    cls=Sentences,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("lag")(lag.lag)
app.command("tail")(tail.tail)
app.command("timeline")(timeline.timeline)
app.command("doctor")(doctor.doctor)
app.command("replay")(cursors.replay)
app.command("publish-example")(examples.publish_example)
app.add_typer(readers.cli, name="reader")
app.add_typer(dead_letters.cli, name="dlq")
stream.cli.command("reseed")(restoring.reseed)
stream.cli.command("partitions")(restoring.partitions_)
app.add_typer(stream.cli, name="stream")


def main() -> None:
    app(prog_name="cabos")
