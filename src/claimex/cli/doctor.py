"""`claimex doctor`: is everything there?"""

from typing import Annotated

import typer

from claimex.cli.options import Debug, Model


def doctor(
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
    debug: Debug = False,
) -> None:
    """Check the installation: versions, models and their checksums, what is missing, and how to mend it.

    Reads one sentence as a trial. Changes nothing and needs no network.

    Exit code: 0; 1 if claimex cannot work as it is installed.

    **Examples**

        claimex doctor

        claimex doctor --json > installation.json
    """
    import dataclasses
    import json

    from rich.console import Console
    from rich.text import Text

    from claimex.diagnosis import examine

    findings = examine(model)
    if as_json:
        typer.echo(
            json.dumps([dataclasses.asdict(finding) for finding in findings], indent=1, ensure_ascii=False)
        )
    else:
        console = Console(highlight=False, soft_wrap=True)
        signs = {
            "fine": ("ok     ", "green"),
            "absent": ("absent ", "yellow"),
            "broken": ("BROKEN ", "bold red"),
        }
        for finding in findings:
            console.print(Text.assemble(signs[finding.state], (finding.name, "bold"), "  ", finding.detail))
            if finding.remedy:
                console.print(Text(f"       mend: {finding.remedy}"))
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)
