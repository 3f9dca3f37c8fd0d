"""`claimex schema`: the records' JSON Schema."""

import json

import typer


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of a record.

    **Example**

        claimex schema > claimex.schema.json
    """
    from claimex.records import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
