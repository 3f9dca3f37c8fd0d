"""What the component makes of sentences: value, comparator, kind, unit, extent, direction, about."""

from collections.abc import Callable
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Quantity
from claimex.pipeline.quantities import Quantities
from claimex.pipeline.quantities.extent import begins_sentence, in_one_sentence, start_within

NEEDED = ("claimex_layout", "claimex_encoder")  # what the layer builds on beside tagger and parser
PP = "percentage point"
Read = Callable[[str], list[tuple[str, Quantity]]]


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    """Every quantity of a text with the words it stands in."""
    layer = Quantities()
    others = [n for n in nlp.pipe_names if n.startswith("claimex_") and n not in NEEDED]

    def quantities(text: str) -> list[tuple[str, Quantity]]:
        with nlp.select_pipes(disable=others):
            doc = layer(nlp(text))
        return [(text[q["start"] : q["end"]], q) for q in doc._.claimex_quantities]

    return quantities


@pytest.mark.parametrize(
    ("text", "span", "value", "comparator", "kind", "unit"),
    [
        ("Over 1% of the fish in it left.", "Over 1% of the fish", "1", ">", "percent", "percent"),
        ("More than 500 rail workers left.", "More than 500 rail workers", "500", ">", "count", "worker"),
        ("Almost 1.9 million fans left.", "Almost 1.9 million fans", "1900000", "<", "count", "fan"),
        ("No fewer than 12 boats sank.", "No fewer than 12 boats", "12", ">=", "count", "boat"),
        ("Not more than ten boats sank.", "Not more than ten boats", "10", "<=", "count", "boat"),
        ("Up to 40 boats sank.", "Up to 40 boats", "40", "<=", "count", "boat"),
        ("Some 40 boats sank.", "Some 40 boats", "40", "~", "count", "boat"),
        ("Six months or so will pass.", "Six months or so", "6", "~", "duration", "month"),
        ("Wheat sold at $20 a tonne.", "$20 a tonne", "20", "=", "rate", "$ / tonne"),
        ("He drove at 90 km per hour.", "90 km per hour", "90", "=", "speed", "kilometre / hour"),
        ("Seventeen of his horses ran.", "Seventeen of his horses", "17", "=", "count", "horse"),
        ("Hundreds of angry farmers marched.", "Hundreds of angry farmers", "100", "~", "count", "farmer"),
        ("A third of voters stayed at home.", "A third of voters", None, "=", "fraction", "voter"),
        ("One in five said no.", "One in five", "0.2", "=", "fraction", ""),
        ("Profits doubled.", "doubled", "2", "=", "multiple", ""),
        ("They called a two-day strike.", "two-day", "2", "=", "duration", "day"),
        ("A 35-year-old nurse was hurt.", "35-year-old", "35", "=", "age", "year"),
        ("Tom Young, 30, was hurt.", "30", "30", "=", "age", ""),
        ("Ann Lee, 32, of Leeds, agreed.", "32", "32", "=", "age", ""),
        ("A three-judge panel agreed.", "three-judge", "3", "=", "count", "judge"),
        ("We waited a year and a half.", "a year and a half", "1.5", "=", "duration", "year"),
        ("It grew 3.5 percentage points.", "3.5 percentage points", "3.5", "=", "percent", PP),
        ("It was about minus 170°C.", "about minus 170°C", "-170", "~", "temperature", "degree Celsius"),
        ("The club had over 200 picnics last week.", "over 200 picnics", "200", ">", "count", "picnic"),
        ("It makes sub-7 nanometre chips.", "sub-7 nanometre", "7", "<", "length", "nanometre"),
        ("They planted 1m red poppies.", "1m red poppies", "1000000", "=", "count", "poppy"),
        ("A 3m high wall fell.", "3m", "3", "=", "length", "metre"),
        ("The store sent 10, 000 cards.", "10, 000 cards", "10000", "=", "count", "card"),
        ("It was cooled to [-196°C].", "-196°C", "-196", "=", "temperature", "degree Celsius"),
        ("About 20&nbsp;% stayed.", "About 20&nbsp;%", "20", "~", "percent", "percent"),
        ("It is two and a half years' supply.", "two and a half years", "2.5", "=", "duration", "year"),
        ("We need 20 minimum-wage cooks.", "20 minimum-wage cooks", "20", "=", "count", "cook"),
        ("Thousands more nurses are needed.", "Thousands more nurses", "1000", "~", "count", "nurse"),
        ("He admitted one count of fraud.", "one count", "1", "=", "count", "count"),
        ("It fell in one day.", "one day", "1", "=", "duration", "day"),
        ("She wed at the age of 39.", "39", "39", "=", "age", ""),
        ("The boxer died at 78.", "78", "78", "=", "age", ""),
        ("He read a 100-page report.", "100-page", "100", "=", "count", "page"),
        ("Ten pure bred bucks ran off.", "Ten pure bred bucks", "10", "=", "count", "buck"),
        ("Our 9 coal- and gas-fired plants run.", "9 coal- and gas-fired plants", "9", "=", "count", "plant"),
        ("It sold for $60 a tray.", "$60 a tray", "60", "=", "rate", "$ / tray"),
        ("It cost two cents a kilo.", "two cents a kilo", "2", "=", "rate", "cent / kilogram"),
        ("9 deaths per 100,000 dogs", "9 deaths per 100,000 dogs", "9", "=", "rate", "death / 100000 dogs"),
        ("The rate fell to 10.4 per 100,000 in May.", "10.4 per 100,000", "10.4", "=", "rate", "/ 100000"),
        ("Its images are 10 times crisper.", "10 times", "10", "=", "multiple", "time"),
        ("It was 10 times [more than] the limit.", "10 times", "10", "=", "multiple", "time"),
        ("It grew by a factor of nine.", "nine", "9", "=", "multiple", ""),
        ("It grew almost four-fold.", "almost four-fold", "4", "<", "multiple", ""),
        ("The robot made a 90 degree turn.", "90 degree", "90", "=", "other", "degree"),
        ("It is plus or minus 2.8 per cent.", "plus or minus 2.8 per cent", "2.8", "=", "percent", "percent"),
        ("She is 45.", "45", "45", "=", "age", ""),
        ("Dogs under the age of 5 lack manners.", "5", "5", "=", "age", ""),
        ("He led them from the age of nine.", "nine", "9", "=", "age", ""),
        ("She is in her mid-30s.", "mid-30s", "35", "~", "age", ""),
        ("Pick those who are younger than 30.", "younger than 30", "30", "<", "age", ""),
        ("It is 457&ordm;C there.", "457&ordm;C", "457", "=", "temperature", "degree Celsius"),
        ("It uses the six watts each person makes.", "six watts", "6", "=", "other", "watt"),
        ("It hurt 1.3 in 1,000.", "1.3 in 1,000", "0.0013", "=", "fraction", ""),
        ("Vote before you have turned 18.", "18", "18", "=", "age", ""),
        ("They took 6,000 'helpers' - cooks and drivers.", "6,000 'helpers", "6000", "=", "count", "helper"),
        ("It hid the 154 meetings Clinton held.", "154 meetings", "154", "=", "count", "meeting"),
        ("It ships 9 tons of salt a day.", "9 tons of salt a day", "9", "=", "rate", "ton / day"),
        ("It ships 9 tons of salt every day.", "9 tons", "9", "=", "mass", "ton"),
        ("They pay $8 per head per day.", "$8 per head per day", "8", "=", "rate", "$ / head / day"),
        ("Hens are kept 12 per cage.", "12 per cage", "12", "=", "rate", "/ cage"),
        ("He ate dozens and dozens of figs.", "dozens and dozens of figs", "12", "~", "count", "fig"),
        ("He runs two Green Park ice rinks.", "two Green Park ice rinks", "2", "=", "count", "rink"),
        ("Six water buffalo ran off.", "Six water buffalo", "6", "=", "count", "buffalo"),
        ("It left four dead last week.", "four dead", "4", "=", "count", "dead"),
        ("They met ten Israelis.", "ten Israelis", "10", "=", "count", "israeli"),
        ("She won ten swing States.", "ten swing States", "10", "=", "count", "state"),
        ("A three-legged goat ran off.", "three-legged", "3", "=", "count", "leg"),
        ("The pup drank 7.5mls.", "7.5mls", "7.5", "=", "volume", "millilitre"),
        ("It is as heavy as six cows.", "six cows", "6", "=", "count", "cow"),
        ("It weighs as much as six cows.", "six cows", "6", "=", "count", "cow"),
        ("It holds as much as 600 tonnes.", "as much as 600 tonnes", "600", "<=", "mass", "tonne"),
        ("He served under two mayors.", "two mayors", "2", "=", "count", "mayor"),
        ("Perhaps ten goats ran off.", "Perhaps ten goats", "10", "~", "count", "goat"),
        ("Perhaps dozens of goats ran off.", "dozens of goats", "12", "~", "count", "goat"),
        ("She is in her late 80s.", "late 80s", "88", "~", "age", ""),
        ("Highs in the mid-80s are expected.", "mid-80s", "85", "~", "count", ""),
        ("Those over 60 said no.", "over 60", "60", ">", "age", ""),
        ("It lost millions in sales.", "millions", "1000000", "~", "money", ""),
        ("None of the four spoke.", "four", "4", "=", "count", ""),
        ("It bears claws dating to 90 million years.", "90 million years", "90000000", "=", "age", "year"),
        ("They took over, perhaps 20 years later.", "perhaps 20 years", "20", "~", "duration", "year"),
        ("It has 2 pens per every 90 pigs.", "2 pens per every 90 pigs", "2", "=", "rate", "pen / 90 pigs"),
        ("It helps children under five.", "under five", "5", "<", "age", ""),
        ("They had an average age of 62.", "62", "62", "=", "age", ""),
        ("Aged just 31, she won.", "Aged just 31", "31", "=", "age", ""),
        ("It cost U$700 million.", "U$700 million", "700000000", "=", "money", "U$"),
        ("He paid 12,34,567 rupees.", "12,34,567 rupees", "1234567", "=", "money", "rupee"),
    ],
)  # fmt: skip
def test_a_quantity_expression(
    read: Read, text: str, span: str, value: str | None, comparator: str, kind: str, unit: str
) -> None:
    assert [s for s, _ in read(text)] == [span]
    _, quantity = read(text)[0]
    assert value is None or quantity["value"] == value
    assert (quantity["comparator"], quantity["kind"], quantity["unit"]) == (comparator, kind, unit)


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "comparator"),
    [
        ("They want between five and six dams.", "between five and six dams", "5", "6", "range"),
        ("It costs from $7 to $9 a head.", "from $7 to $9 a head", "7", "9", "range"),
        ("Between 20 and 30 per cent agreed.", "Between 20 and 30 per cent", "20", "30", "range"),
        ("It rained 20–30 millimetres.", "20–30 millimetres", "20", "30", "range"),
        (
            "It takes two to three million litres.",
            "two to three million litres",
            "2000000",
            "3000000",
            "range",
        ),
        ("It fell from 80 per cent to 50 per cent.", "from 80 per cent to 50 per cent", "50", "80", "range"),
        (
            "It rose from 20 cents in 2008 to 29 cents.",
            "from 20 cents in 2008 to 29 cents",
            "20",
            "29",
            "range",
        ),
        ("It lived 85-80 million years ago.", "85-80 million years", "80000000", "85000000", "range"),
        ("Wait a year or two.", "a year or two", "1", "2", "range"),
        ("They own between 20 to 30 goats.", "between 20 to 30 goats", "20", "30", "range"),
        ("It fell from a planned $9 to about $7.", "from a planned $9 to about $7", "7", "9", "range"),
        ("Dog owners back it 62%-32%.", "62%-32%", "62", "32", "score"),
        ("The ratio of ewes to rams is 1.5:1.", "1.5:1", "1.5", "1", "score"),
        ("It changed in the last week or two.", "last week or two", "1", "2", "range"),
        ("Among those 26 to 34 she led.", "26 to 34", "26", "34", "range"),
        ("They own between just 20 and 30 goats.", "between just 20 and 30 goats", "20", "30", "range"),
        ("The house passed it 47-44.", "47-44", "47", "44", "score"),
        ("She led 43 per cent to 38 per cent.", "43 per cent to 38 per cent", "43", "38", "score"),
    ],
)
def test_ranges_and_scores_keep_both_ends(
    read: Read, text: str, span: str, low: str, high: str, comparator: str
) -> None:
    """Never averaged, never added; a range's ends in rising order, a score's as written."""
    assert [(s, q["value"], q["value_high"], q["comparator"]) for s, q in read(text)] == [
        (span, low, high, comparator)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It begins at 2.15pm on 12 May 2006.",
        "The fire of 1990 came back in the 1990s.",
        "He spoke on 9/11, on Channel 9, about Section 427 and the G20.",
        "The Boeing 737 landed on Highway 61.",
        "They came first and third, and met in the 11th hour.",
        "Call 0207 946 0123 or write to 10 Kings Road.",
        "No one knew that one.",
        "The bill was €1,5 Mio.",
        "This is a third term, one source said.",
        "1. First read this.",
        "Emissions are below 2005 levels.",
        "It was between the two.",
        "The 457 visa is not for crew.",
        "The ruins date to 1214.",
        "There are no two farms that look the same.",
        "Before about 1750 it was colder.",
        "In zero gravity it does not hurt one bit.",
        "They finished in a fourth-, fifth- or sixth-place tie.",
        "A fire broke out at reactor four.",
        "It films with the iPhone 11 Pro cameras.",
        "The nasdaq 100 fell.",
        "Students in years 11 and 12 sat down.",
        "The mine was worked from 1880 to 1891, then closed.",
        "The queen (69-30 BC) reigned under the Charter of 1780.",
        "A plan for power to 2050, no less.",
        "He spoke of why 1) it leaks and 2 ) it burns.",
        "The right and left halves of the brain met.",
        "She read Ruth 1:9-11 aloud.",
        "The shed was built in the late 90s.",
        "The well was dug between 110 and 240AD.",
        "Her horses finished 1-2 in the derby.",
        "The ropes were double knotted.",
        "Its uranium 235 and carbon 14 decay.",
        "These are the points: 1. Roofs leak badly. 2. Walls lean out.",
        "All shops sit under one roof.",
        "It was drawn as early as 1853 and is the best since at least 1980.",
        "A 20-something cook spoke.",
        "The gene lies on chromosome 1.",
    ],
)
def test_what_is_no_numeric_claim(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Shares fell 3 per cent.", "down"),
        ("Shares were up 58.06 points.", "up"),
        ("Exports dropped by almost $2.5.", "down"),
        ("It reported a 7% drop in exports.", "down"),
        ("Shares rose to $84.", None),
        ("Shares fell below 13 cents.", None),
        ("The club raised $9 million.", None),
        ("Exports fell from 20 per cent to 12 per cent.", None),
        ("The plan would cut emissions by 20 per cent.", "down"),
        ("They want to reduce the number of cows by a third.", "down"),
        ("Exports were 5 per cent higher.", "up"),
        ("The market closed 20 points down.", "down"),
        ("It led to a 7% share price increase.", "up"),
        ("The 20 per cent cut in water hurt growers.", "down"),
        ("Women had a 24 per cent higher risk.", None),
        ("Cotton is grown in 80 countries.", None),
        ("The farm had falls of 50 millimetres.", None),
        ("The frogs jumped 9 kilometres.", None),
        ("A rise in the wheat price of 10 per cent hurt bakers.", "up"),
        ("He fears a cut to the school of $2 million.", "down"),
        ("It cut its forecast by between 20 to 25 per cent.", "down"),
    ],
)
def test_the_size_of_a_change_has_a_direction_and_a_level_has_none(
    read: Read, text: str, direction: str | None
) -> None:
    assert [quantity["direction"] for _, quantity in read(text)] == [direction]


