"""Analyzers over a saved session: one file, one analyzer, each a pure generator. ANALYZERS is their order."""

from scanner.dynamic import calls, conduct, contacts, phases, prompts, traces, transmissions

ANALYZERS = (phases, contacts, transmissions, calls, prompts, conduct, traces)
