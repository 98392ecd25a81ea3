"""The words that invented names are made of."""
# ruff: noqa: SIM905 - as quoted lists the words would fill three times the lines

FIRST_NAMES = (
    "Ada Alma Anouk Arvo Asta Bela Cleo Dario Edda Elio Enzo Fenna Greta Hugo Ida Ilse Ines Ivo"
    " Jonas Jorun Kaia Lasse Leda Lior Luca Maren Milo Mira Nael Nils Noor Odile Orla Otis Pia"
    " Quinn Rafa Remy Rosa Runa Sami Selma Signe Tavi Tilde Ulla Vesna Wim Yara Zeno"
).split()
LAST_NAMES = (
    "Aldane Amsel Ardenne Bellwood Birk Brannick Castellan Corvane Dellamar Drumm Eskola Fairlight"
    " Farrow Gannet Halvard Hollin Ibsenholt Jarrow Kestrel Kivi Lanthe Larkin Lindqvane Marrow"
    " Merrin Moorcrest Nightjar Norling Oakenfell Orlov-Reyes Pellworm Quillon Ravn Rosenvald"
    " Sallow Selkirk Sorrell Tamarind Thorne Umber Valmora Vantongeren Weld Wintergreen Yarrow"
    " Zephyrin"
).split()
ADJECTIVES = (
    "Amber Ancient Blind Blue Borrowed Broken Bright Copper Crooked Distant Double Electric Empty"
    " Endless Faded Gentle Glass Golden Hidden Hollow Idle Invisible Iron Late Little Lonesome"
    " Lost Low Midnight Narrow New Northern Open Paper Patient Pale Quiet Red Restless Salt"
    " Second Secret Silver Slow Small Soft Sudden Summer Tall Tender Velvet Violet Warm Wild"
    " Winter Yellow"
).split()
NOUNS = (
    "Anchors Arcades Ashes Avenues Balconies Bells Birds Bridges Cables Canyons Cathedrals Clouds"
    " Coastlines Comets Corridors Currents Dancers Deserts Doors Echoes Embers Engines Fences"
    " Fields Fires Gardens Ghosts Harbours Highways Horses Houses Islands Kites Lanterns Letters"
    " Lighthouses Machines Maps Mirrors Moons Mountains Neighbours Oceans Orchards Parades"
    " Pianos Pilots Planets Ponds Radios Rivers Rooftops Rooms Sailors Satellites Shadows"
    " Signals Sparrows Stairways Stations Stones Strangers Streetlights Swimmers Telegrams"
    " Thieves Tides Towers Trains Valleys Villages Voices Wells Windows Wolves"
).split()
PLACES = (
    "Antwerp Aveiro Bergen Bologna Cardiff Cork Dunedin Esbjerg Faro Ghent Girona Haarlem Hobart"
    " Izmir Kaunas Leeds Lucca Malmo Montreux Nantes Odense Oulu Porto Quito Riga Salta Sibiu"
    " Split Tallinn Tampere Trieste Turin Uppsala Valparaiso Vilnius Wellington York Zadar"
).split()
VERBS = (
    "Answering Breathing Burning Calling Carrying Chasing Counting Crossing Dreaming Driving"
    " Falling Finding Floating Following Holding Keeping Leaving Losing Missing Naming Reading"
    " Remembering Running Sailing Sleeping Swimming Waiting Waking Walking Watching"
).split()
MOODS = (
    "Afternoon Breakfast Commute Cooking Dawn Deadline Dinner Drive Evening Focus Gym Headphones"
    " Homework Insomnia Kitchen Laundry Midnight Monday Morning Nap Night Rain Reading Road Run"
    " Saturday Sleep Snow Spring Study Summer Sunday Sunset Train Walk Weekend Winter Yoga"
).split()
LABELS = (
    "Half Moon Recordings", "Tin Roof", "Northlight", "Paper Crane Music", "Salt & Copper",
    "Low Tide", "Second Floor", "Marigold Sound", "Attic Tapes", "Blue Door",
)  # fmt: skip
