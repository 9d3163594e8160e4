"""Agencies with systems of their own (R0.2, R5.6, R14.1): signed news out, decisions in, no Python on their side.

Reading order: ``models.py`` (a connected system, its keys, what was sent), ``receivers.py`` and ``deliveries.py`` (news
of claims become signed webhooks), ``service.py`` and ``endpoints/`` (what a system may ask and say under ``/api/v1/``),
``idempotency.py`` (once, whatever the network does). docs/agency-systems.md is the page for the other side.
"""
