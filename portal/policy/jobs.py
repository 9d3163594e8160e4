"""The kinds of jobs this app puts into the outbox."""

COUNT = "policy.count_effect"
GO_LIVE = "policy.go_live"
