"""Enterprises as they are needed: tenants, owners, banks, and parties known only as reported."""

from buildings.demo.codes import credit_code, firm_code, old_tax_number
from buildings.demo.draws import Chance
from buildings.demo.model import Firm, House
from buildings.demo.names import TRADES, Names, draw_trade
from buildings.demo.plan import Plan

_KINDS = {"branch": 0.06, "representative_office": 0.008, "sole_trader": 0.07, "unregistered": 0.012}
_REGISTERED = (("yes", 0.62, 0.96), ("no", 0.23, 0.6), (None, 0.11, 0.85), ("unknown", 0.04, 0.8))
_LEAVES_LATE = 0.02
_FARM_COOPERATIVE = "N2"  # first two signs may be letters


class Firms:
    """The growing list of enterprises; positions in it stand for them until the workbooks are written."""

    def __init__(self, plan: Plan, names: Names) -> None:
        self.plan, self.names = plan, names
        self.chance: Chance = plan.chance("firms")
        self.all: list[Firm] = []
        self._registered = 0

    def _add(self, firm: Firm) -> int:
        self.all.append(firm)
        return len(self.all) - 1

    def _draft(self, trade: str, name: str, kind: str = "company") -> Firm:
        self._registered += 1
        number = self._registered
        prefix = "92" if kind == "sole_trader" else "91"
        if trade == "A" and "code_with_letter" not in self.plan.cases:
            prefix = _FARM_COOPERATIVE
            self.plan.note("code_with_letter", firm_code(number))
        uscc = None if kind == "unregistered" else credit_code(number, prefix)
        return Firm(code=firm_code(number), name=name, uscc=uscc, kind=kind, trait_trade=trade)

    def tenant(self, house: House) -> int:
        """A new tenant of a building."""
        chance = self.chance
        trade = draw_trade(chance, house.specialty)
        kind = chance.choices(["company", *_KINDS], [1 - sum(_KINDS.values()), *_KINDS.values()])[0]
        firm = self._draft(trade, self.names.firm(trade, kind), kind)
        self._describe(firm)
        return self._add(firm)

    def _describe(self, firm: Firm) -> None:
        chance = self.chance
        answer, _, pays = chance.choices(_REGISTERED, [share for _, share, _ in _REGISTERED])[0]
        firm.in_district = answer
        firm.trait_pays = firm.kind != "unregistered" and chance.hit(pays)
        if answer == "yes" and chance.hit(0.05):
            firm.registered_from = self.plan.end - chance.randint(10, 900)
        if chance.hit(0.94):
            firm.section = firm.trait_trade
            firm.division = chance.choice(TRADES[firm.trait_trade].divisions) if chance.hit(0.9) else None
        else:
            self.plan.note("industry_unknown", firm.code)
        if chance.hit(0.04):
            firm.former_names = [f"{firm.name}（原名）"]
        firm.trait_lag = chance.randint(8, 30) if chance.hit(_LEAVES_LATE) else chance.choice((0, 0, 1, 1, 2, 3))
        self._codes(firm)

    def _codes(self, firm: Firm) -> None:
        """Some pay under an old number; of some the register lacks the code, so that their tax finds nobody."""
        chance = self.chance
        number = int(firm.code[2:])
        if firm.kind == "sole_trader" and chance.hit(0.3):
            firm.taxpayer_code = old_tax_number(number)
            self.plan.note("old_tax_number", firm.code)
        elif firm.kind == "company" and chance.hit(0.012):
            firm.trait_code_given, firm.uscc = firm.uscc, None
            self.plan.note("code_missing", firm.code)
        if firm.kind == "branch":
            self.plan.note("branch", firm.code)

    def stranger(self) -> int:
        """An enterprise of the list that never rented here."""
        trade = draw_trade(self.chance, None)
        firm = self._draft(trade, self.names.firm(trade))
        self._describe(firm)
        firm.in_district, firm.trait_pays = "yes", True
        return self._add(firm)

    def unlisted(self) -> int:
        """A taxpayer of the file that no list knows."""
        trade = draw_trade(self.chance, None)
        firm = Firm(code="", name=self.names.firm(trade), uscc=None, trait_trade=trade, trait_reported=True)
        firm.trait_code_given = credit_code(800_000 + len(self.all))
        self.plan.note("unknown_code", firm.trait_code_given)
        return self._add(firm)

    def owner(self, *, bank: bool = False) -> int:
        """A property company, or a bank that owns its tower."""
        firm = self._draft("J", self.names.bank(), "branch") if bank else self._draft("K", self.names.owner())
        firm.section, firm.division = firm.trait_trade, "66" if bank else "70"
        firm.in_district, firm.trait_owner, firm.central_income_tax = "yes", True, bank
        if bank:
            self.plan.note("central_income_tax", firm.code)
        return self._add(firm)

    def bank(self) -> int:
        """A bank's branch that rents; its income tax is all central."""
        position = self.owner(bank=True)
        self.all[position].trait_owner = False
        return position

    def reported(self, house: House) -> int:
        """A tenant that is in no list: a name, and sometimes a code, as the landlord gave them."""
        chance = self.chance
        trade = draw_trade(chance, house.specialty)
        name = self.names.firm(trade, chance.choice(("company", "company", "branch", "sole_trader")))
        firm = Firm(code="", name=name, uscc=None, trait_trade=trade, trait_reported=True, trait_pays=chance.hit(0.5))
        number = 500_000 + len(self.all)
        given = credit_code(number) if firm.trait_pays else chance.choice((None, None, "无", "待补", f"SF{number}"))
        firm.trait_code_given = given
        self.plan.note("reported_with_code" if given else "reported_party", name)
        return self._add(firm)
