"""Names for the people of the demo: common Dutch ones, and not only of old Dutch families."""

from collections.abc import Iterator

from scheduler.services.demo.world import dice

_FIRST = """
Anouk Bas Bilal Britt Bram Carlijn Chiara Daan Dewi Dylan Elif Emma Esra Eva Fatima Femke Fleur
Floris Gijs Hanna Hugo Ilse Imane Iris Jaap Jamila Jasper Jelle Jesse Joris Julia Karin Kees Khalid
Lars Lieke Lisa Lotte Luuk Maartje Marit Mehmet Merel Milan Mohammed Naomi Nienke Noor Nora Omar Pim
Priya Quinten Rachid Roos Ruben Sanne Sara Sem Sophie Stijn Sven Tess Thijs Tim Tom Vera Wessel Wout
Yara Youssef Zeynep
"""
_LAST = """
Aydin Bakker Bakkali Beemster de_Boer Bos van_den_Berg de_Bruin Buis van_Dam Dekker van_Dijk
Dijkstra Docter El_Amrani van_Es de_Graaf Groen de_Groot de_Haan Hendriks Hoekstra Jansen de_Jong
Kaya Keizer Kok Komen Koopman Kuiper Kuijs de_Lange van_Leeuwen Leegwater Mol Molenaar Mulder Nguyen
Nieuwenhuis Ootjers Out Peters Pronk Ramdin Ruiter Schaap Schilder Schouten Smit Slot Stam Tuin
Tromp Visser Vos de_Vries Wester de_Wit Yilmaz Zijlstra Zwaan van_Zandbergen
"""


def people(purpose: str, host: str) -> Iterator[tuple[str, str]]:
    """Names with an address at `host`, without end; who has the same name gets a number."""
    choose = dice(purpose)
    firsts, lasts = _FIRST.split(), [name.replace("_", " ") for name in _LAST.split()]
    seen: dict[str, int] = {}
    while True:
        first, last = choose.choice(firsts), choose.choice(lasts)
        local = f"{first}.{last}".lower().replace(" ", "")
        seen[local] = seen.get(local, 0) + 1
        number = "" if seen[local] == 1 else str(seen[local])
        yield f"{first} {last}", f"{local}{number}@{host}"