def test_the_level_behind_a_change_is_its_own_quantity(read: Read) -> None:
    found = read("Wool rose 30 cents to 729 cents.")
    assert [(q["value"], q["direction"]) for _, q in found] == [("30", "up"), ("729", None)]


def test_a_conversion_in_brackets_keeps_the_comparator(read: Read) -> None:
    found = read("It makes just under 296 hp (224 kW / 300 PS).")
    assert [(q["value"], q["comparator"]) for _, q in found] == [("296", "<"), ("224", "<"), ("300", "<")]


def test_both_sides_of_an_area_are_lengths(read: Read) -> None:
    found = read("The base is 400 by 350 metres.")
    assert [(q["value"], q["unit"]) for _, q in found] == [("400", "metre"), ("350", "metre")]


def test_a_year_and_a_number_are_no_score(read: Read) -> None:
    assert [q["value"] for _, q in read("It went from 400 in the vote of 2008 to 60.")] == ["400", "60"]


def test_one_counts_beside_a_number(read: Read) -> None:
    assert [s for s, _ in read("They gave one load or up to two loads.")] == ["one load", "up to two loads"]
    assert [s for s, _ in read("Then one garden bloomed.")] == []


def test_an_age_may_stand_without_commas(read: Read) -> None:
    quantity = read("Astronaut Ann Lee 44 has spent a year in space.")[0][1]
    assert (quantity["value"], quantity["kind"]) == ("44", "age")


