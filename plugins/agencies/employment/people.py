"""Words the three schemes share: who is of working age, who looks for work, which families are in need.

Sex is not a fact of the portal, so one retirement age holds for everybody: the highest there is. Whoever has retired
before it says so under work.
"""

from plugins.api import clause, criterion, household, lookup, member, parameter, received

COUNTY = "清人社发〔2026〕6号"
# 中华人民共和国就业促进法, in force since 2008-01-01; 国务院令第649号 is 社会救助暂行办法, chapter 8 (art. 42–46).
LAW = "中华人民共和国就业促进法"
MEASURES = "国务院令第649号"

STANDARD = lookup(
    household.residence,
    {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
)
RECOGNISED = received("minimum-living-allowance") | received("single-person-allowance") | received("destitute-support")
WORKING_AGE = (member.age >= parameter("employment.working_age")) & (
    member.age < parameter("employment.retirement_age")
)
WORKS = member.work.is_in("employed", "casual", "farming", "self_employed")
LOOKS_FOR_WORK = WORKING_AGE & member.work.is_in("unemployed", "casual", "farming") & member.wants_work
LOCAL = criterion(
    "local",
    household.registered_here | household.lives_here,
    says="The household is registered in this county or has lived here for half a year",
    cite=clause(COUNTY, "第三条"),
)
