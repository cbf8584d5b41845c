"""Words from which the demo company and its market are made. People and companies are invented; every domain ends in `.example`."""

_FIRST = """
Aaron Abigail Adam Adele Agnes Aisha Alan Alice Amara Amir Amy Andre Anita Anton Aoife Arjun Astrid Audrey
Bastian Beatrice Bianca Brendan Bruno Camila Carl Carmen Cecilia Charlotte Ciara Clara Claude Conor Daniel
Daria David Deepa Denise Diego Dora Edith Edward Elena Elias Emeka Emma Eric Esther Eva Fatima Felix Fiona
Florian Frank Gabriel Gemma George Gina Grace Gregor Gwen Hana Harriet Hassan Helen Henrik Hugo Ida Ines
Irene Isaac Jack Jana Jasper Jean Joanna Johan Jonas Jorge Judith Karen Karl Kate Kenji Laura Leon Lia Linda
Louis Lucia Luke Magnus Maeve Marcus Maria Martin Mateo Maud Mei Mila Miriam Mohan Monica Nadia Naomi Nathan
Niamh Nils Noah Olga Oscar Pablo Paula Peter Petra Rachel Rahul Rita Robert Rosa Ruth Samir Sandra Sarah
Sean Selma Simon Sofia Stefan Tara Thomas Tim Tobias Ursula Valerie Vera Victor Vivian Walter Wei William
Xavier Yara Yusuf Zara Zoe
"""
FIRST = tuple(_FIRST.split())
_LAST = """
Abbott Ahmed Alvarez Andersen Armstrong Bailey Bakker Barrett Bauer Becker Bell Bennett Bergman Bishop Blanc
Boyle Brandt Brennan Brooks Bryant Burke Byrne Campbell Carlsen Carr Carter Castillo Chan Chen Clarke Cohen
Collins Costa Cruz Daly Davies Delgado Dietrich Doyle Dubois Duffy Dupont Egan Eklund Ellis Evans Farrell
Fischer Fleming Flores Foster Fournier Fox Franklin Gallagher Garcia Gardner Gibson Gill Gomez Graf Graham
Grant Gray Greene Gupta Haas Hale Hansen Harper Hart Hayes Heller Henry Herrera Hoffman Holt Hughes Hunt
Huang Ibrahim Iyer Jacobs Jansen Jensen Johansson Jordan Kaur Keane Keller Kelly Kerr Khan Kim Klein Koch
Kowalski Kumar Lambert Lang Larsen Laurent Lawson Lee Leroy Lindgren Lopez Lowe Lynch Maas Marin Marsh Mason
Mayer McCarthy Medina Meier Mendes Mercier Meyer Miller Moore Moreau Morgan Murphy Murray Nash Navarro
Nguyen Nolan Novak Okafor Olsen Ortiz Owens Park Patel Pereira Perry Petrov Phillips Porter Powell Quinn
Ramos Reid Reyes Richter Rivera Roberts Rossi Roy Ryan Santos Sato Schmidt Schwarz Shah Shaw Silva Singh
Smit Soto Stein Stone Sullivan Svensson Tan Torres Vance Vargas Vega Visser Vogel Wagner Walsh Wang Ward
Weber Wells White Wolf Wong Wright Yang Young Zhang Ziegler Zimmer
"""
LAST = tuple(_LAST.split())
_COMPANY_HEAD = """
Alder Amber Anchor Arbor Ashford Aspen Atlas Basin Beacon Birch Blackwater Bluff Bramble Brook Cairn Canyon
Castle Cedar Cinder Clearwater Cobalt Compass Copper Coral Crest Crown Dale Delta Dover Drift Dune Eagle
Eastgate Elm Ember Falcon Fern Field Fjord Flint Forge Fulton Garnet Glen Granite Grove Harbor Harvest
Hawthorn Hazel Heron Highland Hollow Horizon Iron Island Ivory Jasper Juniper Keystone Kestrel Lake Lantern
Larch Laurel Linden Lumen Maple Marble Marlow Meadow Meridian Mill Mistral Moor Moss North Oak Ocean Olive
Onyx Orchard Osprey Otter Palisade Pebble Pine Pinnacle Plain Poplar Prairie Quarry Quartz Raven Redwood
Reed Ridge River Rowan Saddle Sage Sable Sandstone Sierra Silver Slate Solstice Sparrow Spruce Sterling
Stonegate Summit Sycamore Tamarack Terrace Thistle Thorn Tidal Timber Tundra Umber Valley Vista Walnut
Westfield Willow Windward Winter Wren Yarrow Zephyr
"""
COMPANY_HEAD = tuple(_COMPANY_HEAD.split())
COMPANY_TAIL = {
    "software": ("Systems", "Software", "Labs", "Cloud", "Data"),
    "manufacturing": ("Works", "Industries", "Manufacturing", "Tooling", "Fabrication"),
    "logistics": ("Logistics", "Freight", "Transport", "Shipping", "Carriers"),
    "health": ("Health", "Clinics", "Medical", "Care", "Diagnostics"),
    "retail": ("Stores", "Retail", "Outfitters", "Market", "Goods"),
    "finance": ("Capital", "Finance", "Insurance", "Partners", "Trust"),
    "energy": ("Energy", "Power", "Utilities", "Solar", "Grid"),
    "construction": ("Builders", "Construction", "Contracting", "Engineering", "Homes"),
}
INDUSTRIES = tuple(COMPANY_TAIL)
INDUSTRY_WEIGHTS = (0.16, 0.17, 0.13, 0.12, 0.11, 0.10, 0.10, 0.11)
COUNTRIES = ("US", "CA", "GB", "IE", "DE", "NL", "FR", "AU", "IN", "BR")
COUNTRY_WEIGHTS = (0.50, 0.09, 0.14, 0.06, 0.08, 0.055, 0.045, 0.01, 0.01, 0.01)
COUNTRY_ZONES = {
    "US": "America/New_York",
    "CA": "America/New_York",
    "GB": "Europe/Dublin",
    "IE": "Europe/Dublin",
    "DE": "Europe/Berlin",
    "NL": "Europe/Berlin",
    "FR": "Europe/Berlin",
    "AU": "Australia/Sydney",
    "IN": "Asia/Kolkata",
    "BR": "America/Sao_Paulo",
}
# Numbers that regulators keep free for fiction, or that look like none's; the places marked 9 are filled at random.
PHONES = {
    "US": "+1{area}55501##",
    "CA": "+141655501##",
    "GB": "+442079460###",
    "IE": "+353167101##",
    "DE": "+4930231250##",
    "NL": "+31209301###",
    "FR": "+3319900####",
    "AU": "+61255501###",
    "IN": "+9198123#####",
    "BR": "+551155501###",
}
US_AREAS = (
    212,
    213,
    214,
    215,
    303,
    305,
    312,
    313,
    404,
    415,
    503,
    512,
    602,
    612,
    617,
    702,
    713,
    801,
    816,
    919,
)
BAD_PHONES = ("n/a", "000000", "12345", "+1 555", "ask later", "call the office")
FREE_MAIL = ("webmail.example", "postbox.example", "freemail.example")
TITLES = (
    # title, department, seniority, weight
    ("VP Operations", "operations", "vp", 5.0),
    ("VP Customer Service", "service", "vp", 3.0),
    ("Director of Operations", "operations", "director", 6.0),
    ("Director of Field Service", "service", "director", 6.0),
    ("IT Director", "it", "director", 4.0),
    ("Head of Service", "service", "head", 5.0),
    ("Head of Procurement", "finance", "head", 2.0),
    ("Chief Operating Officer", "operations", "chief", 3.0),
    ("Chief Financial Officer", "finance", "chief", 2.0),
    ("Operations Manager", "operations", "manager", 11.0),
    ("Service Manager", "service", "manager", 9.0),
    ("IT Manager", "it", "manager", 6.0),
    ("Fleet Manager", "operations", "manager", 4.0),
    ("Dispatcher", "service", "staff", 7.0),
    ("Field Service Coordinator", "service", "staff", 7.0),
    ("Operations Analyst", "operations", "staff", 7.0),
    ("Systems Administrator", "it", "staff", 5.0),
    ("Buyer", "finance", "staff", 3.0),
    ("Consultant", "other", "staff", 2.5),
    ("Student", "other", "student", 1.2),
    ("Operations Intern", "operations", "student", 1.3),
)
COMPETITORS = ("Roundsman", "DispatchIQ", "Fieldtide", "Kerbside")
