"""Policy figures that change by decision: proposed by one, looked at for what they do, approved by another (R6.10)."""
