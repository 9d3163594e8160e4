"""Words the three schemes share, and whom the federation tells about work (R6.6).

The two subsidies follow 国发〔2015〕52号: living costs for disabled people of families in need, nursing for those of
grade 1 or 2 who need long-term care. Both may be drawn together. People in destitution and those with the care
allowance of work-injury insurance get neither, orphans no living subsidy; where another office pays for the same
need, only the higher is paid, so a subsidy is not added on top.
"""

from plugins.api import clause, criterion, household, lookup, member, parameter, received

COUNTY = "清残联发〔2026〕2号"
STATE = "国发〔2015〕52号"
CHILDREN = "国发〔2018〕20号"

STANDARD = lookup(
    household.residence,
    {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
)
# Destitution is left out: where it is recognised, these subsidies are not paid.
ON_ALLOWANCE = received("minimum-living-allowance") | received("single-person-allowance")
CERTIFIED = member.disability.is_in("grade1", "grade2", "grade3", "grade4")
# The plugin looks at these when a claim is taken in or decided, to tell a job-seeker about work.
SEEN_FOR_WORK = ("member.disability", "member.work", "member.wants_work")
REGISTERED = criterion(
    "registered",
    household.registered_here,
    says="The household is registered in this county",
    cite=clause(COUNTY, "第三条"),
)
NOT_DESTITUTE = criterion(
    "not-destitute",
    ~received("destitute-support"),
    says="The household is not supported as destitute, which covers this need",
    cite=clause(STATE, "政策衔接"),
)
