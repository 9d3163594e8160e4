"""Legal aid for families in need (法律援助, R6.8)."""
