"""What plugins do beyond their rules, where it touches cases: they hear news, show figures, work by the clock, add to
letters. The host hands in plain data and checks what comes back (`plugins.answers`)."""
