"""Never finishes being imported, and does not mind being asked to end."""

import signal
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(3600)
