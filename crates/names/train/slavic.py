"""Spellings of Slavic surnames that the public groups seldom hold: Belarusian ones by their sound, and ё as yo."""
import re

SLAVIC = re.compile("(енко|ов|ев|ова|ева|ин|ина|ский|ская|цкий|цкая|ович|евич|ко|ик|ук|юк|ец)$")
RUSSIAN = re.compile("^[а-я]{5,}$")
SOFT = [("щ", "шч"), ("и", "і"), ("де", "дзе"), ("ді", "дзі"), ("те", "це"), ("ті", "ці"), ("ть", "ць"), ("рі", "ры"), ("ре", "рэ"),
        ("ря", "ра"), ("ші", "шы"), ("жі", "жы"), ("чі", "чы"), ("че", "чэ"), ("ше", "шэ"), ("же", "жэ"), ("це", "цэ"), ("ъ", "'")]
BGN = dict(zip("абвгдежзійклмнопрстуўфхцчшыьэюя'", "a b v h d e zh z i y k l m n o p r s t u w f kh ts ch sh y  e yu ya '".split(" ")))
NATIONAL = dict(zip("абвгдежзійклмнопрстуўфхцчшыьэюя'", "a b v h d ie ž z i j k l m n o p r s t u ŭ f ch c č š y  e iu ia '".split(" ")))
PASSPORT = BGN | {"ў": "u", "й": "i", "ю": "iu", "я": "ia"}


def cyrillic(word, rng):
    """The Belarusian spelling; which vowels are stressed is not known, so each o inside becomes an a by chance."""
    word = re.sub("(с|ц)кий$", r"\1кі", word)
    word = re.sub("енко$", "енка", word)
    word = re.sub("о(ва?)$", r"а\1", word)
    word = re.sub("([аоеу])в$", r"\1ў", word)
    word = "".join("а" if c == "о" and n > 1 and rng.random() < 0.5 else c for n, c in enumerate(word))
    for old, new in SOFT:
        word = word.replace(old, new)
    return re.sub("([аоеуыіэюя])в([бгджзйклмнпрстфхцчш])", r"\1ў\2", word)


def latin(word, rng):
    table = rng.choice([BGN, NATIONAL, PASSPORT])
    return "".join(table.get(c, c) for c in word)


def pairs(forms, rng):
    """Spellings of a group beside Belarusian ones of the same name."""
    russian = [f for f in forms if RUSSIAN.match(f) and SLAVIC.search(f)]
    if not russian:
        return []
    word = rng.choice(russian)
    own = cyrillic(word, rng)
    ascii_forms = [f for f in forms if f.isascii()] or [word]
    made = [(word, own), (word, latin(own, rng)), (own, latin(own, rng)), (rng.choice(ascii_forms), latin(own, rng))]
    # An ё that one spelling shows and the other does not: Semenov, Semyonov.
    plain = rng.choice(ascii_forms)
    places = [m.start() for m in re.finditer("(?<=[bdklmnprstvz])e(?=[bdklmnprstvz])", plain)]
    if places and plain.isascii():
        at = rng.choice(places)
        made.append((plain, plain[:at] + rng.choice(["yo", "io", "jo"]) + plain[at + 1:]))
    return [(a, b, 1) for a, b in made if a != b]
