"""The document number (文書番号) of a notice: fiscal year, the section's sign, a number without gaps."""

from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.wareki import to_parts


def document_number(year: FiscalYear, sign: str, number: int) -> str:
    """`8豊子子第123号`: the fiscal year within its era, the sign (文書記号), the running number from 1.

    令和元年度 is written `元`; a fiscal year keeps the number of its era whatever happens in it
    (2019年度 is 元 throughout, as `FiscalYear.label`). Refuses a number below 1.
    """
    if number < 1:
        raise ValueError("documents are numbered from 1")
    within_era = int(to_parts(year.start)[1]) if year.year != 2019 else 1
    return f"{'元' if within_era == 1 else within_era}{sign}第{number}号"
