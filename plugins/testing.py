"""pytest plugin for scheme authors: runs the `cases.yaml` beside a scheme."""
