"""看看能得到什么帮助: a few questions, then the schemes that fit, each with its reasons (R2.2).

Nothing is stored: what was answered travels with the page, sealed, and is gone when the page is closed. Only what can
still change an answer is asked.
"""
