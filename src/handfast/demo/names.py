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
# Numbers kept free for fiction (555-01xx, Ofcom's, ARCEP's) or that look alike; each # stands for a digit.
_US_AREAS = """
201 205 208 212 215 218 231 239 251 254 262 270 276 303 307 310 314 317 320 331 336 401 405 408 412 415 423
430 435 443 479 503 507 510 515 518 530 540 551 561 570 573 585 601 605 608 612 616 619 626 630 646 660 667
678 702 706 712 715 718 724 727 731 737 743 754 762 769 772 775 785 801 804 808 813 816 828 832 843 847 854
857 860 864 870 901 906 909 913 916 919 928 931 937 941 947 951 956 971 975 980 985
"""
_CANADIAN_AREAS = """
204 226 236 250 289 306 343 365 403 416 418 431 437 450 506 514 519 579 587 604 613 647 705 709 778 780 807
819 867 902 905
"""
PHONES = {
    "US": tuple(f"+1{area}55501##" for area in _US_AREAS.split()),
    "CA": tuple(f"+1{area}55501##" for area in _CANADIAN_AREAS.split()),
    "GB": tuple(
        f"+44{area}###"
        for area in ("2079460", "1134960", "1144960", "1164960", "1174960", "1214960", "1314960", "1414960")
    ),
    "IE": ("+3531555####", "+35321555####"),
    "DE": ("+493023125###", "+494066969###", "+492214710###", "+496990009###", "+498999998###"),
    "NL": ("+3120930####", "+3110555####"),
    "FR": ("+331990#####",),
    "AU": ("+6125550####",),
    "IN": ("+9198123#####",),
    "BR": ("+551155501###",),
}
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
