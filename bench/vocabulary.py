"""The words that made-up publications are put together from."""

from __future__ import annotations

ADJECTIVES = """
Amber Ancient Autumn Bitter Bright Bronze Calm Clear Cobalt Copper Crimson Distant Eastern Emerald Evening Faithful
Golden Granite Grey Hidden Hollow Iron Ivory Lonely Loyal Marble Misty Morning Noble Northern Open Pale Patient Quiet
Rapid Russet Scarlet Silent Silver Southern Steady Summer Sunken Swift Tall Velvet Western White Winter
""".split()
SERIES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Theta", "Kappa", "Lambda", "Sigma")
"""What is added to the names of operations when all have been used."""

NOUNS = """
Anchor Anvil Beacon Bridge Canyon Castle Cedar Chapel Cliff Compass Crane Delta Eagle Falcon Ferry Forest Fountain Gate
Glacier Harbour Harvest Heron Horizon Island Lantern Ledger Lighthouse Meadow Mirror Needle Oak Orchard Otter Pass Pier
Quarry Raven Ridge River Saddle Shield Spire Stork Summit Thistle Tower Valley Vessel Willow Window
""".split()
FIRST_NAMES = """
Ada Aleks Amira Anton Birgit Bruno Carla Casimir Dalia Dmitri Edda Emil Farida Felix Greta Hamid Hanna Igor Ilse Jakob
Jana Karim Katya Lasse Leila Luka Magda Marek Nadia Nils Olga Omar Petra Rafiq Rosa Samir Sofia Tariq Vera Yusuf
""".split()
LAST_NAMES = """
Adler Bakari Brandt Castell Dahl Darwish Eklund Farkas Fontaine Galani Haddad Horvath Ivanova Jansen Kaddour Kaminski
Lindqvist Lorenz Mansour Moravec Nassar Novak Okafor Orlov Petrov Qasim Rahimi Reuter Salim Sandoval Tahir Tomasz
Ulrich Varga Wagner Weiss Yilmaz Zeman Zidane Zoric
""".split()
TOWN_STARTS = "Kar Bel Dor Mal Tev Zar Hal Ner Ost Ras Sel Tur Vel Lom Gor".split()
TOWN_ENDS = "sova dinak mira khan burg".split()
PROVINCES = """
Averia Bastan Corvina Deluna Estaria Falkenau Gardesh Hallund Istrova Jorvast Kelmar Lorania Medvia Nortava Oskaria
Pelagon Quorin Rovania Saltara Tamerin
""".split()
COUNTRIES = "Arvania Borduria Calidor Drevia Elbonia".split()
BODIES = (
    """
Ministry of Transport|Border Guard|Red Lantern Relief|Joint Command|River Authority|National Observatory|Harbour Board
General Staff|Civil Defence|Refugee Council|Ministry of the Interior|Road Patrol|Peace Monitors|Northern Alliance
Eastern Front|Doctors on Duty|Parliament's Press Office|Ministry of Health|Coast Watch|Railway Union|City Council
Electoral Board|Foreign Ministry|Customs Service|Air Command|Engineers' Corps|Relief Convoy Office|Tribal Assembly
Truce Committee|Ministry of Energy|Mountain Rescue|Human Rights Desk|Grain Office|Water Board|Prison Service
Presidential Office|Militia of the Plain|Farmers' League|Port Authority|Fire Service|Archaeological Service
Veterans' Union|Bridge Authority|Ministry of Justice|Teachers' Union|Shipping Register|Census Bureau|Weather Service
Forest Service|Miners' Federation
""".strip()
    .replace("\n", "|")
    .split("|")
)
MEDIA = [f"The {town} {kind}" for kind in ("Courier", "Observer") for town in TOWN_STARTS]
ROLES = (
    "a spokesman",
    "the deputy head of the regional office",
    "a member of the council on security and defence",
    "who commands the rear guard",
    "a driver who asked not to be photographed",
    "general manager of operations",
)
UNITS = (
    ("trucks", "the trucks and their escort"),
    ("buses", "the buses and ambulances"),
    ("soldiers", "the soldiers and their families"),
    ("volunteers", "the volunteers and the drivers"),
    ("boats", "the boats and barges"),
    ("families", "the families and those who travelled with them"),
)
FILLER = (
    "The road runs along the river and has been in bad repair since the spring floods.",
    "Nobody who lives along it expects that the matter will be settled soon.",
    "The weather was clear, and the convoy could be seen from the hills on both sides of the valley.",
    "Much of what is known rests on people who watched from a distance and did not stay to the end.",
    "The agreement behind the operation remains in dispute, and its text has never been made public.",
    "Shops along the main street stayed closed, and few people were outside.",
    "For the families who live there, the operation was one more interruption in a hard season.",
    "It is difficult to establish with any certainty what happens in so remote a district.",
    "The authorities have kept reporters away from the crossing, and telephone lines are often down.",
    "Whether the operation was worth its price is a question that will outlast it.",
    "Supplies of water and flour were running low, and fuel was hard to find at any price.",
    "The river valley has long been a thoroughfare for traders, herders and armies alike.",
    "Rumours travel faster than vehicles here, and they rarely arrive in the shape in which they left.",
    "Critics of the operation call it “a surrender”; its friends – and it has friends – call it the lesser evil.",
)
OPEN_QUESTIONS = (
    "In an earlier operation of the same kind, {count} vehicles were lost on the way.",
    "A similar agreement had been signed in {town} the year before.",
    "The population of {town} has fallen to {count} thousand since then.",
)
FURNITURE = """
Comments

The editors moderate all comments submitted here. We welcome comments that are relevant to the article and encourage
further discussion of the issues that matter to you.

To be approved for publication, your comments must meet our community guidelines. Comments that do not meet them are
not edited; they are either approved or rejected.

Related articles: Weather for the weekend – Markets – Letters to the editor
"""
