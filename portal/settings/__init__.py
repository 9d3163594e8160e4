"""Settings: `base` holds what every deployment shares; choose `demo`, `test` or `production`."""