def test_a_distance_of_one_is_no_pronoun(read: Read) -> None:
    assert [s for s, _ in read("I miss the views that one mile can give.")] == ["one mile"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The price of wheat fell 3 per cent.", "The price of wheat"),
        ("A poll found 68 per cent of young voters agree.", "young voters"),
        ("They called a two-day strike.", "strike"),
        ("The ticket costs $12.", "The ticket"),
        ("The works needs 9 tons of salt a day.", "salt"),
        ("Their profits doubled.", "Their profits"),
        ("The singer wed at the age of 39.", "The singer"),
        ("A three-stage plan was agreed.", "plan"),
        ("The mayor met Tom Young, 30, on Friday.", "Tom Young"),
        ("More than 500 railway workers walked out.", "railway workers"),
    ],
)
def test_what_a_quantity_is_about(read: Read, text: str, about: str) -> None:
    region = read(text)[0][1]["about"]
    assert region is not None
    assert text[region["start"] : region["end"]] == about


def about_last(read: Read, text: str) -> str | None:
    """What the last quantity of a text is about."""
    region = read(text)[-1][1]["about"]
    return None if region is None else text[region["start"] : region["end"]]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        # another quantity in the phrase is not part of the thing
        ("At least 40 lambs were sold for $900.", "lambs"),
        ("Half of the flock is black and a quarter is white.", "the flock"),
        ("The mill's 40 workers were paid $300.", "workers"),
        # what belongs to the number is not either
        ("The council planted six more trees.", "trees"),
        ("They crossed a 12 metre long steel bridge.", "steel bridge"),
        ("They crossed 12 high-speed lines.", "high-speed lines"),
        # a number behind a noun is part of its name
        ("The Miller's 50-share index rose 3 percent.", "The Miller's 50-share index"),
        # a total stands for the number
        ("Dora now has a total of 12.", "Dora"),
        # neither a dash nor a lone quotation mark is crossed
        ("Ashby’s choice — the blue ticket costs $12.", "the blue ticket"),
    ],
)
def test_a_phrase_is_trimmed_to_the_thing(read: Read, text: str, about: str) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Some 60 percent of miners prefer tea, while 40 percent prefer coffee.", "miners"),
        ("Among miners, 60 percent prefer tea.", "miners"),
        ("Some 200 miners stayed, while 40 left.", "miners"),
        ("The mayor said 40 percent objected.", None),  # of whom is not told
    ],
)
def test_a_share_without_a_whole_takes_the_one_before(read: Read, text: str, about: str | None) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("A poll showed Ann Lund in front, followed by Bo Ruiz with 8 percent.", "Bo Ruiz"),
        ("A poll put Ann Lund at 30 percent.", "Ann Lund"),
        ("Bo Ruiz leads in Ashby with 30 percent.", "Bo Ruiz"),
        ("Bo Ruiz trails Ann Lund 30 percent to 40 percent.", "Bo Ruiz"),
        ("Bo Ruiz, then 29 years old, ran the mill.", "Bo Ruiz"),
        ("The survey asked those 18 to 35 years old.", "those"),
        ("The farmers met in Ashby, 40 kilometres from the coast.", "Ashby"),
    ],
)
def test_the_name_in_front_bears_a_share_an_age_or_a_distance(read: Read, text: str, about: str) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The mayor cut the budget by 5 percent.", "the budget"),
        ("The mayor sold the old mill for $2 million.", "the old mill"),
        ("Ann Lund leads Bo Ruiz by 5 percent.", "Ann Lund"),
        ("The council spent $2 million on new buses.", "new buses"),
        ("The council committed $2 million to try to mend the roof.", "the roof"),
        ("The bank paid $2 million in fines for its errors.", "fines"),
        ("There will be $2 million for libraries.", "libraries"),
        ("The ticket costs $12 for adults.", "The ticket"),
    ],
)
def test_a_change_or_a_sum_is_about_the_thing_and_not_about_who_acts(
    read: Read, text: str, about: str
) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("It took two years to mend the roof.", "to mend the roof"),
        ("They chose the rice that we sowed two weeks ago.", "the rice"),
        ("We have argued about this for two years.", None),
        ("We had nine millimetres overnight.", None),
        ("She weighs 60 kilograms.", "She"),
        ("It lasted two hours.", "It"),
    ],
)
def test_a_pronoun_that_only_acts_is_not_what_is_measured(read: Read, text: str, about: str | None) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("They sold 60 crabs weighing an average of 350 grams.", "crabs"),
        ("They repaid the loans, which totalled $2 million.", "the loans"),
    ],
)
def test_a_clause_measures_the_noun_that_it_belongs_to(read: Read, text: str, about: str) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The mill reported a 5 percent drop in the price of rice.", "the price of rice"),
        ("The mill reported a drop of 5 percent in beef prices.", "beef prices"),
        ("The valley is more than 20 percent Welsh.", "The valley"),
    ],
)
def test_neither_a_change_nor_a_predicate_is_the_thing(read: Read, text: str, about: str) -> None:
    assert about_last(read, text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("They met 90 members of the Young Millers for Peace.", "members of the Young Millers for Peace"),
        ("The museum holds 600 bones of sheep, cows and horses.", "bones of sheep, cows and horses"),
        ("Some 600 sheep, two cows and a horse were sold.", "sheep"),
        ("The $800 fine and sentence are unfair.", "fine"),
    ],
)
def test_a_name_and_a_list_are_not_cut(read: Read, text: str, about: str) -> None:
    region = read(text)[0][1]["about"]
    assert region is not None
    assert text[region["start"] : region["end"]] == about


