"""Units agree with pint's registry and babel's currencies; what is no unit is not read as one."""

import subprocess
import sys

import pint
import pytest
from babel.numbers import list_currencies

from claimex import lexicon
from claimex.pipeline.quantities.units import DIMENSIONS, Unit, physical, rate, unit_after

PHYSICAL = ("length", "area", "volume", "mass", "temperature", "speed", "duration")
# names of the news that pint does not know, or knows in another sense
UNKNOWN_TO_PINT = frozenset(
    [
        "stone",
        "kilotonne",
        "megatonne",
        "gigatonne",
        "night",
        "quarter",
        "season",
        "decade",
        "degree",
        "knot",
        "megalitre",
        "gigalitre",
    ]
)
PINT_NAMES = {"degree Celsius": "degC", "degree Fahrenheit": "degF"}


def pint_name(name: str) -> str:
    """What pint calls a unit of the table: "square metre" is "metre ** 2"."""
    for prefix, power in (("square ", 2), ("cubic ", 3)):
        if name.startswith(prefix):
            return f"{name.removeprefix(prefix)} ** {power}"
    return PINT_NAMES.get(name, name.replace(" / ", "/").replace(" ", "_"))


def test_the_kinds_of_physical_units_are_pints_dimensions() -> None:
    registry = pint.UnitRegistry()
    units = lexicon.load("units")
    for kind in PHYSICAL:
        for name in units[kind].keys() - UNKNOWN_TO_PINT:
            dimension = str(registry.parse_units(pint_name(name)).dimensionality)
            assert DIMENSIONS.get(dimension) == kind, name


def test_the_currency_codes_are_iso_4217() -> None:
    assert set(lexicon.load("currencies")["codes"]) <= set(list_currencies())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("816 000| t of coal", Unit("tonne", "mass", 9)),
        ("68| per cent", Unit("percent", "percent", 11)),
        ("3.5| percentage points", Unit("percentage point", "percent", 21)),
        ("−5.5|°C", Unit("degree Celsius", "temperature", 6)),
        ("90| km/h", Unit("kilometre / hour", "speed", 7)),
        ("six|-metre", Unit("metre", "length", 9, hyphenated=True)),
        ("35|-year-old", Unit("year", "age", 11, hyphenated=True)),
        ("400| sq ft", Unit("square foot", "area", 9)),
        ("50|p", Unit("p", "money", 3)),
        ("1,200|€", Unit("€", "money", 6)),
        ("9|kN", Unit("kilonewton", "other", 3)),
    ],
)
def test_the_unit_behind_a_number(text: str, unit: Unit) -> None:
    number, _, behind = text.partition("|")
    assert unit_after(number + behind, len(number)) == unit


@pytest.mark.parametrize(
    "text", ["2.15|pm", "5| in Leeds", "5| C", "12|th", "7| at night", "five| won the race"]
)
def test_words_are_no_units(text: str) -> None:
    number, _, behind = text.partition("|")
    assert unit_after(number + behind, len(number), large=False) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("$20| a tonne", "$ / tonne"),
        ("$12|-an-hour", "$ / hour"),
        ("$5| a share", "$ / share"),
        ("$5| per widget", "$ / widget"),
        ("$500| every three months", "$ / three month"),
        ("$5| a lot", "$"),
        ("$5| per head per day", "$ / head / day"),
        ("$5| a day each day", "$ / day"),
        ("$5| for every day a dog lives", "$ / day"),
    ],
)
def test_a_rate_keeps_numerator_and_denominator(text: str, name: str) -> None:
    number, _, behind = text.partition("|")
    assert rate(number + behind, Unit("$", "money", len(number)), open_class=True).name == name


def test_pint_knows_what_the_table_does_not() -> None:
    assert physical("kN") == ("kilonewton", "other")
    assert physical("zorkmid") is None


def test_common_units_do_not_import_pint() -> None:
    """Its registry costs half a second, which a cold run must not pay."""
    script = (
        "import sys; from claimex.pipeline.quantities.expressions import read_expressions;"
        "list(read_expressions('It is 5 km, 20 °C, $7 a head and 12,000 tonnes.'));"
        "sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
