"""Fictional names, each marked 示范; and the trades with what they lease and pay."""

from dataclasses import dataclass
from typing import Final

from buildings.demo.draws import Chance

MARK: Final = "示范·"
_FIRST: Final = "榕屿澜云星青松瑞禾远明启泽岚嘉鹭汀溪峰景泓竹棠琅砚霁沐朗翎舟"
_SECOND: Final = "屿澄川岭舟岸桥帆汐樾庭苑林陌原野湾潮石泉羽棣榆枫荷芷坞垣洲鲸"
_HOUSES: Final = ("大厦", "中心", "广场", "商务楼", "国际", "科创楼", "金座", "写字楼")
_STREETS: Final = ("示范一路", "示范二路", "示范三路", "示范大街", "示范东路", "示范西路", "示范北路")


@dataclass(frozen=True)
class Trade:
    """A GB/T 4754 section: divisions, words of names, share of tenants, tax per m² against the average."""

    section: str
    divisions: tuple[str, ...]
    words: tuple[str, ...]
    tenants: float
    intensity: float


TRADES: Final = {
    trade.section: trade
    for trade in (
        Trade("A", ("01", "04"), ("农业科技", "海洋渔业"), 0.006, 0.4),
        Trade("B", ("09",), ("矿业",), 0.004, 1.5),
        Trade("C", ("39", "35"), ("电子", "装备制造"), 0.04, 1.0),
        Trade("D", ("44",), ("电力", "能源"), 0.012, 2.5),
        Trade("E", ("47", "48", "50"), ("建筑工程", "装饰工程", "市政工程"), 0.10, 1.0),
        Trade("F", ("51", "52"), ("商贸", "供应链", "进出口", "医药"), 0.22, 0.9),
        Trade("G", ("54", "59"), ("物流", "航运"), 0.03, 0.7),
        Trade("H", ("62", "61"), ("餐饮管理", "酒店管理"), 0.035, 0.35),
        Trade("I", ("65", "64", "63"), ("信息技术", "软件", "数据科技", "网络"), 0.15, 1.1),
        Trade("J", ("66", "67", "68", "69"), ("证券", "保险", "融资租赁", "资产管理"), 0.06, 3.2),
        Trade("K", ("70",), ("置业", "物业服务", "房地产"), 0.05, 1.8),
        Trade("L", ("72", "71"), ("企业管理", "法律服务", "人力资源", "广告", "咨询"), 0.15, 0.8),
        Trade("M", ("74", "73", "75"), ("工程设计", "检测技术", "勘察设计", "生物科技"), 0.07, 0.9),
        Trade("N", ("77",), ("环境",), 0.008, 0.5),
        Trade("O", ("80", "81"), ("生活服务", "信息维护"), 0.02, 0.3),
        Trade("P", ("83",), ("教育咨询", "培训"), 0.025, 0.3),
        Trade("Q", ("84",), ("健康管理", "门诊"), 0.012, 0.4),
        Trade("R", ("86", "87", "88"), ("文化传媒", "影视", "出版"), 0.045, 0.6),
        Trade("S", ("95",), ("协会服务",), 0.005, 0.1),
    )
}
LEANS: Final = {"finance": "J", "intermediary": "L", "research": "I", "media": "R"}


class Names:
    """Draws names that were not drawn before."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def _brand(self) -> str:
        return self._chance.choice(_FIRST) + self._chance.choice(_SECOND)

    def _fresh(self, ending: str) -> str:
        name = MARK + self._brand() + ending
        while name in self._taken:
            name = MARK + self._brand() + self._chance.choice(_SECOND) + ending
        self._taken.add(name)
        return name

    def house(self) -> str:
        """Name of a building."""
        return self._fresh(self._chance.choice(_HOUSES))

    def address(self) -> str:
        """A street that does not exist, and a number."""
        return f"{self._chance.choice(_STREETS)}{self._chance.randint(1, 399)}号"

    def firm(self, trade: str, kind: str = "company") -> str:
        """Name of an enterprise of a trade."""
        word = self._chance.choice(TRADES[trade].words)
        endings = {
            "branch": "有限公司示范分公司",
            "representative_office": "（境外）公司示范代表处",
            "sole_trader": "经营部",
            "unregistered": "筹备组",
        }
        return self._fresh(word + endings.get(kind, self._chance.choice(("有限公司", "有限公司", "股份有限公司"))))

    def bank(self) -> str:
        """Name of a bank's branch."""
        return self._fresh("银行股份有限公司示范分行")

    def owner(self) -> str:
        """Name of a property company."""
        return self._fresh("置业有限公司")

    def person(self, number: int) -> str:
        """A private owner: a number instead of a name."""
        return f"示范业主{number:04d}号"


def draw_trade(chance: Chance, specialty: str | None) -> str:
    """Section of a tenant; a building's specialty draws its own."""
    lean = LEANS.get(specialty or "")
    if lean is not None and chance.hit(0.45):
        return lean
    return chance.choices(list(TRADES), [trade.tenants for trade in TRADES.values()])[0]