def test_alternatives_share_their_noun(read: Read) -> None:
    units = [quantity["unit"] for _, quantity in read("He stores hundreds, if not thousands, of songs.")]
    assert units == ["song", "song"]


def test_a_series_shares_its_unit(read: Read) -> None:
    found = read("Calves were weighed after three, six and nine months.")
    assert [(q["value"], q["unit"]) for _, q in found] == [("3", "month"), ("6", "month"), ("9", "month")]
    assert [q["unit"] for _, q in read("Of the 40, 9 per cent left.")] == ["", "percent"]


def test_nested_quantities_are_both_told(read: Read) -> None:
    spans = [span for span, _ in read("It fired 1 percent of the bank's 100,000 retail bankers.")]
    assert spans == ["1 percent of the bank's 100,000 retail bankers", "100,000 retail bankers"]


@given(st.text(alphabet=st.sampled_from("aé𝔸 \n.,-–$£%0123456789½’“to"), max_size=60))
def test_offsets_are_code_points_of_any_text(nlp: Language, text: str) -> None:
    """Whatever the text, regions lie in it and values are finite decimals."""
    doc = nlp.make_doc(f"{text} 5 km")
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    size = len(doc)
    blank = Doc(
        doc.vocab,
        words,
        spaces,
        tags=["CD"] * size,
        pos=["NUM"] * size,
        heads=[0] * size,
        deps=["dep"] * size,
    )
    for quantity in Quantities()(blank)._.claimex_quantities:
        assert 0 <= quantity["start"] < quantity["end"] <= len(blank.text)
        assert Decimal(quantity["value"]).is_finite()
        assert 0 <= quantity["confidence"] <= 1


@pytest.mark.parametrize("reach", [1, 4, 100])
def test_where_a_sentence_begins_is_as_the_parser_has_it(nlp: Language, reach: int) -> None:
    doc = nlp("Ann Lee sold 40 lambs. Bo Ruiz sold none, as the fair was shut.\n\nIt opens in May.")
    for token in doc:
        assert start_within(token, reach) == max(token.sent.start, token.i - reach)
        assert begins_sentence(token) == (token.i == token.sent.start)
    for first, last in combinations_with_replacement(doc, 2):
        assert in_one_sentence(first, last) == (first.sent.start == last.sent.start)
