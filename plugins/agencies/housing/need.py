"""Which families are in need: those recognised already (R6.9), and those of low income (民发〔2020〕69号)."""

from plugins.api import any_of, household, parameter, received

recognised = any_of(
    received("minimum-living-allowance"), received("single-person-allowance"), received("destitute-support")
)
TIMES = parameter("housing.low_income_times")
low_income_urban = household.income_per_head < parameter("civil-affairs.standard_urban") * TIMES
low_income_rural = household.income_per_head < parameter("civil-affairs.standard_rural") * TIMES
