"""Aid of the trade union for workers in difficulty (困难职工帮扶)."""
